//! The fuzz targets in small: whatever a server answers, what comes of it is items, malformed rows
//! or a typed error; no panic, and an end. The same cases in every run.

#[path = "../../fuzz/src/graphql.rs"]
mod graphql;
#[path = "../../fuzz/src/open_data.rs"]
mod open_data;
#[path = "../../fuzz/src/rest.rs"]
mod rest;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;
#[path = "../../fuzz/src/validation_errors.rs"]
mod validation_errors;
#[path = "../../fuzz/src/webhooks.rs"]
mod webhooks;

use std::sync::LazyLock;

use self::graphql::is_query;
use self::script::{Script, spoiling, statuses};
use civic_core::http::transport::Transport;
use civic_core::testing::VirtualClock;
use civic_sandbox::decidim::Version;
use civic_sandbox::{Decidim, RestVersion};
use http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// One site for all cases: making it is what takes the time.
static SITE: LazyLock<Decidim> =
    LazyLock::new(|| Decidim::builder().seed(7).version(Version::V0_31).no_rate_limit().build());

/// With questionnaires.
static NEWEST: LazyLock<Decidim> = LazyLock::new(|| {
    Decidim::builder().seed(7).rest_version(RestVersion::V0_3).no_rate_limit().build()
});

/// The site for this operation of the REST API.
fn rest_site(which: usize, clock: &VirtualClock) -> impl Transport {
    let site = if rest::is_newest(which) { &NEWEST } else { &SITE };
    crate::as_transport::played(Decidim::clone(site), clock.clone())
}

fn site(clock: &VirtualClock) -> impl Transport {
    crate::as_transport::played(SITE.clone(), clock.clone())
}

fn now() -> VirtualClock {
    VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap())
}

/// Otherwise the spoilt answers would be refusals, and nothing else. Some operations are of records that
/// the sandbox does not have.
#[test]
fn the_sandbox_answers_what_the_targets_ask() {
    let clock = now();
    answers("GraphQL", 2 * graphql::OPERATIONS.len(), |which| {
        statuses(site(&clock), &clock, |http| graphql::attack(which, http, &clock))
    });
    answers("REST", 2 * rest::OPERATIONS.len(), |which| {
        statuses(rest_site(which, &clock), &clock, |http| rest::attack(which, http, &clock))
    });
    answers("open data", open_data::OPERATIONS.len(), |which| {
        statuses(site(&clock), &clock, |http| open_data::attack(which, http, &clock))
    });
}

fn answers(api: &str, operations: usize, play: impl Fn(usize) -> Vec<StatusCode>) {
    let ends_well = |which: &usize| play(*which).last().is_some_and(StatusCode::is_success);
    let well = (0..operations).filter(ends_well).count();
    assert!(well * 4 >= operations * 3, "{api}: {well} of {operations}");
}

proptest! {
    #![proptest_config(cases(150))]

    #[test]
    fn any_bytes_are_survived(which: usize, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let clock = VirtualClock::new();
        graphql::attack(which, Script::read(&bytes).http(&clock, is_query), &clock);
        rest::attack(which, Script::read(&bytes).signed_in().http(&clock, |_| ()), &clock);
        rest::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
        open_data::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
    }

    #[test]
    fn spoilt_answers_are_survived(which: usize, seed: u64) {
        let clock = now();
        graphql::attack(which, spoiling(site(&clock), &clock, seed, is_query), &clock);
        rest::attack(which, spoiling(rest_site(which, &clock), &clock, seed, |_| ()), &clock);
        open_data::attack(which, spoiling(site(&clock), &clock, seed, |_| ()), &clock);
    }

    #[test]
    fn whatever_errors_a_site_gives_what_is_sent_next_is_a_query(
        bytes in prop::collection::vec(any::<u8>(), 1..400),
    ) {
        validation_errors::attack(&bytes);
    }

    #[test]
    fn any_delivery_is_survived(
        spoilt: (usize, u8), cut: usize, bytes in prop::collection::vec(any::<u8>(), 0..200),
    ) {
        webhooks::attack(&bytes);
        for seed in ["released", "unreleased"] {
            let folder = concat!(env!("CARGO_MANIFEST_DIR"), "/../fuzz/seeds/webhooks");
            let mut seed = std::fs::read(format!("{folder}/{seed}")).unwrap();
            webhooks::attack(&seed);
            let (at, end) = (spoilt.0 % seed.len(), cut % seed.len());
            seed[at] = spoilt.1;
            webhooks::attack(&seed);
            webhooks::attack(&seed[..end]);
        }
    }
}
