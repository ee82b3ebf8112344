//! Queries, down to the rows.
#![no_main]

use hallpass_local_org::hostile::Target;

thread_local! {
    static ORG: Target = Target::new();
}

libfuzzer_sys::fuzz_target!(|input: &str| {
    let _ = ORG.with(|org| org.query(input));
});
