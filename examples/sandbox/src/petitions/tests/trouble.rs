use super::Visit;
use crate::churn::Churn;
use crate::fault::{Fault, FaultRule};
use crate::petitions::Petitions;
use http::{Method, StatusCode};
use serde_json::Value;

#[test]
fn a_missing_or_wrong_key_is_refused_with_the_status_of_choice() {
    let status = |builder: crate::petitions::PetitionsBuilder, key: &str| {
        let visit = Visit::to(builder);
        visit.send(Method::GET, "petitions", key, &Value::Null).status().unwrap()
    };
    assert_eq!(status(Petitions::builder(), ""), 401);
    assert_eq!(status(Petitions::builder(), "12345"), 401);
    let forbidding = Petitions::builder().refused_key(StatusCode::FORBIDDEN);
    assert_eq!(status(forbidding, "12345"), 403);
}

#[test]
fn unknown_ids_and_paths_are_404() {
    let visit = Visit::to(Petitions::builder());
    for path in ["petitions/5", "petitions/x", "organisations/2", "signatures/1", "nothing"] {
        let reply = visit.send(Method::GET, path, Petitions::FULL_KEY, &Value::Null);
        assert_eq!(reply.status().unwrap(), 404, "{path}");
    }
}

#[test]
fn the_request_after_the_limit_is_throttled_in_plain_text_until_the_window_ends() {
    let visit = Visit::to(Petitions::builder().petitions(1).signatures(0));
    let last = || visit.send(Method::GET, "petitions", Petitions::FULL_KEY, &Value::Null);
    for _ in 0..300 {
        assert_eq!(last().status().unwrap(), 200);
    }
    let refused = last();
    assert_eq!(refused.status().unwrap(), 429);
    assert_eq!(refused.headers().unwrap()["content-type"], "text/plain");
    assert_eq!(refused.body_bytes(), "Retry later\n");
    visit.clock.advance(300);
    assert_eq!(last().status().unwrap(), 200);
}

#[test]
fn signatures_arrive_between_requests() {
    let visit = Visit::to(Petitions::builder());
    visit.platform.churn(Churn {
        inserts_per_request: 2.0,
        deletes_per_request: 1.0,
        ..Churn::default()
    });
    for _ in 0..5 {
        visit.get("signatures");
    }
    let ids = visit.platform.petition_ids();
    let total: usize = ids.iter().map(|id| visit.platform.signatures(*id).len()).sum();
    assert_eq!(total, 33 * 60 + 5);
}

#[test]
fn faults_strike_and_the_log_keeps_every_request() {
    let visit = Visit::to(Petitions::builder());
    visit.platform.inject(FaultRule::new(Fault::EmptyPage).on("/api/v1/petitions").once());
    assert!(visit.rows("petitions").is_empty());
    assert_eq!(visit.rows("petitions").len(), 10);
    let body = serde_json::json!({"name": "A B", "email": "a@b.org", "city": "C", "visible": 0});
    visit.platform.inject(FaultRule::new(Fault::Reset).method(Method::POST).once().after_work());
    let path = format!("petitions/{}/signature", visit.live());
    assert!(visit.send(Method::POST, &path, Petitions::PLAIN_KEY, &body).status().is_none());
    assert_eq!(visit.platform.unconfirmed(), 1);
    let log = visit.platform.requests();
    assert_eq!(log.len(), 3);
    assert_eq!((log[2].method.clone(), log[2].status), (Method::POST, None));
    assert!(log[0].query.contains("api_key="));
}

#[test]
fn the_same_seed_makes_the_same_data() {
    let rows = |seed| Visit::to(Petitions::builder().seed(seed)).rows("signatures?count=500");
    assert_eq!(rows(3), rows(3));
    assert_ne!(rows(3), rows(4));
}
