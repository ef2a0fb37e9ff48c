//! Filters, languages and options of a list that is synced.

use civic_core::jiff::civil::date;
use govocal_client::resources::ideas::Idea;
use govocal_client::sync::{Evidence, Key, Mode, Why};
use govocal_client::{DateRange, List};
use serde_json::{Value, json};
use uuid::Uuid;

use super::copy::{Copy, DAY, HOUR};
use crate::support::{Bench, platform};

fn bench() -> Bench {
    let bench = Bench::new(platform().ideas(240).no_rate_limit());
    bench.clock.advance(DAY * 10);
    bench
}

fn id_of(row: &Value) -> Uuid {
    row["id"].as_str().unwrap().parse().unwrap()
}

/// The project with most ideas, and another.
fn projects(bench: &Bench) -> (Uuid, Uuid) {
    let mut ids = bench.platform.ids("projects");
    let rows = bench.platform.rows("ideas");
    let ideas = |id: &Uuid| rows.iter().filter(|row| row["project_id"] == id.to_string()).count();
    ids.sort_by_key(|id| std::cmp::Reverse(ideas(id)));
    (ids[0], ids[1])
}

/// A row that moves out of the filter has its `updated_at` moved, and is not in the list any more: only a
/// full run sees it.
#[test]
fn a_list_that_is_filtered_by_what_changes_is_always_read_as_a_whole() {
    let bench = bench();
    let (project, other) = projects(&bench);
    let list = || bench.client.ideas().list().project_id(project);
    let of_project = || {
        let rows = bench.platform.rows("ideas").into_iter();
        rows.filter(|row| row["project_id"] == project.to_string()).collect::<Vec<_>>()
    };
    let mut copy = Copy::of(&bench, list());
    copy.must_be(of_project());
    let first = id_of(&of_project()[0]);
    let rows = bench.platform.rows("ideas");
    let elsewhere = rows.iter().find(|row| row["project_id"] == other.to_string()).unwrap();
    assert!(bench.platform.update("ideas", first, json!({"project_id": other})));
    assert!(bench.platform.update("ideas", id_of(elsewhere), json!({"project_id": project})));
    let deleted = id_of(&of_project()[2]);
    assert!(bench.platform.delete("ideas", deleted));
    bench.clock.advance(HOUR);

    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::CannotTell));
    outcome.must_upsert(&[id_of(elsewhere)]);
    let mut gone = outcome.gone.clone();
    gone.sort_by_key(|(_, evidence)| *evidence == Evidence::NotFound);
    let expected =
        [(Key::from(first), Evidence::NoLongerMatches), (Key::from(deleted), Evidence::NotFound)];
    assert_eq!(gone, expected);
    copy.must_be(of_project());
}

/// No idea shows its topics, so reading the idea does not say whether it still has them.
#[test]
fn a_filter_that_no_row_shows_takes_two_readings() {
    let bench = bench();
    let rows = bench.platform.rows("ideas_input_topics");
    let topic: Uuid = rows[0]["input_topic_id"].as_str().unwrap().parse().unwrap();
    let tied = || {
        let rows = bench.platform.rows("ideas_input_topics").into_iter();
        rows.filter(|row| row["input_topic_id"] == topic.to_string()).count()
    };
    let before = tied();
    let list = || bench.client.ideas().list().topic_ids([topic]);
    let mut copy = Copy::of(&bench, list());
    assert!(before > 1 && copy.rows.len() == before, "{before}");
    let place = rows.iter().position(|row| row["input_topic_id"] == topic.to_string()).unwrap();
    let tie = bench.platform.ids("ideas_input_topics")[place];
    let idea: Uuid = rows[place]["idea_id"].as_str().unwrap().parse().unwrap();
    assert!(bench.platform.delete("ideas_input_topics", tie));
    assert_eq!(tied(), before - 1);
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert_eq!(
        (outcome.mode, outcome.why, outcome.report.single_reads),
        (Mode::Full, Why::CannotTell, 0)
    );
    outcome.must_lose(&[idea], Evidence::AbsentTwice);
}

#[test]
fn a_filter_by_creation_leaves_runs_incremental() {
    let bench = bench();
    let month = DateRange::since(date(2026, 10, 1));
    let list = || bench.client.ideas().list().created_at(month);
    let of_month = || {
        let rows = bench.platform.rows("ideas").into_iter();
        rows.filter(|row| row["created_at"].as_str().unwrap() >= "2026-10-01").collect::<Vec<_>>()
    };
    let mut copy = Copy::of(&bench, list());
    copy.must_be(of_month());
    let (inside, outside) = (of_month(), bench.platform.rows("ideas"));
    assert!(inside.len() > 5 && inside.len() < outside.len());
    let old = id_of(outside.last().unwrap());
    for id in [id_of(&inside[2]), old] {
        assert!(bench.platform.update("ideas", id, json!({"title": "Another title"})));
    }
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert!(matches!(outcome.mode, Mode::Incremental { .. }));
    outcome.must_upsert(&[id_of(&inside[2])]);
    copy.must_be(of_month());
}

#[test]
fn another_query_forces_a_full_run_that_ends_in_its_own_rows() {
    let bench = bench();
    let (project, _) = projects(&bench);
    let all = || bench.client.ideas().list();
    let mut copy = Copy::of(&bench, all());
    let outcome = copy.run(&bench, copy.sync(all().project_id(project))).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::QueryChanged));
    // Most rows do not match: that looks like a fault, until it is accepted.
    let others = 240 - rows_of(&bench, project);
    assert_eq!(outcome.withheld, others);
    let run = copy.sync(all().project_id(project)).accept_gone(others);
    let outcome = copy.run(&bench, run).must_be_complete();
    assert_eq!(outcome.gone.len(), others);
    assert!(outcome.gone.iter().all(|(_, evidence)| *evidence == Evidence::NoLongerMatches));
    // The order of filters makes no other query.
    let day = DateRange::since(date(2020, 1, 1));
    let copy = Copy::of(&bench, all().project_id(project).created_at(day));
    let run = copy.sync(all().created_at(day).project_id(project));
    assert_eq!(copy.clone().run(&bench, run).why, Why::CannotTell);
}

fn rows_of(bench: &Bench, project: Uuid) -> usize {
    let rows = bench.platform.rows("ideas");
    rows.iter().filter(|row| row["project_id"] == project.to_string()).count()
}

/// Lists, feeds and single reads, with their options.
#[test]
fn a_locale_and_options_reach_every_request() {
    let bench = bench();
    let list = || -> List<Idea> {
        bench.client.ideas().list().locale("fr-BE").header("x-trace", "nightly")
    };
    let mut copy = Copy::of(&bench, list());
    copy.must_be(bench.platform.rows_in("ideas", "fr-BE"));
    let ids = bench.platform.ids("ideas");
    assert!(bench.platform.delete("ideas", ids[0]));
    // One that the feed names and that is there comes by its own address.
    assert!(bench.platform.delete("ideas", ids[1]) && bench.platform.restore("ideas", ids[1]));
    assert!(bench.platform.update_columns("ideas", ids[1], json!({"likes_count": 999})));
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    outcome.must_upsert(&[ids[1]]);
    outcome.must_lose(&[ids[0]], Evidence::FeedAndNotFound);
    copy.must_be(bench.platform.rows_in("ideas", "fr-BE"));
    let requests = bench.platform.requests();
    let kind = |path: &str| match path.strip_prefix("/api/v2/ideas").unwrap() {
        "" => "list",
        "/deleted" => "feed",
        _ => "single",
    };
    let mut kinds: Vec<_> = requests.iter().map(|request| kind(&request.path)).collect();
    kinds.dedup();
    assert_eq!(kinds, ["list", "feed", "single"]);
    for request in requests {
        assert_eq!(request.headers.get("x-trace").unwrap(), "nightly", "{}", request.path);
        let has_locale = request.query.split('&').any(|pair| pair == "locale=fr-BE");
        assert_eq!(has_locale, kind(&request.path) != "feed", "{request:?}");
    }

    let outcome = copy.run(&bench, copy.sync(list().locale("en"))).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::QueryChanged));
    copy.must_equal(&bench);
}

#[test]
fn an_association_is_replaced_by_every_run() {
    let bench = bench();
    let list = || bench.client.idea_phases().list();
    let mut copy = Copy::of(&bench, list());
    copy.must_equal(&bench);
    let ids = bench.platform.ids("idea_phases");
    for id in &ids[..60] {
        assert!(bench.platform.delete("idea_phases", *id));
    }
    assert!(bench.platform.update("idea_phases", ids[70], json!({"votes_count": 4711})));
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Replace, Why::NoKeys));
    assert_eq!(outcome.report.upserts, copy.others.len() as u64);
    copy.must_equal(&bench);
    // A run that is not complete leaves the old copy as it is.
    let fault = civic_sandbox::FaultRule::new(civic_sandbox::Fault::Status(500));
    bench.platform.inject(fault.on("/api/v2/idea_phases").skip(1));
    let outcome = copy.run(&bench, copy.sync(list()));
    assert!(!outcome.report.complete && !outcome.errors.is_empty());
    copy.must_equal(&bench);
}
