//! The open-data client before the sandbox.
#![cfg(feature = "open-data")]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    missing_docs,
    reason = "tests"
)]

#[path = "rest/bench.rs"]
mod bench;

use bench::Bench;
use civic_sandbox::{Decidim, DecidimBuilder, Fault, FaultRule};
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::open_data::{Client, Refusal, TableVerdict};

fn platform() -> DecidimBuilder {
    Decidim::builder().seed(7).proposals(80).no_rate_limit()
}

fn client(bench: &Bench) -> Client {
    let builder = Client::builder("https://decidim.example.org").http(bench.http.clone());
    builder.build().unwrap()
}

#[test]
fn every_listed_table_is_read_whole_and_the_archive_agrees() {
    for separator in [';', ','] {
        let bench = Bench::new(platform().open_data_separator(separator));
        let site = client(&bench);
        let list = bench.run(site.tables()).unwrap();
        assert!(list.has("proposals") && list.archive, "{list:?}");
        let mut archive = bench.run(site.archive()).unwrap();
        for name in &list.names {
            let mut rows = site.table(name).stream();
            let (read, errors) = bench.read(&mut rows);
            let report = rows.report();
            assert!(errors.is_empty() && report.is_complete(), "{name}: {report} {errors:?}");
            let packed: Vec<_> = archive.cells(name).unwrap().collect::<Result<_, _>>().unwrap();
            assert_eq!(packed, read, "{name}");
        }
    }
}

#[test]
fn typed_proposals_are_those_of_the_platform() {
    let bench = Bench::new(platform());
    let mut rows = client(&bench).proposals().stream();
    let (proposals, errors) = bench.read(&mut rows);
    assert!(errors.is_empty() && !proposals.is_empty());
    let known = bench.platform.ids("proposals");
    for ProposalRow { id, title, created_at, published_at, .. } in &proposals {
        assert!(known.contains(&id.unwrap()));
        let held = bench.platform.record("proposals", id.unwrap()).unwrap();
        assert_eq!(title.get("en"), held["title"]["en"].as_str().filter(|text| !text.is_empty()));
        assert!(created_at.or(*published_at).is_some());
    }
}

#[test]
fn odd_columns_and_rows_lose_nothing_in_silence() {
    let bench = Bench::new(platform().open_data_odd_columns(true));
    let mut rows = client(&bench).proposals().stream();
    let (read, errors) = bench.read(&mut rows);
    let report = rows.report();
    assert!(errors.is_empty());
    assert_eq!(report.rows, read.len() as u64);
    let plain = Bench::new(platform());
    let all = plain.read(&mut client(&plain).proposals().stream()).0.len() as u64;
    assert_eq!(report.rows + report.bad, all, "{report}");
    assert_eq!(report.is_complete(), report.bad == 0, "{report}");
}

#[test]
fn a_table_that_is_not_written_yet_comes_later() {
    let bench = Bench::new(platform().open_data_ready_after(1));
    let site = client(&bench);
    let error = bench.read(&mut site.proposals().stream()).1.remove(0);
    assert_eq!(Refusal::of(&error), Some(Refusal::NotThere), "{error}");
    assert!(bench.read(&mut site.proposals().stream()).1.is_empty());
    let unknown = bench.read(&mut site.table("unheard_of").stream()).1.remove(0);
    assert_eq!(Refusal::of(&unknown), Some(Refusal::NotThere), "{unknown}");
}

#[test]
fn a_cut_download_is_never_complete() {
    for fault in [Fault::Truncate, Fault::Stall] {
        let bench = Bench::new(platform());
        bench.platform.inject(FaultRule::new(fault).on("/open-data/download/proposals"));
        let mut rows = client(&bench).proposals().stream();
        let (_, errors) = bench.read(&mut rows);
        assert_eq!(errors.len(), 1);
        let verdict = rows.report().verdict;
        assert!(matches!(verdict, TableVerdict::Interrupted { .. }), "{verdict}");
    }
}
