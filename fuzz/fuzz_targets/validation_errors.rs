#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| civic_fuzz::validation_errors::attack(data));
