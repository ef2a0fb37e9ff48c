use super::{ManualClock, Visit, authenticate, token};
use crate::govocal::GoVocal;
use crate::platform::Platform;
use base64::Engine;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use bytes::Bytes;
use http::Request;
use serde_json::json;
use std::time::Duration;

#[test]
fn wrong_credentials_are_404_with_an_empty_body_whatever_is_wrong() {
    let platform = GoVocal::builder().ideas(5).build();
    let (id, secret) = (GoVocal::CLIENT_ID, GoVocal::CLIENT_SECRET);
    for body in [
        json!({"auth": {"client_id": id, "client_secret": "no"}}),
        json!({"auth": {"client_id": "1c9d6a5e-0000-4000-8000-000000000000", "client_secret": secret}}),
        json!({"auth": {"client_id": "no uuid", "client_secret": secret}}),
        json!({"auth": {"client_secret": secret}}),
        json!({"auth": {"client_id": id}}),
        json!({"client_id": id, "client_secret": secret}),
        json!([1]),
    ] {
        let reply = authenticate(&platform, &body.to_string());
        assert_eq!(
            (reply.status().unwrap().as_u16(), reply.body_bytes().len()),
            (404, 0),
            "{body}"
        );
    }
}

#[test]
fn a_token_has_three_parts_and_two_claims_and_lasts_a_day() {
    let visit = Visit::default();
    let parts: Vec<&str> = visit.token.split('.').collect();
    assert_eq!(parts.len(), 3);
    assert_eq!(parts[0], "eyJhbGciOiJSUzI1NiJ9");
    let claims = json!({"exp": super::NOW + 86_400, "sub": GoVocal::CLIENT_ID}).to_string();
    assert_eq!(parts[1], URL_SAFE_NO_PAD.encode(claims));
    visit.clock.advance(86_399);
    assert_eq!(visit.status("ideas"), 200);
    visit.clock.advance(1);
    assert_eq!(visit.status("ideas"), 401);
}

#[test]
fn a_token_is_taken_from_the_last_word_or_with_precedence_from_the_query() {
    let visit = Visit::default();
    let status = |header: &str, query: &str| {
        let request = Request::get(format!("/api/v2/areas{query}")).header("authorization", header);
        visit.platform.handle(request.body(Bytes::new()).unwrap()).status().unwrap().as_u16()
    };
    let token = &visit.token;
    assert_eq!(status(token, ""), 200);
    assert_eq!(status(&format!("Bearer  {token} "), ""), 200);
    assert_eq!(status(&format!("{token} tail"), ""), 401);
    assert_eq!(status("nothing", &format!("?token={token}")), 200);
    for wrong in ["?token=wrong", "?token="] {
        assert_eq!(status(token, wrong), 401, "{wrong}");
    }
}

#[test]
fn missing_foreign_and_revoked_tokens_are_401_with_an_empty_body() {
    let mut visit = Visit::default();
    visit.platform.revoke_tokens();
    let reply = visit.get("ideas");
    assert_eq!((reply.status().unwrap().as_u16(), reply.body_bytes().len()), (401, 0));
    assert!(reply.headers().unwrap().get("www-authenticate").is_none());
    visit.token = token(&visit.platform);
    assert_eq!(visit.status("ideas"), 200);
    visit.token = token(&Visit::default().platform);
    assert_eq!(visit.status("ideas"), 401);
    visit.token = String::new();
    assert_eq!(visit.status("ideas"), 401);
}

#[test]
fn a_new_token_does_not_end_the_old_one() {
    let visit = Visit::default();
    let newer = token(&visit.platform);
    assert_ne!(newer, visit.token);
    assert_eq!(visit.status("ideas"), 200);
}

#[test]
fn framework_bodies_come_only_to_those_who_accept_json() {
    let visit = Visit::default();
    let body = |accept: &str| {
        let request = Request::get("/api/v2/nothing").header("accept", accept);
        visit.platform.handle(request.body(Bytes::new()).unwrap())
    };
    let reply = body("text/html, application/json;q=0.9");
    assert_eq!(reply.body_json().unwrap(), json!({"status": 404, "error": "Not Found"}));
    assert_eq!(body("*/*").body_bytes().len(), 0);
    assert_eq!(body("*/*").status().unwrap(), 404);
}

#[test]
fn over_the_limit_is_429_in_plain_text_until_the_aligned_window_ends() {
    let clock = ManualClock::new();
    let platform = GoVocal::builder()
        .ideas(5)
        .clock(clock.reader())
        .rate_limit(3, Duration::from_secs(180))
        .build();
    let visit = Visit { token: token(&platform), platform, clock };
    assert_eq!((visit.status("ideas"), visit.status("nowhere")), (200, 404));
    let reply = visit.get("ideas");
    assert_eq!(reply.status().unwrap(), 429);
    assert_eq!(reply.body_bytes(), "Retry later\n");
    assert_eq!(reply.headers().unwrap().get("content-type").unwrap(), "text/plain");
    assert!(reply.headers().unwrap().get("retry-after").is_none());
    visit.clock.advance(180 - super::NOW % 180);
    assert_eq!(visit.status("ideas"), 200);
}

#[test]
fn searches_have_a_smaller_limit_of_their_own() {
    let visit = Visit::to(GoVocal::builder());
    for _ in 0..15 {
        assert_eq!(visit.status("files?search=minutes"), 200);
    }
    assert_eq!(visit.status("files?search=minutes"), 429);
    assert_eq!(visit.status("files?search="), 200);
    visit.clock.advance(20);
    assert_eq!(visit.status("files?search=minutes"), 200);
}

#[test]
fn every_answer_is_dated_by_the_platforms_clock() {
    let visit = Visit::default();
    for path in ["ideas", "nowhere"] {
        let reply = visit.get(path);
        let date = reply.headers().unwrap().get("date").unwrap();
        assert_eq!(date, "Mon, 02 Nov 2026 00:00:00 GMT");
    }
}
