use super::{Visit, error, status};
use crate::decidim::RestVersion;
use http::Method;
use serde_json::{Value, json};

fn visit(version: RestVersion) -> (Visit, String) {
    let visit = Visit::version(version);
    let token = visit.machine_token("public roles");
    (visit, token)
}

fn attributes(role: &str, kind: &str, resource: u64, user: u64) -> Value {
    json!({"data": {"attributes": {
        "type": role, "resource_type": kind, "resource_id": resource, "user_id": user}}})
}

#[test]
fn roles_are_gathered_from_five_places_and_read_by_what_they_say() {
    for version in [RestVersion::V0_2_10, RestVersion::V0_2_12, RestVersion::V0_3] {
        let (visit, token) = visit(version);
        let rows = visit.data("/roles?per_page=100", &token);
        let rows = rows.as_array().unwrap();
        let of = |role: &str| rows.iter().filter(|it| it["attributes"]["type"] == role).count();
        assert_eq!(of("general_admin"), 1);
        assert!(of("space_administrator") > 2 && of("space_private_member") > 2);
        for row in rows {
            let path = format!("/roles/{}", row["id"].as_str().unwrap());
            assert_eq!(visit.data(&path, &token), *row);
        }
        let invited = rows.iter().find(|row| !row["attributes"]["invited_at"].is_null()).unwrap();
        assert!(invited["attributes"]["invited_at"].as_str().unwrap().ends_with('Z'));
        let user = invited["attributes"]["user_id"].as_u64().unwrap();
        let path = format!("/roles?filter[user_id_eq]={user}&filter[type_eq]=space_moderator");
        assert_eq!(visit.data(&path, &token), json!([invited]));
        // Nothing else is a filter.
        let path = "/roles?filter[type_in][]=general_admin&per_page=100";
        assert_eq!(visit.data(path, &token).as_array().unwrap().len(), rows.len());
        assert_eq!(status(&visit.get("/roles/bm9uZQ", &token)), 404);
    }
    let old = Visit::default();
    assert_eq!(status(&old.get("/roles", &old.machine)), 404);
}

#[test]
fn more_than_a_hundred_rows_a_page_are_25() {
    let (visit, token) = visit(RestVersion::V0_2_12);
    let all = visit.data("/roles?per_page=100", &token).as_array().unwrap().len();
    assert!((20..100).contains(&all), "{all}");
    for (asked, given) in [("100", all), ("101", 25.min(all)), ("0", 25.min(all)), ("7", 7)] {
        let reply = visit.get(&format!("/roles?per_page={asked}"), &token);
        assert_eq!(super::header(&reply, "total"), None);
        let rows = reply.body_json().unwrap()["data"].as_array().unwrap().len();
        assert_eq!(rows, given, "{asked}");
    }
    assert_eq!(visit.data("/roles?per_page=100&page=2", &token), json!([]));
}

#[test]
fn a_role_is_given_and_taken_away() {
    for version in [RestVersion::V0_2_10, RestVersion::V0_3] {
        let (visit, token) = visit(version);
        let sync = if version == RestVersion::V0_3 { "/sync" } else { "" };
        let user = visit.platform.ids("users")[5];
        let give = |body: &Value| visit.send(Method::POST, &format!("/roles{sync}"), &token, body);
        let take = |role: &Value| {
            let path = format!("/roles/{}{sync}", role["id"].as_str().unwrap());
            visit.send(Method::DELETE, &path, &token, &Value::Null)
        };
        for (role, kind) in [
            ("space_moderator", "Decidim::Conference"),
            ("space_private_member", "Decidim::Assembly"),
            ("general_admin", "Decidim::Organization"),
        ] {
            let reply = give(&attributes(role, kind, 1, user));
            assert_eq!(status(&reply), 201, "{:?}", reply.body_bytes());
            let given = reply.body_json().unwrap()["data"].take();
            assert_eq!(given["attributes"]["type"], role);
            assert_eq!(status(&take(&given)), 204);
            assert_eq!(status(&take(&given)), 404);
        }
        let reply = give(&attributes("space_moderator", "Decidim::Initiative", 1, user));
        let title = "Unsupported resource_type for space role: Decidim::Initiative";
        assert_eq!(reply.body_json().unwrap(), json!({"errors": [{"title": title}]}));
        assert_eq!(status(&reply), 422);
        assert_eq!(
            status(&give(&attributes("space_moderator", "Decidim::Assembly", 99, user))),
            404
        );
        let reply = give(&attributes("space_moderator", "Decidim::Assembly", 1, 99_999));
        assert_eq!(error(&reply).0, 400);
    }
}

/// `find_process_role` looks only for the user.
#[test]
fn in_a_process_another_role_of_the_same_user_may_go() {
    let (visit, token) = visit(RestVersion::V0_2_12);
    let user = visit.platform.ids("users")[5];
    let of_user = || {
        let path = format!("/roles?filter[user_id_eq]={user}&filter[resource_id_eq]=1");
        let path = format!("{path}&filter[resource_type_eq]=Decidim::ParticipatoryProcess");
        visit.data(&path, &token).as_array().unwrap().clone()
    };
    assert!(of_user().is_empty());
    for role in ["space_administrator", "space_moderator"] {
        let body = attributes(role, "Decidim::ParticipatoryProcess", 1, user);
        assert_eq!(status(&visit.send(Method::POST, "/roles", &token, &body)), 201);
    }
    let path = format!("/roles/{}", of_user()[1]["id"].as_str().unwrap());
    assert_eq!(status(&visit.send(Method::DELETE, &path, &token, &Value::Null)), 204);
    let left = of_user();
    assert_eq!((left.len(), &left[0]["attributes"]["type"]), (1, &json!("space_moderator")));
}
