use super::Visit;
use crate::fault::{Fault, FaultRule, Malformation};
use crate::reply::{Chunk, Head};
use http::Method;
use serde_json::json;
use std::time::Duration;

#[test]
fn faults_strike_the_chosen_page_and_leave_the_others_alone() {
    let visit = Visit::default();
    visit.platform.inject(
        FaultRule::new(Fault::Status(503)).on("/api/v2/ideas").when_query("page_number=3").times(2),
    );
    let statuses: Vec<u16> =
        [2, 3, 3, 3, 4].map(|page| visit.status(&format!("ideas?page_number={page}"))).to_vec();
    assert_eq!(statuses, [200, 503, 503, 200, 200]);
}

#[test]
fn a_clamped_page_size_changes_the_number_of_pages() {
    let visit = Visit::default();
    visit.platform.inject(FaultRule::new(Fault::ClampPageSize(10)).on("/api/v2/ideas"));
    let page = visit.json("ideas?page_size=100");
    assert_eq!(page["ideas"].as_array().unwrap().len(), 10);
    assert_eq!(page["meta"]["total_pages"], 24);
    visit.platform.clear_faults();
    assert_eq!(visit.json("ideas?page_size=100")["meta"]["total_pages"], 3);
}

#[test]
fn a_repeated_page_shows_the_first_rows_under_another_number() {
    let visit = Visit::default();
    let first = visit.json("ideas");
    visit.platform.inject(FaultRule::new(Fault::RepeatPage).when_query("page_number"));
    let repeated = visit.json("ideas?page_number=4");
    assert_eq!(repeated["ideas"], first["ideas"]);
    assert_eq!(repeated["meta"]["current_page"], 4);
}

#[test]
fn transport_faults_are_data_for_whoever_plays_them() {
    let visit = Visit::default();
    let strike = |fault: Fault| {
        visit.platform.inject(FaultRule::new(fault).once());
        visit.get("ideas")
    };
    assert!(matches!(strike(Fault::Reset).head, Head::Reset));
    assert!(matches!(strike(Fault::NoAnswer).head, Head::Never));
    assert!(matches!(strike(Fault::Stall).body.last(), Some(Chunk::Stall)));
    let late = strike(Fault::Latency(Duration::from_secs(2)));
    assert_eq!(late.delay, Duration::from_secs(2));
    assert!(late.body_json().is_some());
    assert_eq!(strike(Fault::HtmlError(502)).headers().unwrap()["content-type"], "text/html");
    assert_eq!(strike(Fault::EmptyError(504)).body_bytes().len(), 0);
    assert!(strike(Fault::WrongEnvelope).body_json().unwrap().get("ideas").is_none());
    let redirect = strike(Fault::Redirect("https://elsewhere.example.org/".to_owned()));
    assert_eq!(redirect.headers().unwrap()["location"], "https://elsewhere.example.org/");
    let broken = strike(Fault::MalformedRow { index: 2, how: Malformation::Null });
    assert_eq!(broken.body_json().unwrap()["ideas"][2], json!(null));
}

#[test]
fn a_write_whose_answer_is_lost_may_have_happened() {
    let visit = Visit::default();
    let idea = visit.platform.ids("ideas")[0];
    let body = json!({"internal_comment": {"body": "Once", "idea_id": idea}});
    let before = visit.platform.count("internal_comments");
    visit.platform.inject(FaultRule::new(Fault::Reset).method(Method::POST).once());
    visit.send(Method::POST, "internal_comments", &body);
    assert_eq!(visit.platform.count("internal_comments"), before);
    visit.platform.inject(FaultRule::new(Fault::Reset).method(Method::POST).once().after_work());
    visit.send(Method::POST, "internal_comments", &body);
    assert_eq!(visit.platform.count("internal_comments"), before + 1);
}

#[test]
fn what_arrived_is_kept_in_order() {
    let visit = Visit::default();
    visit.platform.clear_requests();
    visit.platform.inject(FaultRule::new(Fault::Reset).on("/api/v2/areas"));
    visit.get("ideas?page_number=2&locale=nl");
    visit.get("areas");
    let log = visit.platform.requests();
    assert_eq!(
        (log[0].path.as_str(), log[0].query.as_str()),
        ("/api/v2/ideas", "page_number=2&locale=nl")
    );
    assert_eq!(log[0].status.unwrap(), 200);
    assert!(log[0].headers.contains_key("authorization"));
    assert_eq!((log.len(), log[1].status), (2, None));
}
