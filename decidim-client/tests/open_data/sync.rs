//! Copies of tables, replaced run by run.

use crate::bench::Bench;
use civic_sandbox::{Decidim, DecidimBuilder, Fault, FaultRule};
use decidim_client::ErrorKind;
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::open_data::{Client, Refusal, Row, Table};
use decidim_client::sync::store::{Memory, SyncError};
use decidim_client::sync::{Mode, Report, Store, SyncRun, Why};
use serde::Serialize;

use super::support::{Site, answer, sent};

fn platform() -> DecidimBuilder {
    Decidim::builder().seed(7).proposals(80).no_rate_limit()
}

fn bench() -> (Bench, Client) {
    let bench = Bench::new(platform());
    let builder = Client::builder("https://decidim.example.org").http(bench.http.clone());
    (bench, builder.build().unwrap())
}

async fn kept<T: Row + Serialize, S: Store<T>>(
    table: Table<T>,
    copy: &mut S,
    set: impl FnOnce(SyncRun<T>) -> SyncRun<T>,
) -> Result<Report, SyncError<S::Error>> {
    let state = copy.state().await.map_err(SyncError::Store)?;
    let state = serde_json::from_str(&serde_json::to_string(&state).unwrap()).unwrap();
    set(table.sync(state)).store_in(copy).await
}

#[test]
fn each_run_replaces_the_copy_of_every_listed_table() {
    let (bench, site) = bench();
    for name in bench.run(site.tables()).unwrap().names {
        let (read, errors) = bench.read(&mut site.table(&name).stream());
        assert!(errors.is_empty(), "{name}");
        let mut copy = Memory::new();
        for _ in 0..2 {
            let report = bench.run(kept(site.table(&name), &mut copy, |run| run)).unwrap();
            assert_eq!((report.mode, report.why), (Mode::Replace, Why::NoKeys), "{name}");
            // The file may be old: see `age.rs`.
            assert!(report.complete && report.list.is_consistent(), "{report}");
            assert!(!report.list.is_proven(), "{report}");
            assert_eq!((report.upserts, report.list.items), (read.len() as u64, report.upserts));
            assert_eq!(copy.rows_without_key(), read, "{name}");
            // A table without rows is asked for again.
            let requests = if read.is_empty() { 2 } else { 1 };
            assert_eq!((report.requests, report.list.requests), (requests, 1), "{name}");
        }
    }
}

#[test]
fn what_was_deleted_and_edited_is_so_in_the_copy_after_the_next_export() {
    let (bench, site) = bench();
    let mut copy = Memory::<ProposalRow>::new();
    let before = bench.run(kept(site.proposals(), &mut copy, |run| run)).unwrap();
    let ids: Vec<_> = copy.rows_without_key().iter().filter_map(|row| row.id).collect();
    bench.platform.delete("proposals", ids[3]);
    bench.platform.update("proposals", ids[4], serde_json::json!({"title": {"en": "Another"}}));
    // The file is as old as the first question for it.
    bench.clock.advance(std::time::Duration::from_secs(25 * 60 * 60));
    let report = bench.run(kept(site.proposals(), &mut copy, |run| run)).unwrap();
    assert_eq!(report.upserts, before.upserts);
    bench.platform.write_open_data();
    let report = bench.run(kept(site.proposals(), &mut copy, |run| run)).unwrap();
    assert_eq!(report.upserts, before.upserts - 1);
    let rows = copy.rows_without_key();
    assert!(rows.iter().all(|row| row.id != Some(ids[3])));
    let edited = rows.iter().find(|row| row.id == Some(ids[4])).unwrap();
    assert_eq!(edited.title.get("en"), Some("Another"));
}

#[test]
fn a_download_that_breaks_off_leaves_the_old_copy() {
    for fault in [Fault::Truncate, Fault::Stall] {
        let (bench, site) = bench();
        let mut copy = Memory::new();
        bench.run(kept(site.proposals(), &mut copy, |run| run)).unwrap();
        let before = copy.rows_without_key().to_vec();
        bench.platform.inject(FaultRule::new(fault).on("/open-data/download/proposals"));
        let error = bench.run(kept(site.proposals(), &mut copy, |run| run)).unwrap_err();
        let SyncError::Incomplete { report, error } = error else { panic!("{error}") };
        assert!(!report.complete && error.is_some(), "{report}");
        assert!(report.to_string().contains("interrupted"), "{report}");
        assert_eq!(copy.rows_without_key(), before);
    }
}

/// The first table, and what comes after it.
fn of_two(first: &'static str, second: &'static str) -> Site {
    let asked = std::sync::atomic::AtomicUsize::new(0);
    Site::new(move |_| match asked.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
        0 => sent(first),
        _ => sent(second),
    })
}

#[test]
fn a_row_that_cannot_be_read_or_that_is_cut_leaves_the_old_copy() {
    for second in ["id;title/en\n1;A\n2;B;C\n3;D\n", "id;title/en\n1;A\n2;\"B\n", "id;tit"] {
        let site = of_two("id;title/en\n1;A\n2;B\n3;C\n", second);
        let table = || site.client.table("proposals");
        let mut copy = Memory::new();
        site.run(kept(table(), &mut copy, |run| run)).unwrap();
        let error = site.run(kept(table(), &mut copy, |run| run)).unwrap_err();
        assert!(matches!(error, SyncError::Incomplete { .. }), "{second:?}: {error}");
        assert_eq!(copy.rows_without_key().len(), 3, "{second:?}");
    }
}

#[test]
fn a_table_that_has_lost_more_than_half_of_its_rows_waits_until_that_is_accepted() {
    for (second, lost) in [("id;title/en\n", 5), ("id;title/en\n1;A\n2;B\n", 3)] {
        let site = of_two("id;title/en\n1;A\n2;B\n3;C\n4;D\n5;E\n", second);
        let table = || site.client.table("proposals");
        let mut copy = Memory::new();
        site.run(kept(table(), &mut copy, |run| run)).unwrap();
        let error = site.run(kept(table(), &mut copy, |run| run.accept_gone(lost - 1)));
        let Err(SyncError::Incomplete { report, .. }) = error else { panic!("{error:?}") };
        assert_eq!((report.withheld, copy.rows_without_key().len()), (lost as u64, 5));
        let report = site.run(kept(table(), &mut copy, |run| run.accept_gone(lost))).unwrap();
        assert_eq!((report.withheld, copy.rows_without_key().len()), (0, 5 - lost), "{report}");
    }
}

#[test]
fn a_table_that_the_site_does_not_offer_leaves_the_old_copy_and_says_why() {
    let answers = std::sync::atomic::AtomicUsize::new(0);
    let site =
        Site::new(move |_| match answers.fetch_add(1, std::sync::atomic::Ordering::Relaxed) {
            0 => sent("id\n1\n"),
            _ => answer(302, &[("location", b"https://d.example.org/open-data")], ""),
        });
    let mut copy = Memory::new();
    site.run(kept(site.client.table("proposals"), &mut copy, |run| run)).unwrap();
    let error = site.run(kept(site.client.table("proposals"), &mut copy, |run| run)).unwrap_err();
    let SyncError::Incomplete { error: Some(error), report } = error else { panic!("{error}") };
    assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
    assert_eq!((copy.rows_without_key().len(), report.list.requests), (1, 1));
}

#[test]
fn what_is_no_name_and_a_state_of_another_table_are_refused_before_anything_is_sent() {
    let site = Site::new(|_| sent("id\n1\n"));
    let mut copy = Memory::new();
    let error = site.run(kept(site.client.table("../x"), &mut copy, |run| run)).unwrap_err();
    let SyncError::Read(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), ErrorKind::InvalidInput);
    assert!(site.asked().is_empty());
    site.run(kept(site.client.table("meetings"), &mut copy, |run| run)).unwrap();
    assert_eq!(site.asked().len(), 1);
    let error = site.run(kept(site.client.table("proposals"), &mut copy, |run| run)).unwrap_err();
    let SyncError::Read(error) = error else { panic!("{error}") };
    assert_eq!(error.kind(), ErrorKind::SyncState);
    assert!(site.asked().is_empty());
}

#[test]
fn cells_are_written_by_their_columns_without_those_that_are_empty() {
    let site = Site::new(|_| sent("id;title/en;body/en\n1;A;\n2;;B\n"));
    let mut copy = Memory::new();
    site.run(kept(site.client.table("proposals"), &mut copy, |run| run)).unwrap();
    let expected = serde_json::json!([{"id": "1", "title/en": "A"}, {"id": "2", "body/en": "B"}]);
    assert_eq!(serde_json::json!(copy.rows_without_key()), expected);
}
