//! Each filter of each resource: what it leaves are exactly the rows of the whole list that pass.

use std::collections::HashSet;

use crate::support::{Bench, platform};
use civic_core::jiff::Timestamp;
use civic_core::jiff::civil::{Date, date};
use civic_core::jiff::tz::TimeZone;
use civic_sandbox::Era;
use govocal_client::list::Completeness;
use govocal_client::resources::file_attachments::AttachableType;
use govocal_client::resources::files::{File, FileCategory};
use govocal_client::resources::phases::PlacementType;
use govocal_client::resources::{DeletedItem, Resource};
use govocal_client::{DateRange, List};
use serde::Serialize;
use serde_json::{Value, json};
use uuid::Uuid;

fn bench() -> Bench {
    Bench::new(platform().rows("files", 60).rows("file_attachments", 60))
}

fn read<T: Resource + Serialize>(bench: &Bench, list: List<T>) -> Vec<Value> {
    let mut reading = list.stream();
    let (rows, errors) = bench.read(&mut reading);
    assert!(errors.is_empty(), "{errors:?}");
    let report = reading.report();
    assert!(report.ignored_filters.is_empty(), "{report}");
    let is_incomplete = matches!(
        report.completeness,
        Completeness::Incomplete { .. } | Completeness::Interrupted { .. }
    );
    assert!(!is_incomplete, "{report}");
    let mut rows: Vec<Value> = rows.iter().map(|row| serde_json::to_value(row).unwrap()).collect();
    rows.sort_by_key(Value::to_string);
    rows
}

/// The filter is on the wire by this name, leaves something and not everything, and what it
/// leaves are the rows that pass.
fn narrows<T: Resource + Serialize>(
    bench: &Bench,
    name: &str,
    all: List<T>,
    filtered: List<T>,
    passes: impl Fn(&Value) -> bool,
) {
    let rows = read(bench, all);
    let left = read(bench, filtered);
    let query = bench.platform.requests().last().unwrap().query.clone();
    let sent = format!("{}=", name.replace("[]", "%5B%5D"));
    assert!(query.contains(&sent), "{name}: {query}");
    let expected: Vec<Value> = rows.iter().filter(|row| passes(row)).cloned().collect();
    assert_eq!(left, expected, "{}: {name}", T::PATH);
    assert!(!left.is_empty() && left.len() < rows.len(), "{}: {name}: {}", T::PATH, left.len());
}

/// A value of this field that some rows have and some have not.
fn some(bench: &Bench, resource: &str, field: &str) -> Uuid {
    let rows = bench.platform.rows(resource);
    let values: Vec<&str> = rows.iter().filter_map(|row| row[field].as_str()).collect();
    let mixed = values.iter().find(|value| values.iter().any(|other| other != *value));
    mixed.unwrap().parse().unwrap()
}

fn has(field: &'static str, id: Uuid) -> impl Fn(&Value) -> bool {
    move |row| row[field] == id.to_string()
}

#[test]
fn associations() {
    let bench = bench();
    let city = &bench.client;
    let id = |resource, field| some(&bench, resource, field);

    let (list, x) = (|| city.basket_ideas().list(), id("basket_ideas", "idea_id"));
    narrows(&bench, "idea_id", list(), list().idea_id(x), has("idea_id", x));
    let x = id("basket_ideas", "basket_id");
    narrows(&bench, "basket_id", list(), list().basket_id(x), has("basket_id", x));

    let (list, x) = (|| city.idea_phases().list(), id("idea_phases", "idea_id"));
    narrows(&bench, "idea_id", list(), list().idea_id(x), has("idea_id", x));
    let x = id("idea_phases", "phase_id");
    narrows(&bench, "phase_id", list(), list().phase_id(x), has("phase_id", x));

    let (list, x) = (|| city.idea_topics().list(), id("idea_topics", "idea_id"));
    narrows(&bench, "idea_id", list(), list().idea_id(x), has("idea_id", x));
    let x = id("idea_topics", "topic_id");
    narrows(&bench, "topic_id", list(), list().topic_id(x), has("topic_id", x));

    let (list, x) = (|| city.ideas_input_topics().list(), id("ideas_input_topics", "idea_id"));
    narrows(&bench, "idea_id", list(), list().idea_id(x), has("idea_id", x));
    let x = id("ideas_input_topics", "input_topic_id");
    narrows(&bench, "input_topic_id", list(), list().input_topic_id(x), has("input_topic_id", x));

    let (list, x) = (|| city.project_topics().list(), id("project_topics", "project_id"));
    narrows(&bench, "project_id", list(), list().project_id(x), has("project_id", x));
    let x = id("project_topics", "topic_id");
    narrows(&bench, "topic_id", list(), list().topic_id(x), has("topic_id", x));

    let list = || city.project_global_topics().list();
    let x = id("project_global_topics", "project_id");
    narrows(&bench, "project_id", list(), list().project_id(x), has("project_id", x));
    let x = id("project_global_topics", "global_topic_id");
    let filtered = list().global_topic_id(x);
    narrows(&bench, "global_topic_id", list(), filtered, has("global_topic_id", x));

    let (list, x) = (|| city.internal_comments().list(), id("internal_comments", "idea_id"));
    narrows(&bench, "idea_id", list(), list().idea_id(x), has("idea_id", x));
}

#[test]
fn projects_by_topics_and_areas() {
    let bench = bench();
    let list = || bench.client.projects().list();
    let topic = some(&bench, "project_global_topics", "global_topic_id");
    let links = bench.platform.rows("project_global_topics");
    let of_topic = |row: &Value| {
        links.iter().any(|link| {
            link["global_topic_id"] == topic.to_string() && link["project_id"] == row["id"]
        })
    };
    narrows(&bench, "topic_ids[]", list(), list().topic_ids([topic]), of_topic);
    assert_eq!(
        read(&bench, list().topic_ids([topic, topic])),
        read(&bench, list().topic_ids([topic]))
    );

    let area = bench.platform.ids("areas")[0];
    let place = |title: &str, areas: Value, all: bool| {
        let title = json!({"en": title});
        let fields = json!({"title": title, "_area_ids": areas, "_all_areas": all});
        bench.platform.insert("projects", fields).to_string()
    };
    let here = [place("here", json!([area]), false), place("everywhere", json!([]), true)];
    let elsewhere = place("elsewhere", json!([]), false);
    let near = read(&bench, list().area_ids([area]));
    let listed = |id: &String| near.iter().any(|project| project["id"] == **id);
    assert!(here.iter().all(listed) && !listed(&elsewhere));
    assert!(near.len() < bench.platform.count("projects"));
    let query = bench.platform.requests().last().unwrap().query.clone();
    assert!(query.contains(&format!("area_ids%5B%5D={area}")), "{query}");
    assert_eq!(read(&bench, list().area_ids([area, area])), near);
}

/// Servers count the topics that an idea has of those asked for, and compare with how many they were
/// asked for (`ideas_finder.rb` before input topics, `projects_finder.rb` to this day).
#[test]
fn a_topic_that_is_named_twice_is_one_topic() {
    let bench = Bench::new(platform().era(Era::Y2024));
    let topic: Uuid =
        bench.platform.rows("idea_topics")[0]["topic_id"].as_str().unwrap().parse().unwrap();
    let list = || bench.client.ideas().list();
    let once = read(&bench, list().topic_ids([topic]));
    assert!(!once.is_empty());
    assert_eq!(read(&bench, list().topic_ids([topic, topic])), once);
}

#[test]
fn phases() {
    let bench = bench();
    let list = || bench.client.phases().list();
    let standalone = |row: &Value| row["placement_type"] == "standalone";
    let filtered = list().placement_type(PlacementType::Standalone);
    narrows(&bench, "placement_type", list(), filtered, standalone);

    let middle = |field: &str| -> Date {
        let rows = bench.platform.rows("phases");
        let mut days: Vec<&str> = rows.iter().filter_map(|row| row[field].as_str()).collect();
        days.sort_unstable();
        days[days.len() / 2].parse().unwrap()
    };
    let since = middle("start_at");
    let later = |row: &Value| row["start_at"].as_str() >= Some(since.to_string().as_str());
    narrows(&bench, "start_at", list(), list().start_at(DateRange::since(since)), later);

    // Ends are read as "around these days": those of the day before come too.
    let since = middle("end_at");
    let eve = since.yesterday().unwrap().to_string();
    let surely = read(&bench, list().end_at(DateRange::since(since)));
    for row in read(&bench, list()) {
        let end = row["end_at"].as_str();
        let listed = surely.contains(&row);
        assert!(listed || end < Some(since.to_string().as_str()), "{end:?}");
        assert!(!listed || end >= Some(eve.as_str()), "{end:?}");
    }
}

#[test]
fn files_by_what_they_show() {
    let bench = bench();
    let list = || bench.client.files().list();
    let rows = bench.platform.rows("files");
    let uploader = some(&bench, "files", "uploader_id");
    let other = rows.iter().filter_map(|row| row["uploader_id"].as_str()).map(str::parse);
    let other: Uuid = other.map(Result::unwrap).find(|id| *id != uploader).unwrap();
    let by_both = |row: &Value| has("uploader_id", uploader)(row) || has("uploader_id", other)(row);
    narrows(&bench, "uploader", list(), list().uploader(uploader), has("uploader_id", uploader));
    narrows(&bench, "uploader[]", list(), list().uploaders([uploader, other]), by_both);

    let (policy, report) = (FileCategory::Policy, FileCategory::Report);
    let is = |row: &Value, category: &str| row["category"] == category;
    let filtered = list().category(policy.clone());
    narrows(&bench, "category", list(), filtered, |row| is(row, "policy"));
    let filtered = list().categories([policy, report]);
    narrows(&bench, "category[]", list(), filtered, |row| is(row, "policy") || is(row, "report"));
}

#[test]
fn files_by_what_they_hide() {
    let bench = bench();
    let list = || bench.client.files().list();
    let projects = bench.platform.ids("projects");
    let file = |name: &str, project: Uuid| {
        let fields = json!({"name": name, "_project_ids": [project.to_string()]});
        bench.platform.insert("files", fields).to_string()
    };
    let ours = file("zebra crossing.pdf", projects[0]);
    let theirs = file("Zebra stripes.pdf", projects[1]);
    let strangers = file("crossing.pdf", projects[2]);
    let names = |list: List<File>| -> HashSet<String> {
        read(&bench, list).iter().map(|row| row["id"].as_str().unwrap().to_owned()).collect()
    };
    let one = names(list().project_id(projects[0]));
    assert!(one.contains(&ours) && !one.contains(&theirs) && !one.contains(&strangers));
    let two = names(list().project_ids([projects[0], projects[1]]));
    assert!(two.contains(&ours) && two.contains(&theirs) && !two.contains(&strangers));
    assert!(two.is_superset(&one) && two.len() < bench.platform.count("files"));
    assert_eq!(names(list().search("zebra")), HashSet::from([ours, theirs]));
}

#[test]
fn file_attachments() {
    let bench = bench();
    let list = || bench.client.file_attachments().list();
    let x = some(&bench, "file_attachments", "attachable_id");
    narrows(&bench, "attachable_id", list(), list().attachable_id(x), has("attachable_id", x));
    let on_ideas = |row: &Value| row["attachable_type"] == "Idea";
    let filtered = list().attachable_type(AttachableType::Idea);
    narrows(&bench, "attachable_type", list(), filtered, on_ideas);
}

#[test]
fn deleted_feeds_by_when_it_was_recorded() {
    let bench = bench();
    for id in bench.platform.ids("topics").into_iter().take(2) {
        assert!(bench.platform.delete("topics", id));
    }
    let days = civic_core::jiff::SignedDuration::from_hours(72).unsigned_abs();
    bench.clock.advance(days);
    let late = *bench.platform.ids("topics").last().unwrap();
    assert!(bench.platform.delete("topics", late));
    bench.clock.advance(std::time::Duration::from_secs(3));

    let feed = || bench.client.topics().deleted();
    let today: Timestamp = "2026-12-04T12:00:00Z".parse().unwrap();
    let range = DateRange::day(today.to_zoned(TimeZone::UTC).date());
    assert_eq!(range, DateRange::day(date(2026, 12, 4)));
    let recorded = |row: &Value| {
        let item: DeletedItem = serde_json::from_value(row.clone()).unwrap();
        range.contains(item.deleted_at)
    };
    narrows(&bench, "deleted_at", feed(), feed().deleted_at(range), recorded);
    let latest = read(&bench, feed().deleted_at(range));
    assert_eq!((latest.len(), &latest[0]["id"]), (1, &json!(late)));
}
