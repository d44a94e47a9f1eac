#![doc = "Bytes into `source_checks::reader`."]
#![no_main]

#[path = "../source_checks.rs"]
#[expect(dead_code, reason = "each target runs one of them")]
mod checks;

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| checks::reader(bytes));
