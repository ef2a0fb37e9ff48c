//! Without async: queries of the caller's own, typed reads, lists, writes and copies.

use super::callers_queries::{ComponentNames, Variables};
use super::support::Bench;
use civic_sandbox::decidim::Version;
use decidim_client::blocking::Blocking;
use decidim_client::graphql::resources::Proposal;
use decidim_client::sync::State;
use decidim_client::sync::store::Memory;

#[test]
fn every_kind_of_call_waits_for_its_answer() {
    for version in [Version::V0_24, Version::V0_32] {
        let bench = Bench::signed_in(version);
        let site = &bench.client;
        let id = bench.platform.component_ids("Proposals")[0];
        let answer = site.query("{ decidim { version } }").blocking().unwrap();
        assert!(answer.errors().is_empty());
        let names =
            site.run::<ComponentNames>(Variables { id: id.to_string() }).blocking().unwrap();
        assert_eq!(names.component.unwrap().id, id.to_string());

        let mut proposals = site.proposals(id).list().stream().blocking();
        let read: Vec<_> = proposals.by_ref().map(Result::unwrap).collect();
        assert!(proposals.report().is_consistent(), "{}", proposals.report());
        let first = site.proposals(id).get(read[0].id);
        assert_eq!(first.blocking().unwrap().id, read[0].id);
        let components = site.all_components().list().stream().blocking();
        assert!(components.collect_consistent().unwrap().len() > 1);

        let mut copy = Memory::<Proposal>::new();
        let run = site.proposals(id).list().sync(State::new()).blocking();
        assert_eq!(run.store_in(&mut copy).unwrap().upserts, read.len() as u64);
        site.sign_out().blocking().unwrap();
    }
}

#[test]
fn a_future_of_a_block_is_waited_for() {
    let bench = Bench::of(Version::V0_30);
    let counts = async {
        let spaces = bench.client.participatory_processes().list().stream();
        spaces.collect_consistent().await.map(|spaces| spaces.len())
    };
    assert!(counts.blocking().unwrap() > 0);
}
