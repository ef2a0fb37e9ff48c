//! How large checkpoints are, as the docs of `stream()` say.

use crate::support::Bench;
use civic_sandbox::Petitions;
use civic_sandbox::petitions::{ApiKey, PetitionsBuilder};
use petitions_client::list::{Checkpoint, Completeness, Paginator};

const KEY: &str = "a-key-for-tests";

/// What a checkpoint holds besides what it grows with, in bytes.
const BESIDES: usize = 1024;

fn size(checkpoint: &Checkpoint) -> usize {
    serde_json::to_string(checkpoint).unwrap().len()
}

/// The largest checkpoint of a list, and the rows read.
fn largest<T: Send + 'static>(
    bench: &Bench,
    list: impl Fn() -> Paginator<T>,
    check: impl Fn(usize, usize),
) -> usize {
    let mut largest = 0;
    for pages in 1.. {
        let mut reading = list().limit_pages(pages);
        let (rows, errors) = bench.read(&mut reading);
        assert!(errors.is_empty(), "{errors:?}");
        let size = size(&reading.checkpoint());
        check(size, rows.len());
        largest = largest.max(size);
        if !matches!(reading.report().completeness, Completeness::Limited { .. }) {
            break;
        }
    }
    largest
}

#[test]
fn of_petitions_it_holds_an_id_of_each_petition_read_and_each_organisation_left() {
    let server = |petitions, organisations| {
        let server = Petitions::builder().petitions(petitions).organisations(organisations);
        server.signatures(0).most_petitions(20).no_rate_limit()
    };
    let largest = |petitions, organisations: usize| {
        let bench = Bench::new(server(petitions, organisations));
        let list = || bench.client.petitions().list().stream();
        largest(&bench, list, |size, rows| {
            assert!(size <= BESIDES + 10 * (rows + organisations), "{size} for {rows} rows");
        })
    };
    let (small, large) = (largest(40, 20), largest(300, 400));
    assert!(small <= 4096, "{small}");
    // It does grow: the test measures something.
    assert!(large > small + 1000, "{small} {large}");
}

#[test]
fn of_signatures_it_holds_those_of_one_day() {
    let largest = |crowd: usize, most| {
        let server: PetitionsBuilder = Petitions::builder().petitions(4).signatures(120);
        let server = server.crowded_day(crowd).key(ApiKey::full(KEY).most_signatures(most));
        let bench = Bench::with_key(server.no_rate_limit(), KEY);
        let petition = *bench.platform.petition_ids().last().unwrap();
        let list = || bench.client.signatures().list().petitions([petition]).stream();
        // Besides the crowd, no more than a few signatures are of one day.
        largest(&bench, list, |size, _| assert!(size <= BESIDES + 50 * (crowd + 20), "{size}"))
    };
    let (quiet, crowded) = (largest(0, 20), largest(100, 60));
    assert!(quiet <= 4096, "{quiet}");
    assert!(crowded > quiet + 1000, "{quiet} {crowded}");
}
