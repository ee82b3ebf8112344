//! An org whose clock is not this machine's: an assertion is refused for its time, and nobody would guess why.

use serde_json::json;

use crate::access::credentials;
use crate::support::{Folder, Http, Knobs, Run, Served};

const DIR: &str = "specs/.hallpass/local-org";

/// An integration that signs in by assertions, and an org in the fleet that hallpass signs in to as it.
fn served() -> (Folder, Served, Knobs) {
    let folder = Folder::with_sample_fleet();
    let key = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
    let certificate = rcgen::CertificateParams::new(vec!["postman".to_owned()])
        .unwrap()
        .self_signed(&key)
        .unwrap();
    folder.write("specs/postman.pem", &certificate.pem());
    folder.write("specs/postman.key", &key.serialize_pem());
    folder.edit(
        "specs/postman.yaml",
        "flow: client_credentials\n    scopes: [api]",
        "flow: jwt_bearer\n    certificate: postman.pem\n    scopes: [api, refresh_token]",
    );
    let org = Served::start(
        &folder,
        &["--dir", DIR, "--behaviour", "assertion_expiry=three_minutes"],
    );
    let knobs = Knobs::of(&folder, DIR);
    // The app is an hour old, so that it is known whichever way the clock goes.
    knobs.clock(-3600);
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    knobs.clock(0);
    let (client_id, _) = credentials(&org, &Http::new(), "PostmanIntegrationApp");
    let login = format!(
        "jwt: {{ client_id: \"{client_id}\", username: postman.api@example.com, key_file: postman.key }}"
    );
    let url = org.url();
    folder.edit(
        "specs/hallpass.yaml",
        "  # A real org",
        &format!("  asserted: {{ url: \"{url}\", kind: sandbox, auth: {{ {login} }} }}\n  # A real org"),
    );
    (folder, org, knobs)
}

fn plan(folder: &Folder) -> Run {
    folder.run(&["plan", "--org", "asserted"])
}

#[test]
fn a_clock_that_is_off_is_named_with_how_far_and_what_to_do() {
    let (folder, _org, knobs) = served();
    let run = plan(&folder);
    assert!(!run.stderr.contains("clock"), "signed in: {}", run.stderr);
    for (seconds, difference) in [
        (600, "ahead of the clock of this machine"),
        (-600, "behind the clock of this machine"),
    ] {
        knobs.clock(seconds);
        plan(&folder)
            .exits(1)
            .complains("sign in to org asserted")
            .complains(difference)
            .complains("invalid_grant: invalid assertion")
            .complains("hint: set the clock of this machine");
    }
    knobs.clock(0);
    assert!(!plan(&folder).stderr.contains("clock"));
}

#[test]
fn an_assertion_that_is_refused_for_another_reason_is_not_blamed_on_the_clock() {
    let (folder, _org, knobs) = served();
    let body = json!({ "error": "invalid_grant", "error_description": "invalid assertion" });
    knobs.fault(&json!({ "path": "oauth2/token", "status": 400, "body": body.to_string() }));
    let run = plan(&folder).exits(1).complains("invalid assertion");
    assert!(!run.stderr.contains("clock"), "{}", run.stderr);
}
