//! The server's clock, the client's, and the time between a change and its being seen.

use jiff::SignedDuration;

use super::DAY;
use super::bench::Bench;
use super::kind::Kind;
use crate::sync::{Mode, SyncRun, Why};

#[test]
fn a_lag_of_zero_reads_the_whole_day() {
    let mut bench = Bench::new(Kind::Updated, 30, 1);
    let told = bench.run(|run| run.lag(super::Duration::ZERO));
    let Mode::Incremental { since } = told.report.unwrap().mode else { panic!("a full run") };
    assert_eq!(since.to_string(), "2026-03-01T00:00:00Z");
}

fn hours(hours: i64) -> SignedDuration {
    SignedDuration::from_hours(hours)
}

#[test]
fn a_clock_that_was_set_back_behind_the_last_run_makes_a_full_run() {
    let mut bench = Bench::new(Kind::Updated, 30, 1);
    bench.server.lock().server_skew = hours(-72);
    let now = bench.server.lock().now();
    bench.server.lock().edit(7, now);
    let told = bench.run(|run| run);
    let report = told.report.unwrap();
    assert_eq!((report.mode, report.why, told.upserts), (Mode::Full, Why::Clock, 1), "{report}");
    // From then on the runs follow the clock as it is now.
    bench.server.pass_time(DAY);
    let report = bench.run(|run| run).report.unwrap();
    assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
}

/// The watermark is the earlier of the two clocks.
#[test]
fn a_clock_that_is_ahead_loses_no_change() {
    for (client, server) in [(40, 0), (0, 40), (-40, 0), (0, -40)] {
        let mut bench = Bench::new(Kind::Updated, 30, 1);
        bench.server.lock().server_skew = hours(server);
        bench.server.lock().client_skew = hours(client);
        bench.run(SyncRun::full);
        let watermark = bench.state.watermark().unwrap();
        let true_now = bench.server.lock().true_now();
        assert!(watermark <= true_now + hours(server) && watermark <= true_now + hours(client));
        // Stamped by the server before the last run, and seen only now.
        let stamp = bench.server.lock().now() - hours(23);
        bench.server.lock().edit(7, stamp);
        bench.server.pass_time(DAY / 24);
        let told = bench.run(|run| run);
        let report = told.report.unwrap();
        assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
        assert_eq!(told.upserts, 1, "the client {client} h, the server {server} h ahead");
    }
}

#[test]
fn a_full_run_is_due_by_the_servers_time() {
    let mut bench = Bench::new(Kind::Updated, 30, 1);
    bench.server.pass_time(DAY * 5);
    let report = bench.run(|run| run).report.unwrap();
    assert!(matches!(report.mode, Mode::Incremental { .. }), "{report}");
    // The client's clock stands still, and the server's goes on.
    bench.server.pass_time(DAY * 2);
    bench.server.lock().client_skew = hours(-72);
    let report = bench.run(|run| run).report.unwrap();
    assert_eq!((report.mode, report.why), (Mode::Full, Why::Due), "{report}");
}

#[test]
fn a_change_that_is_seen_later_than_the_lag_waits_for_a_full_run_and_one_within_it_does_not() {
    for (late, lag, upserts) in [(47, 1, 0), (47, 2, 1), (23, 1, 1)] {
        let mut bench = Bench::new(Kind::Updated, 30, 1);
        // The last run was at noon, so that the lag ends at the beginning of a day.
        bench.run(|run| run);
        let stamp = bench.server.lock().now() - hours(late);
        bench.server.lock().edit(7, stamp);
        let told = bench.run(|run| run.lag(DAY * lag));
        assert_eq!(told.upserts, upserts, "{late} hours late, a lag of {lag} days");
        assert_eq!(bench.run(SyncRun::full).upserts, 1 - upserts);
    }
}
