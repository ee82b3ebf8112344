//! Credentials on their way from the org to their consumer.

use std::fs;
use std::os::unix::fs::PermissionsExt as _;

use serde_json::Value;

use crate::support::{Answer, Folder, Http, Served};

const DIR: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];
const OFF: [&str; 2] = ["--behaviour", "rest_client_secret_access=off"];

/// The same in an org that hides secrets, with a hallpass that may change that: settings are for administrators.
fn hiding_world() -> (Folder, Served) {
    let (folder, org) = world(&OFF);
    org.make_administrator(&Http::new(), "runner@hallpass.local");
    (folder, org)
}

/// The sample fleet in an org that is being served, applied.
fn world(arguments: &[&str]) -> (Folder, Served) {
    let folder = Folder::with_sample_fleet();
    let org = Served::start(&folder, &[&DIR[..], arguments].concat());
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    (folder, org)
}

fn read(folder: &Folder, name: &str) -> String {
    fs::read_to_string(folder.path(name)).unwrap()
}

fn variable(text: &str, name: &str) -> String {
    let found = text
        .lines()
        .find_map(|line| line.strip_prefix(&format!("{name}=")));
    found.unwrap_or_else(|| panic!("no {name} in\n{text}")).to_owned()
}

fn mode(folder: &Folder, name: &str) -> u32 {
    fs::metadata(folder.path(name)).unwrap().permissions().mode() & 0o777
}

/// Signs in with what a file of variables holds.
fn sign_in(http: &Http, env: &str) -> Answer {
    http.token(
        &variable(env, "SALESFORCE_LOGIN_URL"),
        &variable(env, "SALESFORCE_CLIENT_ID"),
        &variable(env, "SALESFORCE_CLIENT_SECRET"),
    )
}

#[test]
fn a_file_of_variables_signs_in_and_nobody_saw_the_secret() {
    let (folder, _org) = world(&[]);
    let run = folder
        .run(&[
            "-vvv",
            "handover",
            "billing",
            "--org",
            "local",
            "--to",
            "env",
            "billing.env",
        ])
        .exits(0)
        .says("billing.env");
    let text = read(&folder, "billing.env");
    let secret = variable(&text, "SALESFORCE_CLIENT_SECRET");
    assert!(!run.stdout.contains(&secret) && !run.stderr.contains(&secret));
    assert_eq!(mode(&folder, "billing.env"), 0o600);
    let http = Http::new();
    assert_eq!(sign_in(&http, &text).expect(200).body["token_type"], "Bearer");
    let again = folder
        .run(&["handover", "billing", "--json", "--to", "env", "billing.env"])
        .exits(0)
        .json();
    assert_eq!(again["files"][0], "billing.env");
    assert_eq!(again["flow"], "client_credentials");
    // The file of another integration is not ours to replace.
    folder
        .run(&["handover", "postman", "--to", "env", "billing.env"])
        .exits(1)
        .complains("did not write for this integration");
}

#[test]
fn a_command_gets_the_credential_on_its_input_and_its_failure_is_ours() {
    let (folder, org) = world(&[]);
    folder
        .run(&[
            "handover",
            "billing",
            "--to",
            "exec",
            "--",
            "sh",
            "-c",
            "cat > got.json; echo stored",
        ])
        .exits(0)
        .complains("stored");
    let got: Value = serde_json::from_str(&read(&folder, "got.json")).unwrap();
    let text = |key: &str| got[key].as_str().unwrap().to_owned();
    let answer = Http::new().token(org.url(), &text("client_id"), &text("client_secret"));
    let _ = answer.expect(200);
    // What was handed over is what a proof takes.
    folder
        .run(&["handover", "billing", "--to", "env", "billing.env"])
        .exits(0);
    for file in ["got.json", "billing.env"] {
        folder
            .run(&["verify", "billing", "--credential", file])
            .exits(0)
            .says("billing is proved");
        folder
            .run(&["verify", "postman", "--credential", file])
            .exits(1)
            .complains("it is the credential of billing");
    }
    folder
        .run(&[
            "handover",
            "billing",
            "--to",
            "exec",
            "--",
            "sh",
            "-c",
            "cat >/dev/null; exit 4",
        ])
        .exits(1)
        .complains("exit status: 4");
}

#[test]
fn a_collection_is_written_with_its_private_environment() {
    let (folder, _org) = world(&[]);
    folder
        .run(&["handover", "postman", "--to", "postman", "out"])
        .exits(0);
    let environment = "out/postman.local.postman_environment.json";
    assert_eq!(mode(&folder, environment), 0o600);
    let environment: Value = serde_json::from_str(&read(&folder, environment)).unwrap();
    let values = environment["values"].as_array().unwrap();
    let secret = values
        .iter()
        .find(|variable| variable["key"] == "client_secret")
        .unwrap();
    assert_eq!(secret["type"], "secret");
    let collection = read(&folder, "out/postman.local.postman_collection.json");
    assert!(!collection.contains(secret["value"].as_str().unwrap()));
    for name in [
        "Describe Lead",
        "CustomerWS.ping",
        "GET /customer",
        "Delete Account",
        "which is not granted",
    ] {
        assert!(collection.contains(name), "{name}");
    }
}

#[test]
fn an_org_that_hides_secrets_is_told_to_show_them_only_when_asked_and_only_for_the_moment() {
    let (folder, _org) = hiding_world();
    let plain = ["handover", "billing", "--to", "env", "billing.env"];
    let refused = || {
        folder
            .run(&plain)
            .exits(1)
            .complains("enableClientSecretInRestApiAccess")
            .complains("View Client Secret")
    };
    let _ = refused();
    assert!(!folder.path("billing.env").exists());
    folder
        .run(&[&plain[..], &["--with-secret-access"]].concat())
        .exits(0)
        .complains("turning it off again");
    let _ = refused();
    let _ = sign_in(&Http::new(), &read(&folder, "billing.env")).expect(200);
    assert!(!folder.path("specs/.hallpass/secret-access-local").exists());
}

#[test]
fn whoever_may_not_change_settings_is_told_what_it_takes() {
    let (folder, _org) = world(&OFF);
    folder
        .run(&[
            "handover",
            "billing",
            "--with-secret-access",
            "--to",
            "env",
            "billing.env",
        ])
        .exits(1)
        .complains("Customize Application");
    assert!(!folder.path("specs/.hallpass/secret-access-local").exists());
}

#[test]
fn what_a_killed_run_left_open_is_closed_by_the_next_one() {
    let (folder, _org) = hiding_world();
    let status = folder
        .command(&[
            "rotate",
            "billing",
            "--with-secret-access",
            "--to",
            "exec",
            "--",
            "sh",
            "-c",
            "kill -9 $PPID",
        ])
        .output()
        .unwrap()
        .status;
    assert_eq!(status.code(), None, "killed");
    let note = folder.path("specs/.hallpass/secret-access-local");
    assert!(note.exists());
    folder
        .run(&["plan"])
        .complains("still shows the secrets of its apps");
    folder
        .run(&["handover", "billing", "--to", "env", "billing.env"])
        .exits(1)
        .complains("an earlier run ended before")
        .complains("enableClientSecretInRestApiAccess");
    assert!(!note.exists());
}

#[test]
fn an_interrupted_run_closes_what_it_opened() {
    let (folder, _org) = hiding_world();
    folder
        .run(&[
            "rotate",
            "billing",
            "--with-secret-access",
            "--to",
            "exec",
            "--",
            "sh",
            "-c",
            "cat > /dev/null; kill -INT $PPID",
        ])
        .exits(1)
        .complains("interrupted")
        .complains("turning it off again");
    assert!(!folder.path("specs/.hallpass/secret-access-local").exists());
    folder
        .run(&["rotate", "billing", "--status"])
        .exits(1)
        .complains("enableClientSecretInRestApiAccess");
}

#[test]
fn a_private_key_is_not_handed_over_because_the_org_has_none() {
    let (folder, _key) = Folder::with_certificate();
    folder.run(&["apply", "--auto-approve"]).exits(0);
    folder
        .run(&["handover", "billing", "--to", "env", "billing.env"])
        .exits(0)
        .says("stays where it was made");
    let text = read(&folder, "billing.env");
    assert_eq!(variable(&text, "SALESFORCE_FLOW"), "jwt_bearer");
    assert!(variable(&text, "SALESFORCE_CLIENT_ID").starts_with("3MVG9"));
    assert!(
        !text.contains("SECRET") && !text.contains("PRIVATE KEY"),
        "{text}"
    );
    folder
        .run(&["rotate", "billing", "--to", "env", "billing.env"])
        .exits(1)
        .complains("has a certificate");
}

#[test]
fn what_is_not_there_and_what_is_meant_wrongly_is_said() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["handover", "billing", "--to", "env", "billing.env"])
        .exits(1)
        .complains("is not in org local as its spec says");
    folder.run(&["handover", "billing"]).exits(64).complains("--to");
    folder
        .run(&["handover", "billing", "--to", "vault"])
        .exits(64)
        .complains("there is no sink vault");
    folder
        .run(&["handover", "nobody", "--to", "env", "x.env"])
        .exits(1)
        .complains("nobody");
}
