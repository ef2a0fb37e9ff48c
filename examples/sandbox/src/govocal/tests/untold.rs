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

#[test]
fn an_empty_list_has_no_page() {
    let visit = Visit::default();
    visit.platform.inject(FaultRule::new(Fault::EmptyList).on("/api/v2/ideas").once());
    let page = visit.get("ideas").body_json().unwrap();
    assert_eq!(page, json!({"ideas": [], "meta": {"current_page": 1, "total_pages": 0}}));
    assert_ne!(visit.get("ideas").body_json().unwrap()["ideas"], json!([]));
}
