use super::Visit;
use crate::petitions::Petitions;
use crate::reply::Reply;
use http::Method;
use serde_json::{Value, json};

fn sign(visit: &Visit, petition: u64, key: &str, body: &Value) -> Reply {
    visit.send(Method::POST, &format!("petitions/{petition}/signature?language=en"), key, body)
}

fn ada() -> Value {
    json!({"name": "Ada Example", "email": "Ada@example.org", "city": "Here", "visible": 1})
}

#[test]
fn a_signature_counts_once_its_link_was_followed_and_only_once() {
    let visit = Visit::to(Petitions::builder());
    let petition = visit.live();
    let before = visit.platform.signatures(petition).len();
    let reply = sign(&visit, petition, Petitions::PLAIN_KEY, &ada());
    assert_eq!(reply.status().unwrap(), 200);
    assert!(reply.body_json().unwrap()["message"].as_str().unwrap().starts_with("Thanks"));
    assert_eq!(sign(&visit, petition, Petitions::PLAIN_KEY, &ada()).status().unwrap(), 200);
    assert_eq!(visit.platform.signatures(petition).len(), before);
    assert_eq!((visit.platform.unconfirmed(), visit.platform.confirm_all()), (1, 1));
    assert_eq!(visit.platform.signatures(petition).len(), before + 1);
    assert_eq!(visit.platform.signatures(petition)[0], i64::try_from(super::NOW).unwrap());
    sign(&visit, petition, Petitions::PLAIN_KEY, &ada());
    assert_eq!(visit.platform.confirm_all(), 0);
}

#[test]
fn the_test_key_writes_without_effect() {
    let visit = Visit::to(Petitions::builder());
    let petition = visit.live();
    assert_eq!(sign(&visit, petition, Petitions::TEST_KEY, &ada()).status().unwrap(), 200);
    assert_eq!(visit.platform.unconfirmed(), 0);
    let path = format!("petitions/{petition}");
    let body = json!({"status": "completed"});
    let reply = visit.send(Method::PUT, &path, Petitions::TEST_KEY, &body);
    assert_eq!(reply.status().unwrap(), 200);
    assert_eq!(visit.platform.status(petition).unwrap(), "live");
}

#[test]
fn wrong_fields_closed_petitions_and_odd_bodies_are_refused() {
    let visit = Visit::to(Petitions::builder());
    let petition = visit.live();
    let mut wrong = ada();
    wrong["name"] = json!("Ada");
    wrong["visible"] = json!(7);
    let reply = sign(&visit, petition, Petitions::PLAIN_KEY, &wrong);
    assert_eq!(reply.status().unwrap(), 400);
    assert_eq!(reply.body_json().unwrap()["fields"], json!(["name,visible"]));
    let closed = visit.platform.petition_ids().into_iter();
    let closed = closed.filter(|id| visit.platform.status(*id).unwrap() != "live");
    for id in closed {
        assert_eq!(sign(&visit, id, Petitions::PLAIN_KEY, &ada()).status().unwrap(), 400);
    }
    assert_eq!(sign(&visit, petition, Petitions::PLAIN_KEY, &json!([])).status().unwrap(), 400);
    assert_eq!(sign(&visit, 5, Petitions::PLAIN_KEY, &ada()).status().unwrap(), 404);
    assert_eq!(visit.platform.unconfirmed(), 0);
}

#[test]
fn city_and_visible_may_be_optional() {
    let body = json!({"name": "Ada Example", "email": "ada@example.org"});
    let strict = Visit::to(Petitions::builder());
    let reply = sign(&strict, strict.live(), Petitions::PLAIN_KEY, &body);
    assert_eq!(reply.body_json().unwrap()["fields"], json!(["city,visible"]));
    let lenient = Visit::to(Petitions::builder().optional_city(true));
    let reply = sign(&lenient, lenient.live(), Petitions::PLAIN_KEY, &body);
    assert_eq!(reply.status().unwrap(), 200);
}

#[test]
fn the_plural_path_takes_no_signature() {
    let visit = Visit::to(Petitions::builder());
    let path = format!("petitions/{}/signatures", visit.live());
    let reply = visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &ada());
    assert_eq!(reply.status().unwrap(), 404);
    assert_eq!(visit.platform.unconfirmed(), 0);
}

#[test]
fn a_recipient_updates_what_may_be_updated() {
    let visit = Visit::to(Petitions::builder());
    let id = visit.live();
    let path = format!("petitions/{id}");
    let body = json!({
        "status": "in_process", "date_projected": "2026-12-01", "reference_field": "Z-12", "name": "x",
    });
    let reply = visit.send(Method::PUT, &path, Petitions::FULL_KEY, &body);
    let mut fields = body.clone();
    fields.as_object_mut().unwrap().remove("name");
    assert_eq!(reply.body_json().unwrap()["fields"], fields);
    let read = visit.get(&format!("{path}?fields=status,date_projected,reference_field"));
    for (field, value) in fields.as_object().unwrap() {
        assert_eq!(&read[field], value);
    }
    assert_ne!(read["name"], "x");
    let forbidden = visit.send(Method::PUT, &path, Petitions::PLAIN_KEY, &body);
    assert_eq!(forbidden.status().unwrap(), 403);
}

#[test]
fn an_update_with_one_wrong_field_changes_nothing() {
    let visit = Visit::to(Petitions::builder());
    let id = visit.live();
    for wrong in [
        json!({"status": "orphaned"}),
        json!({"status": "completed", "answer_due_date": "soon"}),
        json!({"status": "completed", "reference_field": "x".repeat(257)}),
    ] {
        let path = format!("petitions/{id}");
        let reply = visit.send(Method::PUT, &path, Petitions::FULL_KEY, &wrong);
        assert_eq!(reply.status().unwrap(), 400, "{wrong}");
        assert_eq!(visit.platform.status(id).unwrap(), "live");
    }
}
