//! Petitions, signatures and signing without async.

use petitions_client::blocking::Blocking;

use crate::support::Bench;
use civic_sandbox::Petitions;

#[test]
fn every_kind_of_call_waits_for_its_answer() {
    let bench = Bench::new(Petitions::builder().petitions(12));
    let site = &bench.client;
    let mut petitions = site.petitions().list().stream().blocking();
    let read: Vec<_> = petitions.by_ref().map(Result::unwrap).collect();
    assert!(!read.is_empty(), "{}", petitions.report());
    let newest = site.petitions().list().newest().blocking().unwrap();
    assert!(!newest.is_empty());
    let id = read[0].id;
    assert_eq!(site.petitions().get(id).blocking().unwrap().id, id);
    let signatures = site.signatures().list().petitions([id]).stream().blocking();
    assert!(!signatures.collect_consistent().unwrap().is_empty());
}
