//! The reader of zip by itself.
#![no_main]

libfuzzer_sys::fuzz_target!(|bytes: &[u8]| hallpass_local_org::hostile::zip(bytes));
