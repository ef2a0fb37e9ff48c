//! The fuzz targets in small: whatever a server answers, what comes of it is items, malformed rows
//! or a typed error; no panic, and an end. The same cases in every run.

#[path = "../../fuzz/src/petitions.rs"]
mod petitions;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;

use std::sync::LazyLock;

use self::script::{Script, spoiling, statuses};
use civic_core::testing::VirtualClock;
use civic_sandbox::Petitions;
use http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// One server for all cases: making it is what takes the time.
static SERVER: LazyLock<Petitions> =
    LazyLock::new(|| Petitions::builder().seed(7).no_rate_limit().build());

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Otherwise the spoilt answers would be refusals, and nothing else. Only the signature is refused.
#[test]
fn the_sandbox_answers_what_the_target_asks() {
    let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
    let is_answered = |which: &usize| {
        let server = crate::as_transport::played(SERVER.clone(), clock.clone());
        let seen = statuses(server, &clock, |http| petitions::attack(*which, http, &clock));
        seen.contains(&StatusCode::OK)
    };
    let all = petitions::OPERATIONS.len();
    assert_eq!((0..all).filter(is_answered).count(), all - 1);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_survived(which: usize, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let clock = VirtualClock::new();
        petitions::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
    }

    #[test]
    fn spoilt_answers_are_survived(which: usize, seed: u64) {
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let server = crate::as_transport::played(SERVER.clone(), clock.clone());
        petitions::attack(which, spoiling(server, &clock, seed, |_| ()), &clock);
    }
}
