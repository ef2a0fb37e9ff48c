use super::{Visit, error, status};
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

fn visit(mended: bool) -> (Visit, String) {
    let builder = Decidim::builder().rest_version(RestVersion::V0_3).mended_rest_writes(mended);
    let visit = Visit::to(builder);
    let token = visit.machine_token("public attachments");
    (visit, token)
}

#[test]
fn attachments_are_listed_by_what_they_belong_to() {
    let (visit, token) = visit(false);
    let rows = visit.data("/attachments?per_page=100", &token);
    let rows = rows.as_array().unwrap();
    assert!(rows.len() > 10);
    let of = &rows[0]["attributes"]["attached_to"];
    let (kind, id) = (of["type"].as_str().unwrap(), of["id"].as_u64().unwrap());
    let path = format!("/attachments?filter[attached_to_type]={kind}&filter[attached_to_id]={id}");
    let some = visit.data(&path, &token);
    let some = some.as_array().unwrap();
    assert!(!some.is_empty() && some.iter().all(|row| row["attributes"]["attached_to"] == *of));
    let path = format!("/attachments/{}", rows[0]["id"].as_str().unwrap());
    assert_eq!(visit.data(&path, &token), rows[0]);
    // The kind alone is no condition.
    let path = format!("/attachments?per_page=100&filter[attached_to_type]={kind}");
    assert_eq!(visit.data(&path, &token).as_array().unwrap().len(), rows.len());
    let pictures = visit.data("/attachments?filter[file_type]=image", &token);
    let is_picture = |row: &Value| row["attributes"]["file_type"] == "image";
    assert!(pictures.as_array().unwrap().iter().all(is_picture));
    let unknown = "/attachments?filter[attached_to_type]=trees&filter[attached_to_id]=1";
    let said = "Unknown attached_to_type: trees".to_owned();
    assert_eq!(error(&visit.get(unknown, &token)), (400, said));
    let older = Visit::version(RestVersion::V0_2_12);
    assert_eq!(status(&older.get("/attachments", &older.machine)), 404);
}

#[test]
fn an_attachment_is_stored_and_not_answered_with() {
    for mended in [false, true] {
        let (visit, token) = visit(mended);
        let path = "/attachments/direct_upload?filename=plan.pdf&byte_size=9&checksum=x&content_type=application/pdf";
        let announced = visit.send(Method::POST, path, &token, &Value::Null);
        assert_eq!(status(&announced), 201);
        let announced = announced.body_json().unwrap();
        let names: Vec<_> = announced.as_object().unwrap().keys().cloned().collect();
        assert_eq!(names, ["byte_size", "content_type", "filename", "signed_id"]);
        let mut body = json!({"signed_id": announced["signed_id"], "attached_to_id": 1,
            "attached_to_type": "assemblies", "title": "Plan"});
        let create = |body: &Value| visit.send(Method::POST, "/attachments", &token, body);
        assert!(error(&create(&body)).1.contains("description"));
        body["description"] = json!("1:500");
        let before = visit.platform.count("attachments");
        assert_eq!(status(&create(&body)), if mended { 201 } else { 500 });
        assert_eq!(visit.platform.count("attachments"), before + 1);
        assert_eq!(status(&visit.send(Method::POST, "/attachments/sync", &token, &body)), 404);
    }
}

#[test]
fn a_change_lays_title_and_description_over_whole() {
    let (visit, token) = visit(false);
    let rows = visit.data("/attachments", &token);
    let path = format!("/attachments/{}", rows[0]["id"].as_str().unwrap());
    let put = |attributes: Value| {
        let body = json!({"data": {"attributes": attributes}});
        visit.send(Method::PUT, &path, &token, &body)
    };
    assert_eq!(error(&put(json!({"weight": 3}))).1, "Title cannot be blank");
    let reply = put(json!({"title": "Plan", "description": "1:200", "weight": 3}));
    let changed = reply.body_json().unwrap()["data"]["attributes"].take();
    assert_eq!((&changed["title"], &changed["weight"]), (&json!({"en": "Plan"}), &json!(3)));
    assert_eq!(status(&visit.send(Method::DELETE, &path, &token, &Value::Null)), 204);
    assert_eq!(status(&visit.get(&path, &token)), 404);
}
