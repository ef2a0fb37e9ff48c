use super::Visit;
use crate::churn::Churn;
use crate::govocal::{Era, GoVocal};
use serde_json::{Value, json};
use std::collections::HashSet;
use uuid::Uuid;

fn day(moment: &str) -> &str {
    moment.split_once('T').unwrap().0
}

fn ids(rows: &[Value]) -> Vec<Uuid> {
    rows.iter().map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect()
}

#[test]
fn every_list_pages_through_exactly_the_platforms_rows_in_its_order() {
    for era in [Era::Y2023, Era::Y2024, Era::Y2026] {
        let visit = Visit::to(GoVocal::builder().no_rate_limit().era(era).max_page_size(100));
        for name in visit.platform.resources() {
            let key = match name {
                "project_folders" => "project_folders/folders",
                "file_attachments" => "files/file_attachments",
                other => other,
            };
            let rows = visit.all_rows(name, key);
            assert_eq!(rows, visit.platform.rows(name), "{name} in {era:?}");
            assert!(!rows.is_empty(), "{name} in {era:?}");
            assert_eq!(rows.len(), visit.platform.count(name));
        }
    }
}

#[test]
fn rows_are_newest_first_with_ties_midnights_and_several_rows_a_day() {
    let visit = Visit::default();
    let created: Vec<String> = visit
        .platform
        .rows("ideas")
        .iter()
        .map(|row| row["created_at"].as_str().unwrap().to_owned())
        .collect();
    assert!(created.is_sorted_by(|newer, older| newer >= older));
    let moments: HashSet<&String> = created.iter().collect();
    let days: HashSet<&str> = created.iter().map(|moment| day(moment)).collect();
    assert!(moments.len() < created.len());
    assert!(days.len() * 2 < created.len());
    assert!(created.iter().any(|moment| moment.ends_with("T00:00:00.000Z")));
}

#[test]
fn the_page_size_differs_between_versions_and_is_cut_in_silence() {
    let size = |era, query: &str| {
        let page = Visit::era(era).json(&format!("ideas{query}"));
        page["ideas"].as_array().unwrap().len()
    };
    assert_eq!((size(Era::Y2026, ""), size(Era::Y2026, "?page_size=500")), (25, 100));
    assert_eq!((size(Era::Y2023, ""), size(Era::Y2023, "?page_size=500")), (12, 24));
    assert_eq!(size(Era::Y2026, "?page_size=-1"), 240);
    let visit = Visit::default();
    assert_eq!(visit.status("ideas?page_size=0"), 500);
    assert_eq!(
        visit.json("ideas?page_number=99")["meta"],
        json!({"current_page": 99, "total_pages": 10})
    );
}

#[test]
fn a_crowded_day_holds_the_given_number_of_ideas() {
    let visit = Visit::to(GoVocal::builder().ideas(300).crowded_day(240));
    let mut days = std::collections::HashMap::new();
    for row in visit.platform.rows("ideas") {
        *days.entry(day(row["created_at"].as_str().unwrap()).to_owned()).or_insert(0) += 1;
    }
    assert!(days.values().any(|count| *count >= 230), "{days:?}");
}

#[test]
fn shuffled_ties_keep_the_order_of_moments() {
    let visit = Visit::to(GoVocal::builder().no_rate_limit().crowded_day(240).shuffled_ties(true));
    for _ in 0..40 {
        visit.platform.insert("ideas", json!({"created_at": "2026-11-01T10:00:00.000Z"}));
    }
    let first = visit.json("ideas?page_size=40");
    let second = visit.json("ideas?page_size=40");
    assert_ne!(first, second);
    let sorted = |page: &Value| {
        let mut ids = ids(page["ideas"].as_array().unwrap());
        ids.sort();
        ids
    };
    assert_eq!(sorted(&first), sorted(&second));
}

#[test]
fn the_same_seed_makes_the_same_platform_and_another_seed_another() {
    let build = |seed| GoVocal::builder().seed(seed).ideas(60).build();
    assert_eq!(build(3).rows("ideas"), build(3).rows("ideas"));
    assert_eq!(build(3).rows("users"), build(3).rows("users"));
    assert_ne!(build(3).ids("ideas"), build(4).ids("ideas"));
}

#[test]
fn churn_changes_the_list_that_is_read_and_can_be_repeated() {
    let run = || {
        let visit = Visit::to(GoVocal::builder().seed(9).no_rate_limit());
        visit.platform.churn(Churn {
            inserts_per_request: 0.5,
            old_date_share: 0.5,
            deletes_per_request: 1.5,
            updates_per_request: 0.5,
            burst_chance: 0.1,
            burst_size: 5,
        });
        for page in 1..30 {
            visit.status(&format!("ideas?page_number={page}"));
        }
        (visit.platform.ids("ideas"), visit.platform.removed("ideas"))
    };
    let (ids, removed) = run();
    assert!(removed.len() > 30);
    assert!(removed.iter().all(|id| !ids.contains(id)));
    assert_eq!(run(), (ids, removed));
}

#[test]
fn a_deletion_while_reading_hides_a_row_and_an_insertion_repeats_one() {
    let visit = Visit::default();
    let first = ids(visit.json("ideas")["ideas"].as_array().unwrap());
    visit.platform.insert("ideas", json!({}));
    let second = ids(visit.json("ideas?page_number=2")["ideas"].as_array().unwrap());
    assert_eq!(first.last(), second.first());
    let before = visit.platform.ids("ideas");
    visit.platform.delete("ideas", before[0]);
    let third = ids(visit.json("ideas?page_number=3")["ideas"].as_array().unwrap());
    assert_eq!(third.first(), Some(&before[51]));
}

#[test]
fn a_platform_of_ideas_only_holds_little_else() {
    let platform = GoVocal::builder().ideas(50).only(["ideas"]).build();
    let counts = ["ideas", "comments", "projects"].map(|name| platform.count(name));
    assert_eq!(counts, [50, 0, 7]);
}
