//! Bodies of everything that takes JSON; the first byte chooses the place.
#![no_main]

use hallpass_local_org::hostile::Target;

thread_local! {
    static ORG: Target = Target::new();
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = ORG.with(|org| org.post(input));
});
