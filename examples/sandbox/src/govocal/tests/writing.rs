use super::Visit;
use crate::govocal::Era;
use http::Method;
use serde_json::{Value, json};
use uuid::Uuid;

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
    let phase = visit.platform.insert("phases", json!({"project_id": project}));
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
    let project = visit.platform.ids("projects")[0];
    let idea = json!({"idea": {"project_id": project, "title_multiloc": {"en": " "}}});
    let by_field = errors(&visit, "ideas", &idea);
    // `{"en": " "}` is present, but `MultilocValidator` finds no text in it.
    assert_eq!(by_field["title_multiloc"], json!([{"error": "blank"}]));
    // Nothing is not present, and no object.
    let nothing = json!([{"error": "blank"}, {"error": "is not a translation hash"}]);
    assert_eq!(by_field["body_multiloc"], nothing);
    let empty = json!({"idea": {"project_id": project, "title_multiloc": {}}});
    let twice = json!([{"error": "blank"}, {"error": "blank"}]);
    assert_eq!(errors(&visit, "ideas", &empty)["title_multiloc"], twice);
    let note = json!({"internal_comment": {"body": ""}});
    assert_eq!(errors(&visit, "internal_comments", &note)["body"], json!([{"error": "blank"}]));
    let file = json!({"file": {
        "name": "a.txt", "content": "data:text/plain;base64,aGVsbG8=", "category": "novel",
    }});
    let by_field = errors(&visit, "files", &file);
    assert_eq!(by_field["files_projects"], json!([{"error": "invalid"}]));
    assert_eq!(by_field["category"], json!([{"error": "inclusion", "value": "novel"}]));
}

/// `multiloc_validator.rb` and `config/initializers/i18n.rb` of the platform: a text may be in any locale
/// that the software knows, also one that the platform does not have. After a mistake, the locales of what
/// is validated later are not looked at.
#[test]
fn a_text_in_a_locale_that_the_software_does_not_know_is_refused() {
    let visit = Visit::default();
    let project = visit.platform.ids("projects")[0];
    let posted = visit.platform.ids("ideas")[0];
    let texts = |title: &str, body: &str| {
        json!({"project_id": project, "title_multiloc": {title: "Bomen"},
            "body_multiloc": {body: "<p>Meer.</p>"}})
    };
    let unsupported = json!([{"error": "unsupported_locales"}]);
    for (title, body, refused) in [
        ("nl", "nl-BE", json!({"title_multiloc": unsupported})),
        ("nl-BE", "nl", json!({"body_multiloc": unsupported})),
        ("xx", "xx", json!({"title_multiloc": unsupported})),
    ] {
        let idea = json!({"idea": texts(title, body)});
        assert_eq!(errors(&visit, "ideas", &idea), refused);
        let change = visit.send(Method::PATCH, &format!("ideas/{posted}"), &idea);
        assert_eq!(change.status().unwrap(), 422);
        assert_eq!(change.body_json().unwrap()["errors"], refused);
    }
    let known = json!({"idea": texts("pl-PL", "de-DE")});
    assert_eq!(visit.send(Method::POST, "ideas", &known).status().unwrap(), 201);
}

/// An idea for a project, with more.
fn idea(project: &Value, more: &Value) -> Value {
    let text = json!({"en": "<p>More of them.</p>"});
    let mut idea = json!({"project_id": project, "title_multiloc": text, "body_multiloc": text});
    idea.as_object_mut().unwrap().extend(more.as_object().unwrap().clone());
    json!({"idea": idea})
}

#[test]
fn topics_and_phases_that_are_not_there_are_404_and_a_project_a_server_error() {
    let visit = Visit::default();
    let posted = visit.platform.rows("ideas")[0].clone();
    let path = format!("ideas/{}", posted["id"].as_str().unwrap());
    let project = &posted["project_id"];
    let global = visit.platform.ids("global_topics")[0];
    for more in [
        json!({"input_topic_ids": [Uuid::from_u128(1)]}),
        json!({"input_topic_ids": [global]}),
        json!({"topic_ids": [Uuid::from_u128(1)]}),
        json!({"phase_ids": [Uuid::from_u128(1)]}),
    ] {
        let create = visit.send(Method::POST, "ideas", &idea(project, &more));
        assert_eq!(create.status().unwrap(), 404, "{more}");
        assert_eq!(create.body_json().unwrap(), json!({"status": 404, "error": "Not Found"}));
        let update = visit.send(Method::PATCH, &path, &json!({"idea": more}));
        assert_eq!(update.status().unwrap(), 404, "{more}");
    }
    for project in [Value::Null, json!(Uuid::from_u128(1))] {
        let create = visit.send(Method::POST, "ideas", &idea(&project, &json!({})));
        assert_eq!(create.status().unwrap(), 500, "{project}");
    }
    let comment = json!({"internal_comment": {
        "body": "Yes.", "idea_id": posted["id"], "parent_id": Uuid::from_u128(1),
    }});
    let answer = visit.send(Method::POST, "internal_comments", &comment);
    assert_eq!(answer.status().unwrap(), 404);
}

#[test]
fn a_phase_of_another_project_is_refused_in_two_ways() {
    let visit = Visit::default();
    let posted = visit.platform.rows("ideas")[0].clone();
    let project = &posted["project_id"];
    let phases = visit.platform.rows("phases");
    let other = phases.iter().find(|phase| phase["project_id"] != *project).unwrap();
    let more = json!({"phase_ids": [other["id"]]});
    let by_field = errors(&visit, "ideas", &idea(project, &more));
    assert_eq!(by_field, json!({"ideas_phases": [{"error": "invalid"}]}));
    let path = format!("ideas/{}", posted["id"].as_str().unwrap());
    let update = visit.send(Method::PATCH, &path, &json!({"idea": more}));
    assert_eq!(update.status().unwrap(), 422);
    assert_eq!(update.body_json().unwrap()["error"], "Unprocessable Entity");
}

#[test]
fn who_manages_the_project_can_be_assigned() {
    let visit = Visit::default();
    let posted = visit.platform.rows("ideas")[0].clone();
    let project = &posted["project_id"];
    let path = format!("ideas/{}", posted["id"].as_str().unwrap());
    let user = |roles: Value| visit.platform.insert("users", json!({"roles": roles}));
    let assign =
        |user: &Value| visit.send(Method::PATCH, &path, &json!({"idea": {"assignee_id": user}}));
    for roles in
        [json!([{"type": "admin"}]), json!([{"type": "project_moderator", "project_id": project}])]
    {
        let manager = user(roles);
        let idea = assign(&json!(manager)).body_json().unwrap()["idea"].clone();
        assert_eq!(idea["assignee_id"], json!(manager));
    }
    for roles in
        [json!([]), json!([{"type": "project_moderator", "project_id": Uuid::from_u128(1)}])]
    {
        let refused = assign(&json!(user(roles)));
        assert_eq!(refused.status().unwrap(), 422);
        let code = json!([{"error": "assignee_can_not_moderate_project"}]);
        assert_eq!(refused.body_json().unwrap()["errors"]["assignee_id"], code);
    }
    assert_eq!(assign(&json!(Uuid::from_u128(1))).status().unwrap(), 500);
    let nobody = assign(&Value::Null).body_json().unwrap()["idea"].clone();
    assert_eq!(nobody["assignee_id"], Value::Null);
}

/// `back/app/models/idea.rb` of the platform, 2025: `set_assigned_at` sets what is not set, and only if
/// there is a new assignee.
#[test]
fn the_first_assignment_is_the_one_that_is_dated() {
    let visit = Visit::default();
    let project = visit.platform.ids("projects")[0];
    let id = visit
        .platform
        .insert("ideas", json!({"project_id": project, "assignee_id": null, "assigned_at": null}));
    let managers: Vec<Uuid> = (0..2)
        .map(|_| visit.platform.insert("users", json!({"roles": [{"type": "admin"}]})))
        .collect();
    let assign = |assignee: Option<Uuid>| {
        let change = json!({"idea": {"assignee_id": assignee}});
        let idea = visit.send(Method::PATCH, &format!("ideas/{id}"), &change).body_json().unwrap();
        assert_eq!(idea["idea"]["assignee_id"], json!(assignee));
        idea["idea"]["assigned_at"].clone()
    };
    assert_eq!(assign(None), Value::Null);
    let first = assign(Some(managers[0]));
    assert!(first.is_string());
    for assignee in [Some(managers[1]), None, Some(managers[0])] {
        visit.clock.advance(100);
        assert_eq!(assign(assignee), first, "{assignee:?}");
    }
}

#[test]
fn a_topic_beside_one_below_it_is_dropped_and_null_texts_change_nothing() {
    let visit = Visit::default();
    let posted = visit.platform.rows("ideas")[0].clone();
    let id = posted["id"].as_str().unwrap();
    let parent = visit.platform.insert("input_topics", json!({}));
    let child = visit.platform.insert("input_topics", json!({"_parent_id": parent}));
    let change = json!({"idea": {
        "title_multiloc": null, "body_multiloc": null, "input_topic_ids": [parent, child],
    }});
    let changed = visit.send(Method::PATCH, &format!("ideas/{id}"), &change).body_json().unwrap();
    assert_eq!(changed["idea"]["title"], posted["title"]);
    let ties = visit.all_rows(&format!("ideas_input_topics?idea_id={id}"), "ideas_input_topics");
    assert_eq!(ties, [json!({"idea_id": id, "input_topic_id": child})]);
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
