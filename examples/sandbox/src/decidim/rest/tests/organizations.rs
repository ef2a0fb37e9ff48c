use super::{Visit, error, status};
use crate::decidim::{Decidim, RestVersion};
use crate::reply::Reply;
use http::Method;
use serde_json::{Value, json};

fn put(visit: &Visit, data: Value) -> Reply {
    let mut body = json!({});
    body["data"] = data;
    visit.send(Method::PUT, "/organizations/1", &visit.machine, &body)
}

#[test]
fn all_organizations_of_the_server_are_listed() {
    let visit = Visit::to(Decidim::builder().neighbours(["next.example.org"]));
    let rows = visit.rows("/organizations");
    assert_eq!(rows.len(), 2);
    assert_eq!(rows[1]["attributes"]["host"], "next.example.org");
    assert_eq!(rows[0]["meta"]["locales"], json!(["en", "ca", "es"]));
    let one = visit.data("/organizations/1", &visit.machine);
    assert_eq!(one, rows[0]);
    for id in ["9", "abc"] {
        assert_eq!(status(&visit.get(&format!("/organizations/{id}"), &visit.machine)), 404);
    }
}

#[test]
fn a_write_merges_the_name_and_puts_the_host_off() {
    let visit = Visit::default();
    let before = visit.data("/organizations/1", &visit.machine);
    let data =
        json!({"name": {"ca": "Nou"}, "host": "new.example.org", "badges_enabled": false, "id": 7});
    let after = put(&visit, data).body_json().unwrap()["data"].take();
    assert_eq!(after["id"], "1");
    assert_eq!(after["attributes"]["name"]["ca"], "Nou");
    assert_eq!(after["attributes"]["name"]["en"], before["attributes"]["name"]["en"]);
    assert_eq!(after["attributes"]["host"], before["attributes"]["host"]);
    assert_eq!(after["meta"]["unconfirmed_host"], "new.example.org");
    assert_eq!(after["attributes"]["badges_enabled"], false);
}

#[test]
fn a_write_without_secondary_hosts_spoils_them_before_0_3() {
    let visit = Visit::default();
    let after = put(&visit, json!({"badges_enabled": true})).body_json().unwrap();
    assert_eq!(after["data"]["attributes"]["secondary_hosts"], json!(["[]"]));
    let after = put(&visit, json!({"secondary_hosts": ["a.example.org"]})).body_json().unwrap();
    assert_eq!(after["data"]["attributes"]["secondary_hosts"], json!(["a.example.org"]));
    let newer = Visit::version(RestVersion::V0_3);
    let body = json!({"data": {"badges_enabled": true}});
    let reply = newer.send(Method::PUT, "/organizations/1/sync", &newer.machine, &body);
    assert_eq!(reply.body_json().unwrap()["data"]["attributes"]["secondary_hosts"], json!([]));
}

#[test]
fn names_and_hosts_of_neighbours_are_taken() {
    let visit = Visit::to(Decidim::builder().neighbours(["next.example.org"]));
    let reply = put(&visit, json!({"name": {"en": "Neighbour 1"}}));
    assert_eq!(error(&reply), (400, "Name en has already been taken".to_owned()));
    let reply = put(&visit, json!({"host": "next.example.org"}));
    assert_eq!(error(&reply), (400, "Unconfirmed host has already been taken".to_owned()));
}
