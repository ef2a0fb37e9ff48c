//! The fuzz targets in small: whatever a server answers, what comes of it is items, malformed rows
//! or a typed error; no panic, and an end. The same cases in every run.

#[path = "../../fuzz/src/govocal.rs"]
mod govocal;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;

use std::sync::LazyLock;

use self::script::{Script, spoiling};
use civic_core::testing::VirtualClock;
use civic_sandbox::GoVocal;
use proptest::prelude::*;
use proptest::test_runner::RngSeed;

/// One platform for all cases: making it is what takes the time.
static PLATFORM: LazyLock<GoVocal> = LazyLock::new(|| GoVocal::builder().seed(7).build());

fn cases(cases: u32) -> ProptestConfig {
    ProptestConfig {
        cases,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    }
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
}
