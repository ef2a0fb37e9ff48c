//! Which fields records have: of another version of the site they are others.

use civic_sandbox::decidim::Version;
use decidim_client::graphql::Client;
use decidim_client::sync::{Mode, SyncRun, Why};

use super::super::fullest_component::fullest_component;
use super::super::support::{Bench, site};
use super::copy::Copy;

fn upgraded_between_runs<T: serde::Serialize + std::fmt::Debug + Send + 'static>(
    usual: Why,
    open: impl Fn(&Client, u64, decidim_client::sync::State) -> SyncRun<T>,
) {
    for (from, to) in [
        (Version::V0_27, Version::V0_28),
        (Version::V0_29, Version::V0_30),
        (Version::V0_30, Version::V0_31),
        (Version::V0_31, Version::V0_32),
        // Set back.
        (Version::V0_31, Version::V0_30),
    ] {
        let bench = Bench::new(site().version(from).no_rate_limit());
        let (component, _) = fullest_component(&bench);
        let mut copy = Copy::default();
        copy.run(&bench, |state| open(&bench.client, component, state));
        let quiet = copy.run(&bench, |state| open(&bench.client, component, state));
        assert!(quiet.is_quiet() && quiet.why == usual, "{from}: {quiet:?}");
        bench.platform.upgrade(to);
        let told = copy.run(&bench, |state| open(&bench.client, component, state));
        assert_eq!((told.mode, told.why), (Mode::Full, Why::ModelChanged), "{from} to {to}");
        assert!(told.report.complete, "{from} to {to}: {told:?}");
        let mut anew = Copy::default();
        anew.run(&bench, |state| open(&bench.client, component, state));
        assert!(copy.rows == anew.rows, "{from} to {to}: {}", told.report);
        let known = serde_json::to_string(&bench.client.capabilities()).unwrap();
        let quiet = copy.run(&bench, |state| open(&bench.client, component, state));
        assert!(quiet.is_quiet() && quiet.why == usual, "{to}: {quiet:?}");
        assert_eq!(serde_json::to_string(&bench.client.capabilities()).unwrap(), known);
    }
}

#[test]
fn an_upgrade_of_the_site_is_told_as_the_reason_for_a_component() {
    upgraded_between_runs(Why::Usual, |client, component, state| {
        client.proposals(component).list().sync(state)
    });
}

#[test]
fn an_upgrade_of_the_site_is_told_as_the_reason_for_spaces() {
    upgraded_between_runs(Why::CannotTell, |client, _, state| {
        client.participatory_processes().list().sync(state)
    });
}

#[test]
fn an_upgrade_of_the_site_is_told_as_the_reason_for_components_of_the_site() {
    upgraded_between_runs(Why::CannotTell, |client, _, state| {
        client.all_components().list().sync(state)
    });
}

/// What the client found out is not what it is told: a new client of the same site finds the same.
#[test]
fn the_model_is_that_of_the_site_and_not_of_what_the_client_remembers() {
    for version in Version::ALL {
        let first = Bench::new(site().version(version).no_rate_limit());
        let (component, _) = fullest_component(&first);
        let mut copy = Copy::default();
        copy.run(&first, |state| first.client.proposals(component).list().sync(state));
        // Another one, which has asked the site for much else before.
        let second = Bench::new(site().version(version).no_rate_limit());
        second.read(&mut second.client.all_comments().list().stream());
        second.read(&mut second.client.users().list().stream());
        let told = copy.run(&second, |state| second.client.proposals(component).list().sync(state));
        assert!(told.is_quiet() && told.why == Why::Usual, "{version}: {told:?}");
    }
}

#[test]
fn finding_the_model_out_takes_one_request() {
    for version in Version::ALL {
        let bench = Bench::new(site().version(version).no_rate_limit());
        let mut copy = Copy::default();
        let assemblies = |state| bench.client.assemblies().list().sync(state);
        copy.run(&bench, assemblies);
        let (requests, told) = bench.requests_of(|bench| copy.run(bench, assemblies));
        assert!(told.is_quiet(), "{version}: {told:?}");
        assert_eq!(requests, 2, "{version}");
    }
}
