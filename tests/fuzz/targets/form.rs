//! The reader of form by itself.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hallpass_local_org::hostile::form(bytes));
