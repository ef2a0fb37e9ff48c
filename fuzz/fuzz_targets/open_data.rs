#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| civic_fuzz::play(data, civic_fuzz::open_data::attack, |_| ()));
