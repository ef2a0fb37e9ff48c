//! The fuzz targets in small: whatever a server answers, what comes of it is items, malformed rows
//! or a typed error; no panic, and an end. The same cases in every run.

#[path = "../../fuzz/src/govocal.rs"]
mod govocal;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/seeds.rs"]
mod seeds;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;
#[path = "../../fuzz/src/sync_states.rs"]
mod sync_states;

use std::sync::LazyLock;

use self::script::{Script, spoiling, statuses};
use civic_core::testing::VirtualClock;
use civic_sandbox::GoVocal;
use govocal_client::sync::State;
use govocal_client::sync::store::Memory;
use http::StatusCode;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// The state after a complete first run, as it is kept.
static STATE: LazyLock<Vec<u8>> = LazyLock::new(|| {
    let clock = sync_states::clock();
    let server = crate::as_transport::played(PLATFORM.clone(), clock.clone());
    let city = govocal::client(script::config(&clock).transport(server));
    let mut copy = Memory::new();
    let run = city.ideas().list().sync(State::new()).store_in(&mut copy);
    assert!(clock.run(run).unwrap().unwrap().complete);
    serde_json::to_vec(&copy.state()).unwrap()
});

/// One platform for all cases: making it is what takes the time.
static PLATFORM: LazyLock<GoVocal> =
    LazyLock::new(|| GoVocal::builder().seed(7).no_rate_limit().build());

static SEEDS: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::of("sync_states"));

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

/// Otherwise the spoilt answers would be refusals, and nothing else. Newer platforms have no initiatives.
#[test]
fn the_sandbox_answers_what_the_target_asks() {
    let clock = sync_states::clock();
    let is_answered = |which: &usize| {
        let server = crate::as_transport::played(PLATFORM.clone(), clock.clone());
        let seen = statuses(server, &clock, |http| govocal::attack(*which, http, &clock));
        seen.contains(&StatusCode::OK)
    };
    let all = govocal::OPERATIONS.len();
    assert_eq!((0..all).filter(is_answered).count(), all - 1);
}

proptest! {
    #![proptest_config(cases(300))]

    #[test]
    fn any_bytes_are_survived(which: usize, bytes in prop::collection::vec(any::<u8>(), 0..200)) {
        let clock = VirtualClock::new();
        govocal::attack(which, Script::read(&bytes).signed_in().http(&clock, |_| ()), &clock);
        govocal::attack(which, Script::read(&bytes).http(&clock, |_| ()), &clock);
    }

    #[test]
    fn spoilt_answers_are_survived(which: usize, seed: u64) {
        let clock = VirtualClock::starting_at("2026-12-01T12:00:00Z".parse().unwrap());
        let server = crate::as_transport::played(PLATFORM.clone(), clock.clone());
        govocal::attack(which, spoiling(server, &clock, seed, |_| ()), &clock);
    }

    #[test]
    fn spoilt_states_are_refused_or_begin_a_run(seed: u64, answers_are_spoilt: bool) {
        let clock = sync_states::clock();
        let server = crate::as_transport::played(PLATFORM.clone(), clock.clone());
        let http = if answers_are_spoilt {
            spoiling(server, &clock, seed, |_| ())
        } else {
            script::config(&clock).transport(server)
        };
        sync_states::run_from(&spoil::spoilt(&STATE, seed), http, &clock);
    }

    #[test]
    fn spoilt_states_of_the_seeds_are_too(seed: u64, which: usize) {
        let seed_file = &SEEDS[which % SEEDS.len()];
        let state = seed_file.iter().position(|byte| *byte == b'\n').unwrap();
        let spoilt = spoil::spoilt(&seed_file[..state], seed);
        sync_states::attack(&[&spoilt, &seed_file[state..]].concat());
    }
}
