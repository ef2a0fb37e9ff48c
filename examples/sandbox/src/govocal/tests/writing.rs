use super::Visit;
use crate::govocal::Era;
use http::Method;
use serde_json::{Value, json};

fn errors(visit: &Visit, path: &str, body: &Value) -> Value {
    let reply = visit.send(Method::POST, path, body);
    assert_eq!(reply.status().unwrap(), 422, "{body}");
    reply.body_json().unwrap()["errors"].clone()
}

#[test]
fn a_created_idea_is_published_at_once_and_belongs_to_nobody() {
    let visit = Visit::default();
    let project = visit.platform.ids("projects")[0];
    let topic = visit.platform.ids("input_topics")[0];
    let phase = visit.platform.ids("phases")[0];
    let reply = visit.send(
        Method::POST,
        "ideas?locale=nl",
        &json!({"idea": {
            "project_id": project,
            "title_multiloc": {"en": "Trees", "nl-BE": "Bomen"},
            "body_multiloc": {"en": "<p>More of them.</p>"},
            "input_topic_ids": [topic],
            "phase_ids": [phase],
            "author_id": visit.platform.ids("users")[0],
            "publication_status": "draft",
        }}),
    );
    assert_eq!(reply.status().unwrap(), 201);
    let idea = reply.body_json().unwrap()["idea"].clone();
    assert_eq!(idea["title"], "Bomen");
    assert_eq!(idea["author_id"], Value::Null);
    assert_eq!(idea["publication_status"], "published");
    assert_eq!(visit.json("ideas")["ideas"][0]["id"], idea["id"]);
    let fields = |row: &Value| row.as_object().unwrap().keys().cloned().collect::<Vec<_>>();
    assert_eq!(fields(&idea), fields(&visit.platform.rows("ideas")[3]));
    let id = idea["id"].as_str().unwrap();
    let ties = visit.all_rows(&format!("ideas_input_topics?idea_id={id}"), "ideas_input_topics");
    assert_eq!(ties, [json!({"idea_id": id, "input_topic_id": topic})]);
    assert_eq!(visit.all_rows(&format!("idea_phases?idea_id={id}"), "idea_phases").len(), 1);
}

#[test]
fn an_update_changes_what_it_names_and_keeps_the_project() {
    let visit = Visit::default();
    let id = visit.platform.ids("ideas")[10];
    let before = visit.json(&format!("ideas/{id}"))["idea"].clone();
    for method in [Method::PATCH, Method::PUT] {
        let change = json!({"idea": {"title_multiloc": {"en": "New"}, "project_id": null}});
        let reply = visit.send(method, &format!("ideas/{id}"), &change);
        assert_eq!(reply.status().unwrap(), 200);
        let after = reply.body_json().unwrap()["idea"].clone();
        assert_eq!(after["title"], "New");
        assert_eq!(after["project_id"], before["project_id"]);
        assert_eq!(after["created_at"], before["created_at"]);
        assert_eq!(after["updated_at"], "2026-11-02T00:00:00.000Z");
    }
}

#[test]
fn failed_validations_name_their_fields() {
    let visit = Visit::default();
    let idea = json!({"idea": {"title_multiloc": {"en": " "}}});
    let complaints = errors(&visit, "ideas", &idea);
    assert_eq!(complaints["title_multiloc"], json!([{"error": "blank"}]));
    assert_eq!(complaints["project"], json!([{"error": "blank"}]));
    let note = json!({"internal_comment": {"body": ""}});
    assert_eq!(errors(&visit, "internal_comments", &note)["body"], json!([{"error": "blank"}]));
    let file = json!({"file": {
        "name": "a.txt", "content": "data:text/plain;base64,aGVsbG8=", "category": "novel",
    }});
    let complaints = errors(&visit, "files", &file);
    assert_eq!(complaints["files_projects"], json!([{"error": "blank"}]));
    assert_eq!(complaints["category"], json!([{"error": "inclusion", "value": "novel"}]));
}

#[test]
fn a_missing_wrapper_and_unreadable_json_are_400() {
    let visit = Visit::default();
    let project = visit.platform.ids("projects")[0];
    let bare = json!({"project_id": project, "title_multiloc": {"en": "x"}});
    let reply = visit.send(Method::POST, "ideas", &bare);
    assert_eq!(reply.body_json().unwrap(), json!({"status": 400, "error": "Bad Request"}));
    let reply = super::authenticate(&visit.platform, "{\"auth\":");
    assert_eq!(reply.status().unwrap(), 400);
}

#[test]
fn a_file_is_created_changed_and_destroyed() {
    let visit = Visit::default();
    let reply = visit.send(
        Method::POST,
        "files",
        &json!({"file": {
            "name": "a.txt",
            "content": "data:text/plain;base64,aGVsbG8=",
            "project_id": visit.platform.ids("projects")[0],
        }}),
    );
    assert_eq!(reply.status().unwrap(), 201);
    let file = reply.body_json().unwrap()["file"].clone();
    assert_eq!((&file["size"], &file["mime_type"]), (&json!(5), &json!("text/plain")));
    assert_eq!((&file["category"], &file["uploader_id"]), (&json!("other"), &Value::Null));
    let path = format!("files/{}", file["id"].as_str().unwrap());
    let change = json!({"file": {"category": "report", "content": "data:a/b;base64,AAAA"}});
    let changed = visit.send(Method::PATCH, &path, &change).body_json().unwrap();
    assert_eq!(
        (&changed["file"]["category"], &changed["file"]["size"]),
        (&json!("report"), &json!(5))
    );
    let gone = visit.send(Method::DELETE, &path, &Value::Null);
    assert_eq!((gone.status().unwrap().as_u16(), gone.body_bytes().len()), (204, 0));
    assert!(gone.headers().unwrap().get("content-length").is_none());
    assert_eq!(visit.status(&path), 404);
}

#[test]
fn writes_exist_only_where_the_version_has_them() {
    let visit = Visit::default();
    let idea = visit.platform.ids("ideas")[0];
    let destroy = visit.send(Method::DELETE, &format!("ideas/{idea}"), &Value::Null);
    assert_eq!(destroy.status().unwrap(), 404);
    let user = visit.send(Method::POST, "users", &json!({"user": {"email": "a@example.org"}}));
    assert_eq!(user.status().unwrap(), 404);
    let older = Visit::era(Era::Y2024);
    assert_eq!(
        older.send(Method::POST, "ideas", &json!({"idea": {"x": 1}})).status().unwrap(),
        404
    );
}
