//! How many requests a run takes, in a short list as in a long one.

use std::sync::Arc;

use super::kind::{Kind, SimList};
use super::records::{Item, Trouble};
use super::server::Server;
use super::{DAY, Duration};
use crate::sync::roster::{Marks, Row, hash_of};
use crate::sync::source::SyncSource;
use crate::sync::{Change, Report, State, SyncRun};
use crate::testing::VirtualClock;

/// A server with so many rows, and the state of an up-to-date copy.
struct Copied {
    server: Server,
    clock: VirtualClock,
    state: State,
}

impl Copied {
    fn new(rows: u64) -> Self {
        Self::of(Kind::Updated, rows)
    }

    fn of(kind: Kind, rows: u64) -> Self {
        let clock = VirtualClock::new();
        let server = Server::with_rows(kind, rows, clock.clone());
        let source = SimList::new(server.clone(), Arc::new(clock.clone()));
        let mut state = State::new();
        state.origin = Some(clock.run(source.origin()).unwrap().unwrap());
        let now = server.lock().now();
        (state.watermark, state.full_at) = (Some(now), Some(now));
        state.overlap_from = Some(now - jiff::SignedDuration::from_hours(24));
        for (id, item) in server.lock().shown() {
            let is_recent = Some(item.updated_at) >= state.overlap_from;
            let marks = Marks { is_recent, ..Marks::default() };
            let (hash, group) = (hash_of(&source.content(&item).unwrap()), state.roster.group("0"));
            let key = crate::sync::Key::new(id.to_string());
            state.roster.insert(key, Row { hash, group, marks, pass: 0 });
        }
        Self { server, clock, state }
    }

    fn run(&self) -> Report {
        self.server.watch(Trouble::default());
        let source = SimList::new(self.server.clone(), Arc::new(self.clock.clone()));
        let mut run: SyncRun<Item> = SyncRun::new(source, self.state.clone());
        let report = self.clock.run(async {
            while let Some(change) = run.try_next().await.unwrap() {
                if let Change::Synced { report, .. } = change {
                    return report;
                }
            }
            panic!("not complete: {:?}", run.report())
        });
        let (report, requests) = (report.unwrap(), self.server.lock().requests);
        assert_eq!(report.requests, requests, "the report counts what was sent");
        report
    }
}

/// Design 12: under 25 changed rows in the overlap and an empty feed: 3 requests.
#[test]
fn a_quiet_night_takes_three_requests_in_a_long_list_as_in_a_short_one() {
    for rows in [100, 100_000] {
        let copied = Copied::new(rows);
        // Without a single row in the overlap: the list and the feed are empty.
        copied.server.pass_time(DAY * 3);
        let mut quiet = Copied { state: copied.state.clone(), ..copied };
        quiet.state.watermark = Some(quiet.server.lock().now());
        quiet.state.overlap_from = quiet.state.watermark;
        quiet.state.roster.rows_mut().for_each(|row| row.marks.is_recent = false);
        let report = quiet.run();
        assert!(report.requests <= 3, "{rows} rows, nothing changed: {report:?}");
        for changed in [1, 11, 12, 13, 24] {
            let now = quiet.server.lock().now();
            (0..changed).for_each(|id| quiet.server.lock().edit(id, now));
            let report = quiet.run();
            assert!(report.requests <= 3, "{rows} rows, {changed} changed: {report:?}");
            assert_eq!(report.upserts, changed);
        }
    }
}

/// Design 12: beyond the pages of the overlap and of the feed and the open suspicions, at most 2.
#[test]
fn a_busy_night_takes_its_pages_its_suspicions_and_two_more() {
    let copied = Copied::new(1_000);
    copied.server.pass_time(DAY * 3);
    let now = copied.server.lock().now();
    (0..240).for_each(|id| copied.server.lock().edit(id, now));
    (500..530).for_each(|id| copied.server.lock().delete(id, true));
    copied.server.pass_time(Duration::from_secs(6 * 24 * 60 * 60 - 1));
    let mut late = copied;
    late.state.full_at = Some(late.server.lock().now());
    let report = late.run();
    assert!(report.gone > 0 && report.single_reads >= report.gone, "{report:?}");
    // Both are read once: the pages are those of a list that is read in overlapping windows, and of a feed
    // that is read in passes.
    let pages = report.list.pages + report.feed.as_ref().map_or(0, |feed| feed.pages);
    assert_eq!((report.passes, report.list.items), (1, 275), "{report:?}");
    assert!(report.requests - pages - report.single_reads <= 2, "{report:?}");
}

/// The pages of the scan, the rows that changed, those that may be gone, and one that says that a 404 means
/// something.
#[test]
fn a_scan_takes_its_pages_and_a_request_for_each_row_that_changed_or_may_be_gone() {
    for rows in [400, 4_000] {
        let mut copied = Copied::of(Kind::Scanned, rows);
        copied.server.pass_time(DAY * 3);
        let now = copied.server.lock().now();
        (copied.state.watermark, copied.state.full_at) = (Some(now), Some(now));
        let full = {
            let quiet = copied.run();
            assert_eq!((quiet.requests, quiet.single_reads), (quiet.list.pages, 0), "{quiet}");
            assert_eq!(copied.server.lock().whole_rows, 0, "{quiet}");
            quiet.list.pages
        };
        for (edited, added, deleted) in [(0, 0, 1), (1, 0, 0), (0, 1, 0), (2, 1, 3)] {
            let ids: Vec<u64> = copied.server.lock().records.keys().copied().collect();
            let (gone, stays) = ids.split_at(deleted);
            for id in gone {
                copied.server.lock().delete(*id, false);
            }
            for id in stays.iter().take(edited) {
                copied.server.lock().edit(*id, now);
            }
            for _ in 0..added {
                copied.server.lock().insert(now);
            }
            copied.server.lock().records.values_mut().for_each(|record| record.is_broken = false);
            let report = copied.run();
            // What earlier rounds changed is read again, since the state stays as it was.
            let changed = report.upserts + report.gone;
            assert!(report.upserts >= edited as u64 + added, "{report}");
            let most = full + 1 + changed + u64::from(report.upserts == 0);
            assert!(report.requests <= most, "{rows} rows: {report:?}");
            assert!(copied.server.lock().whole_rows <= changed + 1, "{rows} rows: {report}");
        }
    }
}
