use super::{Visit, error, status};
use crate::decidim::world::Kind;
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
    // The kind by itself is not a condition.
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

/// Decidim's `AttachmentForm` and `attachment.rb`: a file in a collection belongs to the record as well, and
/// the form takes only the record's own collections.
#[test]
fn an_attachment_is_put_into_a_collection_of_its_record() {
    let (visit, token) = visit(false);
    let of = |process: u64| {
        let owner = (Kind::Process, process);
        visit.platform.software().world.owned(owner, Kind::AttachmentCollection)[0].id
    };
    let (mine, other) = (of(1), of(2));
    let filed = |id: u64| {
        let path = format!("/attachments?filter[attachment_collection_id]={id}");
        visit.data(&path, &token).as_array().unwrap().clone()
    };
    let before = filed(mine);
    assert_eq!(before.len(), 1);
    let owner = json!({"type": "Decidim::ParticipatoryProcess", "id": 1});
    assert_eq!(before[0]["attributes"]["attached_to"], owner);
    let of_process =
        "/attachments?filter[attached_to_type]=participatory_processes&filter[attached_to_id]=1";
    let rows = visit.data(of_process, &token);
    let rows = rows.as_array().unwrap();
    assert!(rows.contains(&before[0]) && rows.len() == 3, "{rows:?}");
    let loose = rows.iter().find(|row| row["attributes"]["attachment_collection_id"].is_null());
    let path = format!("/attachments/{}", loose.unwrap()["id"].as_str().unwrap());
    let put = |collection: u64| {
        let attributes = json!({"title": "Plan", "description": "1:200",
            "attachment_collection_id": collection});
        let body = json!({"data": {"attributes": attributes}});
        visit.send(Method::PUT, &path, &token, &body)
    };
    let refused = error(&put(other));
    assert_eq!(refused.0, 400);
    assert!(
        refused.1.ends_with("Attachment collection is not included in the list"),
        "{refused:?}"
    );
    assert_eq!(status(&put(mine)), 200);
    assert_eq!(filed(mine).len(), 2);
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
