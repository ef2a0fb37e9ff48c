//! What is refused before anything is sent.

use govocal_client::resources::Resource;
use govocal_client::resources::ideas::Idea;
use govocal_client::sync::store::{Memory, SyncError};
use govocal_client::sync::{State, SyncRun};
use govocal_client::{Client, DateRange, Error, ErrorKind, List, jiff};
use serde_json::Value;

use super::copy::Copy;
use crate::support::{Bench, platform};

fn refused<T: Resource>(bench: &Bench, mut run: SyncRun<T>) -> Error {
    bench.platform.clear_requests();
    let error = bench.run(run.try_next()).unwrap_err();
    assert!(bench.run(run.try_next()).unwrap().is_none(), "the run is over");
    assert!(run.report().is_none());
    assert!(bench.platform.requests().is_empty(), "{:?}", bench.platform.requests());
    error
}

#[test]
fn lists_that_cannot_be_synced_say_what_to_do() {
    let bench = Bench::new(platform());
    let since = DateRange::since(jiff::civil::date(2026, 1, 1));
    let ideas = || bench.client.ideas().list();
    let files = bench.client.files().list().search("plan");
    for (error, hint) in [
        (refused(&bench, ideas().updated_at(since).sync(State::new())), ".lag()"),
        (refused(&bench, files.sync(State::new())), "without it"),
        (refused(&bench, ideas().page_size(0).sync(State::new())), "1 to 100"),
        (refused(&bench, ideas().locale(" ").sync(State::new())), "locale is blank"),
    ] {
        assert_eq!(error.kind(), ErrorKind::InvalidInput, "{error}");
        assert!(error.to_string().contains(hint), "{error}");
    }
}

#[test]
fn a_state_of_another_list_host_or_client_is_refused() {
    let bench = Bench::new(platform());
    let mut copy = Copy::of(&bench, bench.client.ideas().list());
    let other_host = Client::builder("https://elsewhere.example.org")
        .credentials(bench.platform.client_id(), bench.platform.client_secret())
        .build()
        .unwrap();
    let other_client = {
        let mut state = serde_json::to_value(copy.state()).unwrap();
        assert_eq!(state["origin"]["client"], "govocal-client/1");
        state["origin"]["client"] = "decidim-client/1".into();
        serde_json::from_value::<State>(state).unwrap()
    };
    let ideas = |client: &Client| -> List<Idea> { client.ideas().list() };
    for (run, part) in [
        (ideas(&other_host).sync(copy.state()), "another host"),
        (ideas(&bench.client).sync(other_client), "another client"),
    ] {
        let error = refused(&bench, run);
        assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
        assert!(error.to_string().contains(part), "{error}");
    }
    let error = refused(&bench, bench.client.comments().list().sync(copy.state()));
    assert_eq!(error.kind(), ErrorKind::SyncState, "{error}");
    assert!(error.to_string().contains("another list"), "{error}");
    // Another address of the same host is the same host.
    let same = Client::builder("https://sandbox.example.org/")
        .credentials(bench.platform.client_id(), bench.platform.client_secret());
    assert_eq!(
        same.build().unwrap().base_url().trim_end_matches('/'),
        "https://sandbox.example.org"
    );
    copy.run(&bench, copy.sync(bench.client.ideas().list())).must_be_complete();
}

#[test]
fn a_store_hears_of_it_and_keeps_nothing() {
    let bench = Bench::new(platform());
    let copy = Copy::of(&bench, bench.client.ideas().list());
    let mut store = Memory::new();
    let run = bench.client.comments().list().sync(copy.state());
    let error = bench.run(run.store_in(&mut store)).unwrap_err();
    assert!(matches!(&error, SyncError::Read(error) if error.kind() == ErrorKind::SyncState));
    assert!(store.rows().is_empty());
}

#[test]
fn a_state_of_a_newer_form_is_not_read() {
    let bench = Bench::new(platform());
    let copy = Copy::of(&bench, bench.client.ideas().list());
    let mut state: Value = serde_json::to_value(copy.state()).unwrap();
    state["version"] = 99.into();
    let error = serde_json::from_value::<State>(state).unwrap_err();
    assert!(error.to_string().contains("form 99"), "{error}");
}
