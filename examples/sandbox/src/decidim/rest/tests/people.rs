use super::{Visit, error, header, id, status};
use crate::decidim::{ApiClient, Decidim, RestVersion};
use http::Method;
use serde_json::{Value, json};

#[test]
fn participants_are_found_by_nickname_and_by_their_data() {
    let visit = Visit::default();
    let all = visit.rows("/users?per_page=500");
    assert!(all.len() > 10);
    let found = visit.rows("/users?filter[nickname_eq]=ada_tester");
    assert_eq!(found.len(), 1);
    let user = id(&found[0]);
    visit.platform.update("users", user, json!({"extended_data": {"foo": {"is": "bar"}}}));
    let query = "/users?filter[extended_data_cont]=%22foo%22%3A%20%7B%22is%22%3A%20%22bar%22%7D";
    assert_eq!(visit.ids(query), [user]);
    assert_eq!(visit.rows(query)[0]["attributes"]["extended_data"], json!({"foo": {"is": "bar"}}));
    assert!(visit.rows("/users?filter[extended_data_cont]=%22foo%22%3A%7B").is_empty());
}

#[test]
fn data_is_hidden_without_the_ability_and_not_to_be_searched() {
    let client = ApiClient::new("curious-client", "s").without_ability("oauth.extended_data.read");
    let visit = Visit::to(Decidim::builder().api_client(client));
    visit.platform.update("users", 2, json!({"extended_data": {"a": 1}}));
    let body = json!({
        "grant_type": "client_credentials", "client_id": "curious-client", "client_secret": "s",
        "scope": "oauth",
    });
    let token = super::access_token(&visit.token(&body));
    let rows = visit.data("/users?filter[id_eq]=2", &token);
    assert_eq!(rows[0]["attributes"]["extended_data"], json!({}));
    assert_eq!(status(&visit.get("/users?filter[extended_data_cont]=a", &token)), 403);
}

#[test]
fn a_magic_link_signs_in_for_five_minutes_and_as_often_as_one_likes() {
    let visit = Visit::default();
    let create = || {
        let reply = visit.send(Method::POST, "/me/magic_links", &visit.participant, &json!({}));
        assert_eq!(status(&reply), 201);
        reply.body_json().unwrap()["data"].take()
    };
    let redeem = |token: &str| {
        let path = format!("{}/me/magic_links/{token}", visit.prefix());
        visit.raw(Method::GET, &path, &[], &Value::Null)
    };
    let first = create()["attributes"]["token"].as_str().unwrap().to_owned();
    for _ in 0..2 {
        let reply = redeem(&first);
        assert_eq!(status(&reply), 302);
        assert!(header(&reply, "set-cookie").unwrap().starts_with("_session_id="));
        assert_eq!(header(&reply, "location"), Some("https://decidim.example.org/"));
    }
    let second = create()["attributes"]["token"].as_str().unwrap().to_owned();
    assert_eq!(error(&redeem(&first)), (400, "Token not found".to_owned()));
    visit.clock.advance(300);
    assert_eq!(error(&redeem(&second)), (400, "Invalid Token".to_owned()));
}

#[test]
fn the_target_of_a_magic_link_counts_since_0_2_11() {
    let body = json!({"data": {"redirect_url": "http://elsewhere.example.org/"}});
    let older = Visit::default();
    let reply = older.send(Method::POST, "/me/magic_links", &older.participant, &body);
    assert!(reply.body_json().unwrap()["data"]["attributes"].get("redirect_url").is_none());
    let newer = Visit::version(RestVersion::V0_3);
    let reply = newer.send(Method::POST, "/me/magic_links", &newer.participant, &body);
    assert_eq!(status(&reply), 422);
    assert_eq!(reply.body_json().unwrap()["errors"][0]["attribute"], "redirect_url");
    let body = json!({"data": {"redirect_url": "https://decidim.example.org/processes"}});
    let reply = newer.send(Method::POST, "/me/magic_links", &newer.participant, &body);
    let token =
        reply.body_json().unwrap()["data"]["attributes"]["token"].as_str().unwrap().to_owned();
    let path = format!("{}/me/magic_links/{}", newer.prefix(), token.replace('=', "%3D"));
    let reply = newer.raw(Method::GET, &path, &[], &Value::Null);
    assert_eq!(header(&reply, "location"), Some("https://decidim.example.org/processes"));
}
