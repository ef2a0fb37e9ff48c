//! Changes that neither `updated_at` nor a deleted feed tells.

use serde_json::json;

use super::Visit;
use crate::fault::{Fault, FaultRule};

/// `reaction.rb` of the platform counts likes by `counter_culture` without `touch`; `comment.rb` counts
/// comments with it.
#[test]
fn a_counter_moves_without_updated_at() {
    let visit = Visit::default();
    let before = visit.platform.rows("ideas")[3].clone();
    let id = visit.platform.ids("ideas")[3];
    visit.clock.advance(100);
    assert!(visit.platform.update_columns("ideas", id, json!({"likes_count": 9_000})));
    let after = visit.get(&format!("ideas/{id}")).body_json().unwrap();
    assert_eq!(after["idea"]["likes_count"], 9_000);
    assert_eq!(after["idea"]["updated_at"], before["updated_at"]);
    assert!(visit.platform.update("ideas", id, json!({"likes_count": 9_001})));
    let after = visit.get(&format!("ideas/{id}")).body_json().unwrap();
    assert_ne!(after["idea"]["updated_at"], before["updated_at"]);
    assert!(!visit.platform.update_columns("ideas", uuid::Uuid::nil(), json!({})));
}

#[test]
fn a_row_goes_without_trace_and_comes_back_as_it_was() {
    let visit = Visit::default();
    let feed = || visit.all_rows("ideas/deleted", "deleted_items").len();
    let (before, told) = (visit.platform.rows("ideas"), feed());
    let id = visit.platform.ids("ideas")[5];
    assert!(visit.platform.delete_untold("ideas", id));
    visit.clock.advance(100);
    assert_eq!((visit.status(&format!("ideas/{id}")), feed()), (404, told));
    assert!(visit.platform.restore("ideas", id));
    assert_eq!(visit.platform.rows("ideas"), before);

    assert!(visit.platform.delete("ideas", id));
    visit.clock.advance(100);
    assert!(visit.platform.restore("ideas", id));
    assert_eq!(visit.status(&format!("ideas/{id}")), 200);
    assert_eq!(feed(), told + 1, "the entry stays");
    assert!(!visit.platform.restore("ideas", uuid::Uuid::nil()));
}

/// `user.rb`, `basket.rb` (`destroy_or_keep!`), `timeline_service.rb` (`phase_is_complete?`) and
/// both `user_decorator.rb` (volunteering, email campaigns), 2025: what a user did goes untold, but for what
/// was handed in for a phase that is over.
#[test]
fn a_users_baskets_and_attendances_go_untold_unless_they_count() {
    let visit = Visit::default();
    let put = |resource: &str, row| visit.platform.insert(resource, row);
    let user = put("users", json!({}));
    let phase = |end: Option<&str>| put("phases", json!({"end_at": end}));
    let (over, open) = (phase(Some("2026-11-01")), phase(Some("2026-11-03")));
    let (endless, handed_in) = (phase(None), json!("2026-10-01T08:00:00.000Z"));
    let basket = |phase: &uuid::Uuid, submitted: &serde_json::Value| {
        let basket = json!({"user_id": user, "phase_id": phase, "submitted_at": submitted});
        put("baskets", basket)
    };
    let kept = basket(&over, &handed_in);
    let gone =
        [basket(&over, &json!(null)), basket(&open, &handed_in), basket(&endless, &handed_in)];
    let place =
        |basket: &uuid::Uuid| put("basket_ideas", json!({"basket_id": basket, "user_id": user}));
    let (kept_place, gone_places) = (place(&kept), gone.each_ref().map(place));
    let attendance = put("event_attendances", json!({"attendee_id": user}));
    let volunteer = put("volunteering_volunteers", json!({"user_id": user}));
    let delivery = put("email_campaign_deliveries", json!({"user_id": user}));
    let feeds = ["baskets", "event_attendances", "volunteering_volunteers"];
    let told = || feeds.map(|of| visit.all_rows(&format!("{of}/deleted"), "deleted_items").len());
    let before = told();

    assert!(visit.platform.delete("users", user));
    visit.clock.advance(100);
    let ids = |resource: &str| visit.platform.ids(resource);
    let basket = visit.json(&format!("baskets/{kept}"))["basket"].clone();
    assert_eq!(basket["user_id"], json!(null));
    assert_eq!(basket["updated_at"], "2026-11-02T00:00:00.000Z");
    assert!(gone.iter().all(|basket| !ids("baskets").contains(basket)));
    let places = ids("basket_ideas");
    assert!(places.contains(&kept_place));
    assert!(gone_places.iter().all(|place| !places.contains(place)));
    assert!(!ids("event_attendances").contains(&attendance));
    assert!(!ids("volunteering_volunteers").contains(&volunteer));
    assert!(!ids("email_campaign_deliveries").contains(&delivery));
    assert_eq!(told(), before);
}

/// `project.rb` of the platform, 00eaec7d: `has_many :input_topics, dependent: :destroy`.
#[test]
fn a_projects_topics_go_with_it_untold() {
    let visit = Visit::default();
    let put = |resource: &str, row| visit.platform.insert(resource, row);
    let (project, other) = (put("projects", json!({})), put("projects", json!({})));
    let before_2026 = Visit::era(crate::govocal::Era::Y2024);
    let topics = before_2026.platform.ids("topics").len();
    for project in before_2026.platform.ids("projects") {
        assert!(before_2026.platform.delete("projects", project));
    }
    assert_eq!(before_2026.platform.ids("topics").len(), topics, "they were the platform's");
    let topic = |project| put("input_topics", json!({"project_id": project}));
    let (own, others) = (topic(project), topic(other));
    let idea = put("ideas", json!({"project_id": other}));
    put("ideas_input_topics", json!({"idea_id": idea, "input_topic_id": own}));
    let told = || visit.all_rows("input_topics/deleted", "deleted_items").len();
    let before = told();

    assert!(visit.platform.delete("projects", project));
    visit.clock.advance(100);
    let topics = visit.platform.ids("input_topics");
    assert!(!topics.contains(&own) && topics.contains(&others));
    let ties = visit.all_rows("ideas_input_topics", "ideas_input_topics");
    assert!(ties.iter().all(|tie| tie["input_topic_id"] != json!(own)));
    assert_eq!(told(), before);
}

#[test]
fn an_empty_list_has_no_page() {
    let visit = Visit::default();
    visit.platform.inject(FaultRule::new(Fault::EmptyList).on("/api/v2/ideas").once());
    let page = visit.get("ideas").body_json().unwrap();
    assert_eq!(page, json!({"ideas": [], "meta": {"current_page": 1, "total_pages": 0}}));
    assert_ne!(visit.get("ideas").body_json().unwrap()["ideas"], json!([]));
}
