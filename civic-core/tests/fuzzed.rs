//! The fuzz targets of the values and of pages in small: whatever text or JSON comes, reading it
//! does not panic, and what is read can be written and read again. The same cases in every run.

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
static PAGES: LazyLock<Vec<Vec<u8>>> = LazyLock::new(|| seeds::of("pages"));

#[test]
fn what_the_targets_begin_with_holds() {
    VALUES.iter().for_each(|value| values::attack(value));
    PAGES.iter().for_each(|page| pages::attack(page));
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
}
