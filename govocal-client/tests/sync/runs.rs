//! What full and incremental runs see.

use std::sync::atomic::Ordering;
use std::time::Duration;

use civic_core::clock::Clock;
use civic_core::jiff::{SignedDuration, Timestamp, Unit};
use govocal_client::resources::ideas::Idea;
use govocal_client::sync::{Mode, State, Why};
use serde_json::json;
use uuid::Uuid;

use super::copy::{Copy, DAY, HOUR, YEAR};
use crate::support::{Bench, platform};

fn bench() -> Bench {
    Bench::new(platform().ideas(300).only(["ideas"]))
}

/// The beginning of a moment's day.
fn midnight(at: Timestamp) -> Timestamp {
    let second = at.as_second();
    Timestamp::from_second(second - second % 86_400).unwrap()
}

/// A copy of the ideas, made a while after their last change.
fn ideas(bench: &Bench) -> (Copy<Idea>, Vec<Uuid>) {
    bench.clock.advance(DAY * 10);
    (Copy::of(bench, bench.client.ideas().list()), bench.platform.ids("ideas"))
}

#[test]
fn the_first_run_reads_everything_and_the_next_one_what_changed() {
    let bench = bench();
    let mut copy = Copy::new();
    let outcome =
        copy.run(&bench, bench.client.ideas().list().sync(State::new())).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::FirstTime));
    outcome.must_upsert(&bench.platform.ids("ideas"));
    copy.must_equal(&bench);
    let begun = copy.state().watermark().unwrap();
    assert!((bench.clock.now() - begun).total(Unit::Second).unwrap() < 60.0);

    bench.clock.advance(DAY * 3);
    let ids = bench.platform.ids("ideas");
    assert!(bench.platform.update("ideas", ids[70], json!({"title": "Another title"})));
    let new = bench.platform.insert("ideas", json!({}));
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    let since = midnight(begun - SignedDuration::from_hours(24));
    assert_eq!((outcome.mode, outcome.why), (Mode::Incremental { since }, Why::Usual));
    outcome.must_upsert(&[ids[70], new]);
    assert!(outcome.gone.is_empty() && outcome.withheld == 0);
    assert!(outcome.requests <= 3, "{}", outcome.requests);
    copy.must_equal(&bench);

    // They come again within the overlap, and are told no more.
    bench.clock.advance(HOUR);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert_eq!((outcome.upserts.len(), outcome.report.unchanged), (0, 2));
}

#[test]
fn a_full_run_is_made_when_it_is_due_or_asked_for() {
    let bench = bench();
    let (mut copy, _) = ideas(&bench);
    for (days, why) in [(6, Why::Usual), (1, Why::Due), (6, Why::Usual), (2, Why::Due)] {
        bench.clock.advance(DAY * days);
        let outcome = copy.run(&bench, bench.client.ideas().list().sync(copy.state()));
        assert_eq!(outcome.why, why, "{}", outcome.report);
        assert!(outcome.upserts.is_empty());
    }
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()).full());
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::AskedFor));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list()).replace());
    assert_eq!((outcome.mode, outcome.why), (Mode::Replace, Why::AskedFor));
    assert_eq!(outcome.upserts.len(), 300);
    copy.must_equal(&bench);
}

/// `reaction.rb` of the platform counts likes without touching `updated_at`.
#[test]
fn a_like_is_seen_by_the_next_full_run() {
    let bench = bench();
    let (mut copy, ids) = ideas(&bench);
    bench.clock.advance(DAY);
    assert!(bench.platform.update_columns("ideas", ids[9], json!({"likes_count": 77})));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(matches!(outcome.mode, Mode::Incremental { .. }));
    outcome.must_upsert(&[]);
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    outcome.must_upsert(&[ids[9]]);
    copy.must_equal(&bench);
}

/// `idea_serializer.rb` of the platform, 1dc5032e, shows the title of the idea's project, and no project
/// touches its ideas.
#[test]
fn another_title_of_a_project_is_seen_in_its_ideas_by_the_next_full_run() {
    let bench = Bench::new(platform().ideas(120).only(["ideas", "projects"]));
    let (mut copy, _) = ideas(&bench);
    let rows = bench.platform.rows("ideas");
    let project = rows.iter().find_map(|row| row["project_id"].as_str()).unwrap();
    let of_project = rows.iter().filter(|row| row["project_id"] == project);
    let shown: Vec<Uuid> =
        of_project.map(|row| row["id"].as_str().unwrap().parse().unwrap()).collect();
    let title = json!({"title": "Another title"});
    assert!(bench.platform.update("projects", project.parse().unwrap(), title));
    bench.clock.advance(DAY);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(matches!(outcome.mode, Mode::Incremental { .. }));
    outcome.must_upsert(&[]);
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    outcome.must_upsert(&shown);
    copy.must_equal(&bench);
}

/// A transaction that is committed late shows a row whose `updated_at` is before the last run.
#[test]
fn what_became_visible_late_is_seen_if_the_lag_covers_it() {
    for (late, lag, is_seen) in [
        (HOUR * 20, DAY, true),
        (DAY * 4, DAY, false),
        (DAY * 4, DAY * 4, true),
        (DAY * 2, Duration::ZERO, false),
    ] {
        let bench = bench();
        let (mut copy, ids) = ideas(&bench);
        let at = (bench.clock.now() - SignedDuration::try_from(late).unwrap()).to_string();
        assert!(bench.platform.update("ideas", ids[5], json!({"updated_at": at, "title": "Late"})));
        let new = bench.platform.insert("ideas", json!({"created_at": at, "updated_at": at}));
        bench.clock.advance(HOUR);
        let run = copy.sync(bench.client.ideas().list()).lag(lag);
        let outcome = copy.run(&bench, run).must_be_complete();
        assert!(matches!(outcome.mode, Mode::Incremental { .. }));
        let both = [ids[5], new];
        outcome.must_upsert(if is_seen { &both } else { &[] });
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
        copy.must_equal(&bench);
    }
}

/// Filters are days, so no lag at all still reads the day of the last run, and says so.
#[test]
fn a_lag_of_zero_is_rounded_to_the_day() {
    let bench = bench();
    let (mut copy, ids) = ideas(&bench);
    let watermark = copy.state().watermark().unwrap();
    assert_ne!(watermark, midnight(watermark));
    let at = (midnight(watermark) + SignedDuration::from_secs(1)).to_string();
    assert!(bench.platform.update("ideas", ids[5], json!({"updated_at": at, "title": "Late"})));
    bench.clock.advance(HOUR);
    let run = copy.sync(bench.client.ideas().list()).lag(Duration::ZERO);
    let outcome = copy.run(&bench, run).must_be_complete();
    assert_eq!(outcome.mode, Mode::Incremental { since: midnight(watermark) });
    outcome.must_upsert(&[ids[5]]);
    copy.must_equal(&bench);
}

/// The longest lag there is reads everything that ever was, and sends a date that servers take.
#[test]
fn a_lag_without_end_reads_everything() {
    let bench = bench();
    let (mut copy, _) = ideas(&bench);
    bench.clock.advance(HOUR);
    let run = copy.sync(bench.client.ideas().list()).lag(Duration::MAX).feed_lag(Duration::MAX);
    let outcome = copy.run(&bench, run).must_be_complete();
    assert_eq!(outcome.mode, Mode::Incremental { since: Timestamp::UNIX_EPOCH });
    assert_eq!((outcome.upserts.len(), outcome.report.unchanged), (0, 300));
}

#[test]
fn a_row_that_was_restored_as_it_was_is_seen_by_the_next_full_run() {
    let bench = bench();
    let (mut copy, ids) = ideas(&bench);
    assert!(bench.platform.delete("ideas", ids[40]));
    bench.clock.advance(HOUR);
    copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert!(!copy.has(ids[40]));
    assert!(bench.platform.restore("ideas", ids[40]));
    bench.clock.advance(DAY * 8);
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    outcome.must_upsert(&[]);
    let outcome =
        copy.run(&bench, copy.sync(bench.client.ideas().list()).full()).must_be_complete();
    outcome.must_upsert(&[ids[40]]);
    copy.must_equal(&bench);
}

/// A watermark of the faster of two clocks would leave out what changes between them.
#[test]
fn no_clock_that_is_ahead_hides_a_change() {
    for skew in [-3 * 86_400, -7_200, 7_200, 3 * 86_400] {
        let bench = bench();
        bench.skew.store(skew, Ordering::Relaxed);
        let (mut copy, ids) = ideas(&bench);
        let server_now = bench.clock.now() + SignedDuration::from_secs(skew);
        let earlier = server_now.min(bench.clock.now());
        let watermark = copy.state().watermark().unwrap();
        assert!(watermark <= earlier, "{watermark} {earlier}");
        bench.clock.advance(HOUR);
        assert!(bench.platform.update("ideas", ids[3], json!({"title": "Another title"})));
        let run = copy.sync(bench.client.ideas().list()).lag(Duration::ZERO);
        let outcome = copy.run(&bench, run).must_be_complete();
        assert!(matches!(outcome.mode, Mode::Incremental { .. }), "{}", outcome.report);
        outcome.must_upsert(&[ids[3]]);
    }
}

#[test]
fn a_clock_that_was_set_back_forces_a_full_run() {
    let bench = bench();
    let (mut copy, ids) = ideas(&bench);
    bench.skew.store(-5 * 86_400, Ordering::Relaxed);
    assert!(bench.platform.update("ideas", ids[3], json!({"title": "Another title"})));
    let outcome = copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
    assert_eq!((outcome.mode, outcome.why), (Mode::Full, Why::Clock));
    outcome.must_upsert(&[ids[3]]);
    copy.must_equal(&bench);
}

#[test]
fn zero_days_between_full_runs_make_each_one_full() {
    let bench = bench();
    let (mut copy, _) = ideas(&bench);
    let run = bench.client.ideas().list().sync(copy.state()).full_every(Duration::ZERO);
    assert_eq!(copy.run(&bench, run).why, Why::Due);
    let run = bench.client.ideas().list().sync(copy.state()).full_every(YEAR);
    assert_eq!(copy.run(&bench, run).why, Why::Usual);
}
