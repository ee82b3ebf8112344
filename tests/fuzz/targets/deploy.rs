//! The content of a metadata file that is deployed.
#![no_main]

use hallpass_local_org::hostile::Target;

thread_local! {
    static ORG: Target = Target::new();
}

libfuzzer_sys::fuzz_target!(|input: &[u8]| {
    let _ = ORG.with(|org| org.deploy_file(input));
});
