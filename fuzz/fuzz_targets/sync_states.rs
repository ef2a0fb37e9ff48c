#![no_main]

libfuzzer_sys::fuzz_target!(|data: &[u8]| civic_fuzz::sync_states::attack(data));
