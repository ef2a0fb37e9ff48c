use super::Visit;
use crate::govocal::GoVocal;
use serde_json::json;
use std::collections::HashSet;
use std::time::Duration;

#[test]
fn a_deletion_enters_its_feed_after_the_lag_and_some_feeds_stay_empty() {
    let visit = Visit::to(GoVocal::builder().no_rate_limit().deletion_lag(Duration::from_secs(60)));
    let newest = || visit.json("ideas/deleted")["deleted_items"][0]["id"].clone();
    let id = visit.platform.ids("ideas")[5];
    assert!(visit.platform.delete("ideas", id));
    assert!(!visit.platform.delete("ideas", id));
    assert_ne!(newest(), json!(id));
    visit.clock.advance(60 + 3);
    assert_eq!(newest(), json!(id));
    let item = &visit.json("ideas/deleted")["deleted_items"][0];
    assert_eq!(item["type"], "Idea");
    assert_eq!(item["deleted_at"], "2026-11-02T00:00:00.000Z");
    let folder = visit.platform.ids("project_folders")[0];
    visit.platform.delete("project_folders", folder);
    visit.clock.advance(60 + 3);
    let feed = visit.json("project_folders/deleted");
    assert_eq!(feed, json!({"deleted_items": [], "meta": {"current_page": 1, "total_pages": 0}}));
    assert_eq!(visit.platform.removed("project_folders"), [folder]);
}

/// `LogActivityJob` writes the entry: the feed is sorted by `created_at` of the log, which is when the
/// job ran, and shows `acted_at`, which the callers pass as `Time.now.to_i` (`deleted_items_action.rb`,
/// `log_activity_job.rb`, `side_fx_idea_service.rb` of the platform, 2025).
#[test]
fn neighbours_in_a_feed_are_out_of_order_and_moments_are_whole_seconds() {
    let visit = Visit::default();
    for id in visit.platform.ids("ideas").into_iter().take(30) {
        assert!(visit.platform.delete("ideas", id));
        visit.clock.advance(1);
    }
    visit.clock.advance(3);
    let feed = visit.all_rows("ideas/deleted", "deleted_items");
    let moments: Vec<&str> = feed.iter().map(|it| it["deleted_at"].as_str().unwrap()).collect();
    assert!(moments.windows(2).any(|pair| pair[0] < pair[1]), "{moments:?}");
    assert!(
        moments.iter().all(|at| at.split_once('.').is_some_and(|(_, end)| end == "000Z")),
        "{moments:?}"
    );
    let generated = visit.all_rows("comments/deleted", "deleted_items");
    let moments: Vec<&str> =
        generated.iter().map(|it| it["deleted_at"].as_str().unwrap()).collect();
    assert!(moments.windows(2).any(|pair| pair[0] < pair[1]), "{moments:?}");
}

/// `topics_controller.rb` of the platform, 2025: the merged feed holds entries of three models, each
/// under its own name, and the merged list is sorted in memory by `-created_at.to_i`.
#[test]
fn merged_topics_keep_their_models_names_and_go_by_whole_seconds() {
    let visit = Visit::default();
    for resource in ["global_topics", "input_topics"] {
        assert!(visit.platform.delete(resource, visit.platform.ids(resource)[0]));
    }
    visit.clock.advance(3);
    let feed = visit.all_rows("topics/deleted", "deleted_items");
    let names: HashSet<&str> = feed.iter().map(|item| item["type"].as_str().unwrap()).collect();
    assert_eq!(names, HashSet::from(["GlobalTopic", "InputTopic"]));

    let second = |ms: u32| format!("2026-11-01T10:00:00.{ms:03}Z");
    for ms in 0..20 {
        visit.platform.insert("global_topics", json!({"created_at": second(ms)}));
    }
    let moments = |list: &str| -> Vec<String> {
        let rows = visit.all_rows(list, list);
        rows.iter().map(|row| row["created_at"].as_str().unwrap().to_owned()).collect()
    };
    let is_sorted = |moments: &[String]| moments.windows(2).all(|pair| pair[0] >= pair[1]);
    assert!(is_sorted(&moments("global_topics")));
    let merged = moments("topics");
    assert!(!is_sorted(&merged));
    let seconds: Vec<String> =
        merged.iter().map(|at| at.split('.').next().unwrap().to_owned()).collect();
    assert!(is_sorted(&seconds));
}

/// `side_fx_internal_comment_service.rb` of the platform, 17616e8d, logs that an internal comment was marked
/// as deleted, and nothing else of the kind; the feed looks for `deleted` (`deleted_items_action.rb`).
#[test]
fn the_feed_of_internal_comments_stays_empty() {
    let visit = Visit::default();
    let id = visit.platform.ids("internal_comments")[0];
    assert!(visit.platform.delete("internal_comments", id));
    visit.clock.advance(60);
    assert!(visit.all_rows("internal_comments/deleted", "deleted_items").is_empty());
}

#[test]
fn what_hangs_on_a_deleted_row_goes_with_it_unlogged() {
    let visit = Visit::default();
    let comment = visit.platform.rows("comments")[0].clone();
    let idea = comment["idea_id"].as_str().unwrap().parse().unwrap();
    visit.platform.delete("ideas", idea);
    assert!(visit.platform.rows("comments").iter().all(|row| row["idea_id"] != comment["idea_id"]));
    assert!(visit.platform.removed("comments").is_empty());
}

#[test]
fn the_deleted_feed_is_filtered_by_deletion_date() {
    let visit = Visit::default();
    let all = visit.all_rows("users/deleted", "deleted_items");
    assert!(!all.is_empty());
    assert!(visit.all_rows("users/deleted?deleted_at=,2001-01-01", "deleted_items").is_empty());
    let id = visit.platform.ids("users")[0];
    visit.platform.delete("users", id);
    visit.clock.advance(3);
    let today = visit.all_rows("users/deleted?deleted_at=2026-11-02,2026-11-03", "deleted_items");
    assert_eq!(today.len(), 1);
}
