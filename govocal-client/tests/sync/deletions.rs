//! What was deleted, by the feed, by an absence, or not at all.

use std::time::Duration;

use govocal_client::resources::ideas::Idea;
use govocal_client::sync::{Evidence, Mode};
use serde_json::json;
use uuid::Uuid;

use super::copy::{Copy, DAY, HOUR};
use crate::support::{Bench, platform};

const MINUTE: Duration = Duration::from_secs(60);

fn ideas(bench: &Bench) -> (Copy<Idea>, Vec<Uuid>) {
    bench.clock.advance(DAY * 10);
    (Copy::of(bench, bench.client.ideas().list()), bench.platform.ids("ideas"))
}

fn small() -> Bench {
    Bench::new(platform().ideas(120).only(["ideas", "comments"]))
}

/// A background job writes the feed, minutes or days later, and jobs overtake each other
/// (`log_activity_job.rb` of the platform).
#[test]
fn a_deletion_is_told_once_its_entry_is_in_the_feed() {
    let late = platform().ideas(120).only(["ideas"]).deletion_lag(DAY * 2);
    let bench = Bench::new(late.deletion_jitter(DAY));
    let (mut copy, ids) = ideas(&bench);
    let gone = [ids[4], ids[50], ids[51], ids[119]];
    for id in gone {
        assert!(bench.platform.delete("ideas", id));
        bench.clock.advance(MINUTE);
    }
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(outcome.gone.is_empty(), "nothing tells it yet");
    let mut all = Vec::new();
    for _ in 0..4 {
        bench.clock.advance(DAY);
        let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
        assert!(matches!(outcome.mode, Mode::Incremental { .. }));
        assert!(outcome.gone.iter().all(|(_, evidence)| *evidence == Evidence::FeedAndNotFound));
        all.extend(outcome.gone);
    }
    assert_eq!(all.len(), 4, "each once");
    copy.must_equal(&bench);
}

/// What comes later than `feed_lag` waits for the next full run.
#[test]
fn an_entry_that_is_later_than_the_feed_lag_waits_for_a_full_run() {
    let late = platform().ideas(120).only(["ideas"]).deletion_lag(DAY * 3);
    let bench = Bench::new(late.deletion_jitter(Duration::ZERO));
    let (mut copy, ids) = ideas(&bench);
    assert!(bench.platform.delete("ideas", ids[4]));
    bench.clock.advance(DAY * 2);
    copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    bench.clock.advance(DAY * 2);
    let sync = |copy: &Copy<Idea>| copy.sync(bench.client.ideas().list());
    let mut hasty = copy.clone();
    let outcome = hasty.run(&bench, sync(&hasty).feed_lag(DAY)).must_be_complete();
    outcome.must_lose(&[], Evidence::FeedAndNotFound);
    let outcome = hasty.run(&bench, sync(&hasty).full()).must_be_complete();
    outcome.must_lose(&[ids[4]], Evidence::NotFound);
    let outcome = copy.run(&bench, sync(&copy)).must_be_complete();
    outcome.must_lose(&[ids[4]], Evidence::FeedAndNotFound);
}

#[test]
fn a_deletion_without_trace_is_told_by_the_next_full_run() {
    let bench = small();
    let (mut copy, ids) = ideas(&bench);
    assert!(bench.platform.delete_untold("ideas", ids[7]));
    bench.clock.advance(DAY);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_lose(&[], Evidence::NotFound);
    assert!(copy.has(ids[7]));
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    outcome.must_lose(&[ids[7]], Evidence::NotFound);
    copy.must_equal(&bench);
}

/// A row of the overlap must come again, so its absence is noticed at once.
#[test]
fn a_row_that_was_new_and_is_gone_without_trace_is_told_at_once() {
    let bench = small();
    let (mut copy, _) = ideas(&bench);
    let new = bench.platform.insert("ideas", json!({}));
    bench.clock.advance(MINUTE);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_upsert(&[new]);
    assert!(bench.platform.delete_untold("ideas", new));
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(matches!(outcome.mode, Mode::Incremental { .. }));
    outcome.must_lose(&[new], Evidence::NotFound);
    copy.must_equal(&bench);
}

#[test]
fn a_row_that_is_back_although_the_feed_names_it_is_not_gone() {
    let bench = small();
    let (mut copy, ids) = ideas(&bench);
    assert!(bench.platform.delete("ideas", ids[7]));
    bench.clock.advance(HOUR);
    assert!(bench.platform.restore("ideas", ids[7]));
    assert!(bench.platform.update_columns("ideas", ids[7], json!({"likes_count": 999})));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_lose(&[], Evidence::FeedAndNotFound);
    outcome.must_upsert(&[ids[7]]);
    assert_eq!(outcome.report.single_reads, 1);
    copy.must_equal(&bench);
    // The entry stays in the feed, and the row stays in the copy.
    bench.clock.advance(DAY);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(outcome.gone.is_empty() && copy.has(ids[7]));
}

/// `OWNED` rows go with their parent, and their feed does not name them.
#[test]
fn what_went_with_its_parent_is_told_by_the_next_full_run() {
    let bench = Bench::new(platform().ideas(120).only(["ideas", "comments"]));
    bench.clock.advance(DAY * 10);
    let comments = || bench.client.comments().list();
    let mut copy = Copy::of(&bench, comments());
    let before = bench.platform.ids("comments");
    for id in bench.platform.ids("ideas").into_iter().take(10) {
        assert!(bench.platform.delete("ideas", id));
    }
    let after = bench.platform.ids("comments");
    let went: Vec<_> = before.into_iter().filter(|id| !after.contains(id)).collect();
    assert!(went.len() > 3, "{}", went.len());
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(comments())).must_be_complete();
    assert!(outcome.gone.is_empty() && matches!(outcome.mode, Mode::Incremental { .. }));
    let outcome = copy.run(&bench, copy.sync(comments()).full()).must_be_complete();
    outcome.must_lose(&went, Evidence::NotFound);
    copy.must_equal(&bench);
}

/// `user.rb` of the platform destroys what its user attended, and logs only the user.
#[test]
fn attendances_of_a_deleted_user_are_told_by_the_next_full_run() {
    let rows = platform().ideas(60).only(["users", "events", "event_attendances"]);
    let bench = Bench::new(rows.rows("event_attendances", 60));
    bench.clock.advance(DAY * 10);
    let list = || bench.client.event_attendances().list();
    let mut copy = Copy::of(&bench, list());
    let before = bench.platform.ids("event_attendances");
    let rows = bench.platform.rows("event_attendances");
    let attendee = rows.iter().find_map(|row| row["attendee_id"].as_str()).unwrap();
    assert!(bench.platform.delete("users", attendee.parse().unwrap()));
    let after = bench.platform.ids("event_attendances");
    let went: Vec<_> = before.into_iter().filter(|id| !after.contains(id)).collect();
    assert!(!went.is_empty());
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert!(outcome.gone.is_empty() && matches!(outcome.mode, Mode::Incremental { .. }));
    let outcome = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    outcome.must_lose(&went, Evidence::NotFound);
    copy.must_equal(&bench);
}

/// Without single reads a row is gone if two complete readings miss it.
#[test]
fn a_reaction_is_gone_if_two_readings_miss_it() {
    let bench = Bench::new(platform().ideas(60).only(["ideas", "reactions"]));
    bench.clock.advance(DAY * 10);
    let list = || bench.client.reactions().list();
    let mut copy = Copy::of(&bench, list());
    let ids = bench.platform.ids("reactions");
    for id in &ids[3..6] {
        assert!(bench.platform.delete("reactions", *id));
    }
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(list())).must_be_complete();
    assert!(outcome.gone.is_empty());
    let outcome = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!((outcome.report.passes, outcome.report.single_reads), (2, 0));
    outcome.must_lose(&ids[3..6], Evidence::AbsentTwice);
    copy.must_equal(&bench);
    let outcome = copy.run(&bench, copy.sync(list()).full()).must_be_complete();
    assert_eq!(outcome.report.passes, 1, "nothing is missing");
}
