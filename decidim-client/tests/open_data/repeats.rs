//! Rows that a file has more than once.

use std::io::Cursor;

use civic_sandbox::Decidim;
use civic_sandbox::decidim::Version;
use decidim_client::open_data::Client;
use decidim_client::open_data::archive::Archive;
use decidim_client::sync::store::Memory;

use super::support::{Site, sent, zip};
use crate::bench::Bench;

// open_data_exporter.rb of 0.30.0.dev asks for all spaces once for each space: decidim pull request 15459, "the
// info is multiplied many times".
const SPACES: &str =
    "id;slug;title/en\n1;a;Plan\n2;b;Plan\n1;a;Plan\n2;b;Plan\n1;a;Plan B\n2;b;Plan\n";

#[test]
fn a_row_that_is_the_same_as_an_earlier_one_is_given_once_and_counted() {
    let (spaces, report) = Site::whole(SPACES, Client::participatory_processes);
    let ids: Vec<_> = spaces.iter().map(|space| space.id.unwrap()).collect();
    // The fifth has another title: somebody changed it while the site wrote the file.
    assert_eq!(ids, [1, 2, 1]);
    assert_eq!((report.rows, report.repeated, report.malformed), (3, 3, 0));
    assert!(
        report.to_string().contains("3 rows of participatory_processes, 3 repeated"),
        "{report}"
    );
    let (cells, report) = Site::whole(SPACES, |site| site.table("plugin_things"));
    assert_eq!((cells.len(), report.repeated), (3, 3));
    let mut archive = Archive::open(Cursor::new(zip(&[("h-open-data-x.csv", SPACES)]))).unwrap();
    let mut rows = archive.cells("x").unwrap();
    assert_eq!((rows.by_ref().count(), rows.report().repeated), (3, 3));
}

// open_data_metric_serializer.rb: `day`, `metric_type`, `cumulative`, `quantity`, and not of which space.
#[test]
fn rows_that_do_not_name_their_record_are_all_given() {
    const METRICS: &str =
        "day;metric_type;cumulative;quantity\n2025-05-01;users;3;1\n2025-05-01;users;3;1\n";
    let (rows, report) = Site::whole(METRICS, |site| site.table("metrics"));
    assert_eq!((rows.len(), report.repeated), (2, 0));
}

#[test]
fn every_version_gives_each_space_once_and_so_does_a_copy() {
    for version in [Version::V0_30, Version::V0_30_5, Version::V0_31, Version::V0_32] {
        let bench = Bench::new(Decidim::builder().seed(7).version(version).no_rate_limit());
        let builder = Client::builder("https://decidim.example.org").http(bench.http.clone());
        let site = builder.build().unwrap();
        for list in ["participatory_processes", "assemblies", "conferences", "initiatives"] {
            let published = |id| bench.platform.record(list, id).unwrap()["published_at"].clone();
            let ids = bench.platform.ids(list).into_iter();
            let open = ids.filter(|id| !published(*id).is_null()).count();
            assert!(open > 0, "{list} in {version}");
            let mut rows = site.table(list).stream();
            let (read, errors) = bench.read(&mut rows);
            let report = rows.report();
            assert!(errors.is_empty() && report.is_complete(), "{list} in {version}: {report}");
            assert_eq!(read.len(), open, "{list} in {version}");
            assert_eq!(report.repeated > 0, version == Version::V0_30, "{list} in {version}");
            let mut copy = Memory::new();
            let run = site.table(list).sync(copy.state()).store_in(&mut copy);
            let told = bench.run(run).unwrap();
            assert_eq!((told.upserts, told.list.duplicates), (open as u64, report.repeated));
        }
    }
}

#[test]
fn a_file_that_only_repeats_itself_at_its_end_is_whole() {
    let site = Site::new(|_| sent("id;a\n1;x\n1;x"));
    let (rows, report, error) = site.read(site.client.table("x"));
    assert!(error.is_none() && report.is_complete(), "{report}");
    assert_eq!((rows.len(), report.repeated), (1, 1));
}
