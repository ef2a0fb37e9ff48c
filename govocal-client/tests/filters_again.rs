//! Setting a filter again replaces it: its part of the query and its check on the rows.

use crate::support::{Bench, platform};
use civic_core::jiff::civil::date;
use govocal_client::resources::Resource;
use govocal_client::resources::files::FileCategory;
use govocal_client::resources::ideas::IdeaType;
use govocal_client::{DateRange, ErrorKind, List};
use serde::Serialize;
use serde_json::Value;
use uuid::Uuid;

/// Both lists ask the platform the same and give the same rows, and neither blames it.
fn alike<T: Resource + Serialize>(bench: &Bench, set_again: List<T>, set_once: List<T>) {
    let read = |list: List<T>| {
        let mut reading = list.stream();
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{errors:?}");
        let report = reading.report();
        assert!(report.ignored_filters.is_empty(), "{report}");
        let query = bench.platform.requests().last().unwrap().query.clone();
        let rows: Vec<Value> = rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
        (query, rows)
    };
    let (again, once) = (read(set_again), read(set_once));
    assert!(!once.1.is_empty(), "{}", once.0);
    assert_eq!(again, once);
}

fn two(bench: &Bench, resource: &str, field: &str) -> [Uuid; 2] {
    let rows = bench.platform.rows(resource);
    let mut ids: Vec<Uuid> =
        rows.iter().filter_map(|row| row[field].as_str()).map(|id| id.parse().unwrap()).collect();
    ids.sort();
    ids.dedup();
    [ids[0], ids[1]]
}

#[test]
fn a_filter_by_one_value() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    let [a, b] = two(&bench, "ideas", "project_id");
    alike(&bench, ideas().project_id(a).project_id(b), ideas().project_id(b));
    let [a, b] = two(&bench, "ideas", "author_id");
    alike(&bench, ideas().author_id(a).author_id(b), ideas().author_id(b));
    let (survey, idea) = (IdeaType::Survey, IdeaType::Idea);
    alike(&bench, ideas().of_type(survey).of_type(idea.clone()), ideas().of_type(idea));
}

#[test]
fn a_filter_by_several_values() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    let [a, b] = two(&bench, "ideas_input_topics", "input_topic_id");
    alike(&bench, ideas().topic_ids([a]).topic_ids([b]), ideas().topic_ids([b]));
    alike(&bench, ideas().topic_ids([a, b]).topic_ids([]), ideas());
}

#[test]
fn one_value_and_several_are_the_same_filter() {
    let bench = Bench::new(platform().rows("files", 60));
    let files = || bench.client.files().list();
    let [a, b] = two(&bench, "files", "uploader_id");
    alike(&bench, files().uploader(a).uploaders([b]), files().uploaders([b]));
    alike(&bench, files().uploaders([a]).uploader(b), files().uploader(b));
    alike(&bench, files().uploader(a).uploaders([]), files());
    let [a, b] = two(&bench, "projects", "id");
    alike(&bench, files().project_id(a).project_ids([a, b]), files().project_ids([a, b]));
    let (policy, report) = (FileCategory::Policy, FileCategory::Report);
    alike(
        &bench,
        files().category(policy.clone()).categories([policy.clone(), report.clone()]),
        files().categories([policy, report]),
    );
}

#[test]
fn a_search_that_is_replaced() {
    let bench = Bench::new(platform().rows("files", 60));
    let files = || bench.client.files().list();
    alike(&bench, files().search("nothing at all").search("e"), files().search("e"));
}

#[test]
fn a_range_of_days_and_a_filter_that_joins() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    let (a, b) = (DateRange::until(date(2024, 1, 1)), DateRange::since(date(2024, 1, 1)));
    alike(&bench, ideas().created_at(a).created_at(b), ideas().created_at(b));
    alike(&bench, ideas().created_at(a).created_at(DateRange::all()), ideas());
    // Without the topics nothing is joined, and the dates go to the platform again.
    let projects = || bench.client.projects().list().created_at(b);
    alike(&bench, projects().topic_ids([Uuid::nil()]).topic_ids([]), projects());
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(query.contains("created_at"), "{query}");
}

#[test]
fn a_page_size_that_was_wrong_and_is_put_right() {
    let bench = Bench::new(platform());
    let ideas = || bench.client.ideas().list();
    alike(&bench, ideas().page_size(0).page_size(10), ideas().page_size(10));
    let (_, errors) = bench.read(&mut ideas().page_size(10).page_size(0).stream());
    assert_eq!(errors[0].kind(), ErrorKind::InvalidInput);
    let ancient = DateRange::until(date(0, 1, 1));
    alike(&bench, ideas().created_at(ancient).created_at(DateRange::all()), ideas());
}
