//! Whole requests: method, address, headers, body.
#![no_main]

use hallpass_local_org::hostile::Target;

thread_local! {
    static ORG: Target = Target::new();
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = ORG.with(|org| org.request(input));
});
