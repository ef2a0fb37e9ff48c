//! The fuzz targets of the values, of pages and of cassettes in small: whatever text or JSON comes, reading
//! it does not panic, and what is read can be written and read again. The same cases in every run.

#[path = "../../fuzz/src/cassettes.rs"]
mod cassettes;
#[path = "../../fuzz/src/pages.rs"]
mod pages;
#[path = "../../fuzz/src/script.rs"]
mod script;
#[path = "../../fuzz/src/seeds.rs"]
mod seeds;
#[path = "../../fuzz/src/spoil.rs"]
mod spoil;
#[path = "../../fuzz/src/values.rs"]
mod values;

use std::sync::LazyLock;

use proptest::prelude::*;
use proptest::test_runner::RngSeed;

static VALUES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::of("values"));
static CASSETTES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::of("cassettes"));
static PAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::of("pages"));

#[test]
fn what_the_targets_begin_with_holds() {
    VALUES.iter().for_each(|value| values::attack(value));
    PAGES.iter().for_each(|page| pages::attack(page));
    CASSETTES.iter().for_each(|file| cassettes::attack(file));
}

proptest! {
    #![proptest_config(ProptestConfig {
        cases: 500,
        rng_seed: RngSeed::Fixed(7),
        failure_persistence: None,
        ..ProptestConfig::default()
    })]

    #[test]
    fn any_text_is_a_value_or_none(text in "\\PC{0,40}") {
        values::attack(text.as_bytes());
    }

    #[test]
    fn any_bytes_are_a_value_or_none(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        values::attack(&bytes);
    }

    #[test]
    fn spoilt_values_are_a_value_or_none(seed: u64, which: usize) {
        values::attack(&spoil::spoilt(&VALUES[which % VALUES.len()], seed));
    }

    #[test]
    fn spoilt_pages_are_rows_or_errors(seed: u64, which: usize) {
        let page = &PAGES[which % PAGES.len()];
        // The first line is the answer's head, see `script::Answer`.
        let body = page.iter().position(|byte| *byte == b'\n').unwrap() + 1;
        pages::attack(&[&page[..body], &spoil::spoilt(&page[body..], seed)].concat());
    }

    #[test]
    fn spoilt_cassettes_are_read_or_refused(seed: u64, which: usize, line: usize) {
        let file = &CASSETTES[which % CASSETTES.len()];
        // One line of it, or what a packed file is made of.
        let lines: Vec<&[u8]> = file.split_inclusive(|byte| *byte == b'\n').collect();
        let line = line % lines.len();
        let mut spoilt = lines.iter().map(|line| line.to_vec()).collect::<Vec<_>>();
        spoilt[line] = spoil::spoilt(&spoilt[line], seed);
        cassettes::attack(&spoilt.concat());
    }

    #[test]
    fn any_bytes_are_a_cassette_or_refused(bytes in prop::collection::vec(any::<u8>(), 0..60)) {
        cassettes::attack(&bytes);
    }
}
