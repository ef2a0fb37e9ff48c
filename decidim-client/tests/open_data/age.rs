//! How old the files are.

use std::time::Duration;

use civic_sandbox::Decidim;
use civic_sandbox::decidim::Version;
use decidim_client::list::Level;
use decidim_client::open_data::Client;
use decidim_client::open_data::rows::ProposalRow;
use decidim_client::sync::store::Memory;

use crate::bench::Bench;

fn bench(version: Version) -> (Bench, Client) {
    let bench = Bench::new(Decidim::builder().seed(7).version(version).no_rate_limit());
    let builder = Client::builder("https://decidim.example.org").http(bench.http.clone());
    (bench, builder.build().unwrap())
}

// The task `decidim:open_data:export` starts only the job of the archive, and the controller that of a table only
// where there is no file (decidim issue 17304). rubyzip writes the time of day into each entry.
#[test]
fn a_table_on_its_own_stays_as_it_was_and_the_archive_says_when_it_was_written() {
    for version in [Version::V0_30, Version::V0_31, Version::V0_32] {
        let (bench, site) = bench(version);
        let packed = || {
            let mut archive = bench.run(site.archive()).unwrap();
            let mut rows = archive.table::<ProposalRow>("proposals").unwrap();
            let ids: Vec<_> = rows.by_ref().map(|row| row.unwrap().id.unwrap()).collect();
            (ids, rows.report().last_modified.unwrap())
        };
        let own = || {
            let mut rows = site.proposals().stream();
            let (read, errors) = bench.read(&mut rows);
            let report = rows.report();
            assert!(errors.is_empty() && report.is_complete(), "{report}");
            // `send_data` sends no `Last-Modified`.
            assert_eq!(report.last_modified, None);
            read.into_iter().map(|row| row.id.unwrap()).collect::<Vec<_>>()
        };
        let (first, before) = (own(), packed());
        assert_eq!(first, before.0);
        let component = bench.platform.component_ids("Proposals")[0];
        let new = bench.platform.insert_into(component).unwrap();
        bench.clock.advance(Duration::from_secs(48 * 60 * 60));
        assert_eq!(own(), first);
        let after = packed();
        assert!(after.0.contains(&new), "{version}");
        let day =
            |time: &str| time.split_once(' ').unwrap().0.parse::<jiff::civil::Date>().unwrap();
        assert_eq!((day(&after.1) - day(&before.1)).get_days(), 2);
    }
}

// A copy of such a table has every row of its file, and that is all that can be said.
#[test]
fn a_copy_of_a_table_does_not_say_that_it_is_proven() {
    let (bench, site) = bench(Version::V0_31);
    let mut copy = Memory::new();
    for _ in 0..2 {
        let run = site.proposals().sync(copy.state()).store_in(&mut copy);
        let report = bench.run(run).unwrap();
        assert!(report.complete, "{report}");
        assert_eq!(report.list.completeness.level(), Level::Consistent);
        assert!(report.to_string().contains("the list did not change"), "{report}");
        bench.platform.insert_into(bench.platform.component_ids("Proposals")[0]);
        bench.clock.advance(Duration::from_secs(48 * 60 * 60));
    }
}
