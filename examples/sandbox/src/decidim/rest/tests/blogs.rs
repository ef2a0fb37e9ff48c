use super::{Visit, error, id, status};
use crate::decidim::{Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

fn visit(mended: bool) -> Visit {
    let builder = Decidim::builder().rest_version(RestVersion::V0_3).polls_per_job(0);
    Visit::to(builder.mended_rest_writes(mended))
}

/// Does a write by its job, and looks at what became of it.
fn done(visit: &Visit, method: Method, path: &str, body: &Value) -> Value {
    let reply = visit.send(method, path, &visit.participant, body);
    assert_eq!(status(&reply), 202, "{:?}", reply.body_bytes());
    let job = reply.body_json().unwrap();
    visit.get(&format!("/jobs/{}", job["job_id"].as_str().unwrap()), "").body_json().unwrap()
}

/// `find` (v0.2.3, v0.2.9), `find_by` with an error of the module's own (v0.2.10 to v0.3.4).
#[test]
fn a_post_that_is_not_there_is_told_in_other_words_since_0_2_10() {
    for version in RestVersion::ALL {
        let visit = Visit::version(version);
        let is_old = version < RestVersion::V0_2_10;
        let words = if is_old { "Record not found" } else { "Resource not found" };
        assert_eq!(error(&visit.get("/blogs/99999", &visit.machine)), (404, words.to_owned()));
    }
}

#[test]
fn each_write_of_a_post_fails_in_its_job_and_at_once() {
    let visit = visit(false);
    let component = visit.platform.component_ids("Blogs")[0];
    let post = visit.ids("/blogs")[0];
    let body = json!({"data": {"component_id": component, "attributes": {
        "title": {"en": "Open day"}, "body": {"en": "On Saturday"}}}});
    let one = format!("/blogs/{post}");
    for (method, path, key, class) in [
        (Method::POST, "/blogs", "blogs/posts#create", "NoMethodError"),
        (Method::PUT, one.as_str(), "blogs/posts#update", "ActiveRecord::StatementInvalid"),
        (Method::DELETE, one.as_str(), "blogs/posts#destroy", "ActiveRecord::StatementInvalid"),
    ] {
        let job = done(&visit, method.clone(), path, &body);
        assert_eq!((&job["status"], &job["command_key"]), (&json!("failed"), &json!(key)));
        assert_eq!(job["error_class"], class);
        let reply = visit.send(method, &format!("{path}/sync"), &visit.participant, &body);
        assert_eq!(status(&reply), 500);
    }
    assert!(visit.ids("/blogs").contains(&post));
}

#[test]
fn mended_they_write_change_and_delete_a_post() {
    let visit = visit(true);
    let component = visit.platform.component_ids("Blogs")[0];
    let body = json!({"data": {"component_id": component, "attributes": {
        "title": {"en": "Open day"}, "body": {"en": "On Saturday"},
        "published_at": "2026-01-01T00:00:00Z"}}});
    let made = done(&visit, Method::POST, "/blogs", &body)["data"]["data"].take();
    assert_eq!(
        (&made["type"], &made["attributes"]["title"]["en"]),
        (&json!("blog"), &json!("Open day"))
    );
    let path = format!("/blogs/{}", id(&made));
    let body = json!({"data": {"attributes": {"title": {"ca": "Portes obertes"}}}});
    let changed = done(&visit, Method::PUT, &path, &body)["data"]["data"].take();
    assert_eq!(changed["attributes"]["title"], json!({"ca": "Portes obertes"}));
    assert_eq!(changed["attributes"]["body"], made["attributes"]["body"]);
    assert_eq!(done(&visit, Method::DELETE, &path, &Value::Null)["status"], "completed");
    assert_eq!(status(&visit.get(&path, &visit.machine)), 404);
    let nothing = json!({"data": {"component_id": component, "attributes": {}}});
    assert_eq!(done(&visit, Method::POST, "/blogs", &nothing)["error_message"], "Post is invalid");
}
