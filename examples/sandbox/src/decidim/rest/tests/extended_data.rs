use super::{Visit, error, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
use crate::reply::Reply;
use http::Method;
use serde_json::{Value, json};

fn put(visit: &Visit, path: &str, data: Value) -> Reply {
    let mut body = json!({"object_path": path});
    body["data"] = data;
    visit.send(Method::PUT, "/me/extended_data", &visit.participant, &body)
}

#[test]
fn data_is_written_and_read_by_path() {
    let visit = Visit::default();
    let reply = put(&visit, ".", json!({"a": {"b": 1, "c": "x"}}));
    assert_eq!(reply.body_json().unwrap(), json!({"data": {"a": {"b": 1, "c": "x"}}}));
    let reply = put(&visit, "a.d", json!([1, 2]));
    assert_eq!(reply.body_json().unwrap(), json!({"data": [1, 2]}));
    let read = |path: &str| {
        visit.get(&format!("/me/extended_data?object_path={path}"), &visit.participant)
    };
    assert_eq!(read("a.b").body_json().unwrap(), json!({"data": 1}));
    assert_eq!(error(&read("a.z")), (404, "Resource not found".to_owned()));
    assert_eq!(read(".").body_json().unwrap()["data"]["a"]["c"], "x");
}

#[test]
fn a_write_that_leaves_nothing_at_its_path_is_a_404_although_it_happened() {
    let visit = Visit::default();
    put(&visit, ".", json!({"a": {"b": true, "c": 1}}));
    let reply = put(&visit, "a", json!({"b": false}));
    assert_eq!(reply.body_json().unwrap(), json!({"data": {"c": 1}}));
    assert_eq!(status(&put(&visit, "a", json!({"c": ""}))), 404);
    let rest = visit.data("/me/extended_data?object_path=.", &visit.participant);
    assert_eq!(rest, json!({}));
    let newer = Visit::version(RestVersion::V0_3);
    let body = json!({"object_path": "a", "data": {"c": ""}});
    let reply = newer.send(Method::PUT, "/me/extended_data/sync", &newer.participant, &body);
    assert_eq!(reply.body_json().unwrap(), json!({"data": {}}));
}

#[test]
fn blank_data_and_missing_paths_are_refused() {
    let visit = Visit::default();
    for blank in [json!({}), json!(""), json!(null), json!([]), json!([null])] {
        let reply = put(&visit, "a", blank);
        assert_eq!(reply.body_json().unwrap()["error"], "400: Required parameter missing");
    }
    // `require` lets a false pass, which is then compacted away.
    assert_eq!(status(&put(&visit, "a", json!(false))), 404);
    let body = json!({"data": {"a": 1}});
    let reply = visit.send(Method::PUT, "/me/extended_data", &visit.participant, &body);
    assert_eq!(status(&reply), 400);
    assert!(error(&reply).1.contains("empty: object_path\n"));
    assert_eq!(status(&visit.get("/me/extended_data", &visit.participant)), 400);
}

#[test]
fn the_organizations_data_is_that_of_the_host_whatever_the_number() {
    let visit = Visit::default();
    let body = json!({"object_path": ".", "data": {"a": 1}});
    let reply = visit.send(Method::PUT, "/organizations/777/extended_data", &visit.machine, &body);
    assert_eq!(status(&reply), 200);
    let read = visit.data("/organizations/1/extended_data?object_path=a", &visit.machine);
    assert_eq!(read, 1);
    assert_eq!(visit.rows("/organizations")[0]["attributes"]["extended_data"], json!({}));
}

#[test]
fn since_0_3_only_the_hosts_own_number_is_written_to() {
    let newer = Visit::version(RestVersion::V0_3);
    let body = json!({"object_path": ".", "data": {"a": 1}});
    let put = |id: u64| {
        let path = format!("/organizations/{id}/extended_data/sync");
        status(&newer.send(Method::PUT, &path, &newer.machine, &body))
    };
    assert_eq!((put(1), put(777)), (200, 403));
}

#[test]
fn the_ability_that_the_admin_pages_grant_is_not_the_one_that_is_checked() {
    let client = ApiClient::new("plural-abilities", "s")
        .abilities(["system.organizations.extended_data.read"]);
    let visit = Visit::to(Decidim::builder().api_client(client));
    let body = json!({
        "grant_type": "client_credentials", "client_id": "plural-abilities", "client_secret": "s",
        "scope": "system",
    });
    let token = super::access_token(&visit.token(&body));
    let reply = visit.get("/organizations/1/extended_data?object_path=.", &token);
    assert_eq!(status(&reply), 403);
}
