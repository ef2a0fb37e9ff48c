//! Copies of simulated lists, kept through thousands of histories: the promises of a run, held to account.
//!
//! `CIVIC_SYNC_HISTORIES=100000 cargo test -p civic-core sync::simulation` makes so many of each kind.

mod bench;
mod choices;
mod clocks;
mod costs;
mod deletions;
mod history;
mod kills;
mod kind;
mod left_out;
mod naive;
mod probe;
mod reasons;
mod records;
mod repairs;
mod requests;
mod scans;
mod server;
mod small_lists;
mod stores;

use std::time::Duration;

use fastrand::Rng;
use jiff::SignedDuration;

use self::history::{Ended, History, Kill, Tally};
use self::kind::Kind;
use self::records::Trouble;
use super::SyncRun;

/// How many histories of each kind of list.
fn histories() -> u64 {
    std::env::var("CIVIC_SYNC_HISTORIES").ok().and_then(|n| n.parse().ok()).unwrap_or(10_000)
}

const DAY: Duration = Duration::from_secs(24 * 60 * 60);

/// What goes wrong in a run.
fn trouble(rng: &mut Rng) -> Trouble {
    match rng.u8(..4) {
        0 => Trouble::default(),
        _ => Trouble {
            churn: *rng.choice(&[0, 0, 10, 60]).unwrap(),
            hot: *rng.choice(&[0, 0, 2, 8]).unwrap(),
            failures: *rng.choice(&[0, 0, 5, 40]).unwrap(),
            empty: (rng.u8(..3) == 0).then(|| rng.u64(1..6)),
            blind: rng.u8(..12) == 0,
            mute: rng.u8(..12) == 0,
            ..Trouble::default()
        },
    }
}

fn history(kind: Kind, seed: u64) -> Result<Tally, String> {
    let mut rng = Rng::with_seed(seed ^ 0x5eed);
    let mut history = History::new(kind, seed);
    history.parts = *rng.choice(&[1, 1, 1, 4, 40]).unwrap();
    for _ in 0..rng.u8(3..8) {
        let kill =
            (rng.u8(..4) == 0).then(|| Kill::After(Duration::from_millis(rng.u64(1..3_000))));
        let relisted = (rng.u8(..12) == 0).then(|| rng.u64(1..40));
        let trouble = Trouble { relisted, ..trouble(&mut rng) };
        let is_full = rng.u8(..6) == 0;
        history.run(trouble, kill, |run| {
            let run = run.lag(history::lag());
            if is_full { run.full() } else { run }
        })?;
        if rng.u8(..10) == 0 {
            history.server.lock().model += 1;
        }
        if rng.u8(..12) == 0 {
            let skew = SignedDuration::from_hours(rng.i64(-50..50));
            history.server.lock().server_skew = skew;
        }
        if rng.u8(..12) == 0 {
            let skew = SignedDuration::from_hours(rng.i64(-50..50));
            history.server.lock().client_skew = skew;
        }
        if rng.u8(..8) == 0 {
            history.server.lock().unlist_some();
        }
        let time = DAY.mul_f64(rng.f64() * 4.0) + Duration::from_secs(60);
        history.server.between_runs(rng.u64(..8), time);
    }
    settle(&mut history)?;
    Ok(history.tally)
}

/// In the end nothing goes wrong any more: a full run makes the copy equal to the server.
fn settle(history: &mut History) -> Result<(), String> {
    history.server.pass_time(DAY);
    history.server.lock().records.values_mut().for_each(|record| record.is_broken = false);
    for _ in 0..4 {
        let ended = history.run(Trouble::default(), None, SyncRun::full)?;
        let report = match ended {
            Ended::Complete(report) => report,
            // A copy that is replaced has nothing to be withheld from: it stays as it was.
            Ended::Incomplete(report) if report.withheld > 0 => continue,
            // A list without any row is not believed while its rows answer.
            Ended::Incomplete(report) if report.left_out > 0 => {
                let inner = &mut *history.server.lock();
                if inner.shown().is_empty() {
                    inner.list_all();
                    continue;
                }
                return Err("a list that has rows is not believed".to_owned());
            }
            _ => return Err("a run in calm weather is not complete".to_owned()),
        };
        if report.withheld == 0 && !report.resumed {
            if history.state().open_suspicions() > 0 {
                return Err("a suspicion stays open in calm weather".to_owned());
            }
            let inner = &*history.server.lock();
            let mut rows = history.rows().clone();
            if report.left_out > 0 {
                // A few rows that the list leaves out are kept.
                rows.retain(|id, _| !inner.records.get(id).is_some_and(|it| it.is_unlisted));
            }
            let is_equal = rows == inner.shown();
            return if is_equal { Ok(()) } else { Err("the copy is not equal".to_owned()) };
        }
    }
    Err("accepting what was withheld does not end it".to_owned())
}

/// Keeps copies of one kind of list, and sees that everything was met.
fn keeps_every_promise(kind: Kind) {
    let only: Option<u64> = std::env::var("CIVIC_SYNC_SEED").ok().and_then(|n| n.parse().ok());
    let mut tally = Tally::default();
    for seed in only.map_or(0..histories(), |seed| seed..seed + 1) {
        match history(kind, seed) {
            Ok(more) => tally.add(&more),
            Err(why) => panic!("{kind:?}, CIVIC_SYNC_SEED={seed}: {why}"),
        }
    }
    println!("{kind:?}: {tally:?}");
    if only.is_none() {
        assert!(tally.killed > 0 && tally.incomplete > 0 && tally.settled > 0, "{tally:?}");
        let has_keys = kind != Kind::WithoutKeys;
        assert_eq!(tally.gone > 0 && tally.withheld > 0, has_keys, "{tally:?}");
        assert!(tally.full > 0, "{tally:?}");
        let is_scanned = kind == Kind::Scanned;
        assert_eq!(tally.incremental > 0, kind.is_incremental() && !is_scanned, "{tally:?}");
        let scans = [tally.scans, tally.much_changed, tally.settled_scans];
        assert!(scans.iter().all(|runs| (*runs > 0) == is_scanned), "{tally:?}");
        assert_eq!(tally.resumed > 0, kind.is_ordered(), "{tally:?}");
        let has_single_reads = has_keys && kind != Kind::WithoutSingleReads;
        let is_unlisted = tally.unlisted > 0 && tally.unlisted_gone > 0;
        assert_eq!(is_unlisted, has_single_reads, "{tally:?}");
    }
}

#[test]
fn a_list_with_updated_at_and_a_feed_keeps_every_promise() {
    keeps_every_promise(Kind::Updated);
}

#[test]
fn a_list_without_single_reads_keeps_every_promise() {
    keeps_every_promise(Kind::WithoutSingleReads);
}

#[test]
fn a_list_filtered_by_what_changes_keeps_every_promise() {
    keeps_every_promise(Kind::Filtered);
}

#[test]
fn an_ordered_list_without_updated_at_keeps_every_promise() {
    keeps_every_promise(Kind::Ordered);
}

#[test]
fn a_scanned_list_keeps_every_promise() {
    keeps_every_promise(Kind::Scanned);
}

#[test]
fn a_list_without_ids_keeps_every_promise() {
    keeps_every_promise(Kind::WithoutKeys);
}

#[test]
fn a_list_in_no_order_keeps_every_promise() {
    keeps_every_promise(Kind::Unordered);
}
