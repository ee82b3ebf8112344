//! Rotation of key and secret: at every moment the consumer can sign in.

use std::fs;

use serde_json::{Value, json};

use crate::support::{Folder, Http, Knobs, Served};

const LOCAL: &str = "specs/.hallpass/local-org";
const TO: [&str; 5] = ["rotate", "billing", "--to", "env", "billing.env"];

fn world() -> (Folder, Served) {
    world_with(&[])
}

fn world_with(arguments: &[&str]) -> (Folder, Served) {
    let folder = Folder::with_sample_fleet();
    let org = Served::start(&folder, &[&["--dir", LOCAL][..], arguments].concat());
    folder.run(&["apply", "--auto-approve"]).exits(0);
    folder
        .run(&["handover", "billing", "--to", "env", "billing.env"])
        .exits(0);
    (folder, org)
}

/// Key and secret that the consumer has.
fn pair(folder: &Folder) -> (String, String) {
    let text = fs::read_to_string(folder.path("billing.env")).unwrap();
    let value = |name: &str| {
        let line = text.lines().find_map(|line| line.strip_prefix(name));
        line.unwrap().to_owned()
    };
    (value("SALESFORCE_CLIENT_ID="), value("SALESFORCE_CLIENT_SECRET="))
}

fn signs_in(http: &Http, org: &Served, (key, secret): &(String, String)) -> bool {
    http.token(org.url(), key, secret).status == 200
}

fn status(folder: &Folder) -> Value {
    folder
        .run(&["rotate", "billing", "--status", "--json"])
        .exits(0)
        .json()["state"]
        .clone()
}

#[test]
fn a_rotation_has_an_overlap_and_ends_when_the_former_pair_is_revoked() {
    let (folder, org) = world();
    let http = Http::new();
    let first = pair(&folder);
    assert_eq!(status(&folder), "one");
    let run = folder
        .run(&TO)
        .exits(0)
        .says("the new pair is in use")
        .says("checks hold")
        .says("--revoke-old");
    let second = pair(&folder);
    assert_ne!(first, second);
    assert!(signs_in(&http, &org, &first) && signs_in(&http, &org, &second));
    assert_eq!(status(&folder), "overlap");
    for secret in [&first.1, &second.1] {
        assert!(!run.stdout.contains(secret) && !run.stderr.contains(secret));
    }
    // Nothing to do twice: the one slot holds the former pair.
    folder.run(&TO).exits(0).says("the new pair is in use");
    assert_eq!(pair(&folder), second);
    folder
        .run(&["rotate", "billing", "--revoke-old"])
        .exits(0)
        .says("one pair is good");
    assert!(!signs_in(&http, &org, &first) && signs_in(&http, &org, &second));
    assert_eq!(status(&folder), "one");
    folder.run(&["rotate", "billing", "--revoke-old"]).exits(0);
    assert!(signs_in(&http, &org, &second));
    folder.run(&[&TO[..], &["--revoke-old"]].concat()).exits(0);
    assert!(!signs_in(&http, &org, &second) && signs_in(&http, &org, &pair(&folder)));
    // The app is as its spec says all the time.
    folder.run(&["plan", "--detailed-exitcode"]).exits(0);
}

#[test]
fn whatever_request_fails_the_consumer_signs_in_and_the_next_run_ends_it() {
    let (folder, org) = world();
    let (http, knobs) = (Http::new(), Knobs::of(&folder, LOCAL));
    let faults = [
        json!({ "method": "POST", "path": "/staged", "drop_reply": true }),
        json!({ "method": "GET", "path": "/staged", "skip": 1, "status": 400, "body": "[]" }),
        json!({ "path": "oauth2/token", "skip": 1, "status": 400,
                "body": r#"{"error":"invalid_grant","error_description":"no"}"# }),
        json!({ "method": "PATCH", "path": "/staged", "drop_reply": true }),
        json!({ "method": "GET", "path": "/staged", "skip": 4, "status": 400, "body": "[]" }),
    ];
    for fault in &faults {
        let before = pair(&folder);
        knobs.fault(fault);
        let _ = folder.run(&TO);
        knobs.calm();
        assert!(signs_in(&http, &org, &pair(&folder)), "after {fault}");
        assert!(signs_in(&http, &org, &before), "after {fault}");
        folder.run(&TO).exits(0);
        assert!(signs_in(&http, &org, &pair(&folder)), "at the end of {fault}");
        folder.run(&["rotate", "billing", "--revoke-old"]).exits(0);
        assert!(signs_in(&http, &org, &pair(&folder)), "{fault}");
        assert!(!signs_in(&http, &org, &before), "{fault}");
    }
}

fn send(http: &Http, org: &Served, method: &str, path: &str, body: &Value) -> Value {
    let url = format!("{}/services/data/v66.0/sobjects/{path}", org.url());
    let answer = http.send(method, &url, &org.sign_in(http, "admin"), body);
    assert!(answer.status < 300, "{method} {path}: {}", answer.body);
    answer.body
}

/// Gives the integration more than its spec says; returns the row that does.
fn with_too_much(http: &Http, org: &Served) -> String {
    let set = org.query(
        http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let lead = json!({ "ParentId": set[0]["Id"], "SobjectType": "Lead", "PermissionsRead": true });
    let made = send(http, org, "POST", "ObjectPermissions", &lead);
    made["id"].as_str().unwrap().to_owned()
}

#[test]
fn a_staged_pair_that_opens_more_than_the_spec_says_is_not_put_to_use() {
    let (folder, org) = world();
    let http = Http::new();
    let first = pair(&folder);
    let row = with_too_much(&http, &org);
    let run = folder
        .run(&[&TO[..], &["--json"]].concat())
        .exits(4)
        .complains("Lead: visible, and the spec does not say so")
        .complains("the staged pair is not proved")
        .complains("the pair in use is as it was");
    let document = run.json();
    assert_eq!(document["state"], "staged");
    assert_eq!(document["proof"]["verdict"], "failed");
    assert_eq!(status(&folder), "staged");
    let staged = pair(&folder);
    assert!(signs_in(&http, &org, &first) && signs_in(&http, &org, &staged));
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(&staged.1));
    send(
        &http,
        &org,
        "DELETE",
        &format!("ObjectPermissions/{row}"),
        &Value::Null,
    );
    let document = folder.run(&[&TO[..], &["--json"]].concat()).exits(0).json();
    assert_eq!(
        (&document["state"], &document["proof"]["verdict"]),
        (&json!("overlap"), &json!("passed"))
    );
    assert_eq!(pair(&folder), staged, "the same staged pair is put to use");
    // Ending an old pair makes nothing worse, so that what is too much is said and keeps nobody from it.
    with_too_much(&http, &org);
    folder
        .run(&["rotate", "billing", "--revoke-old"])
        .exits(0)
        .complains("Lead: visible");
    assert!(!signs_in(&http, &org, &first) && signs_in(&http, &org, &staged));
}

#[test]
fn the_app_that_hallpass_is_signed_in_through_is_never_rotated() {
    let (folder, org) = world();
    let http = Http::new();
    org.make_administrator(&http, "billing.api@example.com");
    let (key, secret) = pair(&folder);
    let far = format!(
        "orgs:\n  far: {{ url: \"{}\", auth: {{ client_credentials: {{ client_id: \"{key}\", client_secret: \"{secret}\" }} }} }}\n",
        org.url()
    );
    folder.edit("specs/hallpass.yaml", "orgs:\n", &far);
    let rotate = |more: &[&str]| folder.run(&[&["rotate", "billing", "--org", "far"], more].concat());
    for more in [&["--to", "env", "other.env"][..], &["--revoke-old"]] {
        rotate(more)
            .exits(1)
            .complains("hallpass is signed in through this app itself")
            .complains("a run that signs in through another app");
    }
    assert!(!folder.path("other.env").exists());
    assert!(signs_in(&http, &org, &(key, secret)));
}

#[test]
fn a_sink_that_fails_or_kills_leaves_the_old_pair_in_use() {
    let (folder, org) = world();
    let http = Http::new();
    let first = pair(&folder);
    let exec = ["rotate", "billing", "--to", "exec", "--", "sh", "-c"];
    folder
        .run(&[&exec[..], &["cat > /dev/null; exit 9"]].concat())
        .exits(1)
        .complains("exit status: 9")
        .complains("goes on from here");
    assert_eq!(status(&folder), "staged");
    folder
        .run(&["rotate", "billing", "--revoke-old"])
        .exits(1)
        .complains("under way");
    let killed = folder
        .command(&[&exec[..], &["kill -9 $PPID"]].concat())
        .output()
        .unwrap();
    assert_eq!(killed.status.code(), None);
    assert_eq!(status(&folder), "staged");
    assert!(signs_in(&http, &org, &first));
    folder.run(&TO).exits(0);
    assert_eq!(status(&folder), "overlap");
    assert!(signs_in(&http, &org, &pair(&folder)));
}

#[test]
fn a_staged_pair_that_ended_makes_room_for_another() {
    let (folder, org) = world();
    let exec = ["rotate", "billing", "--to", "exec", "--", "false"];
    folder.run(&exec).exits(1);
    Knobs::of(&folder, LOCAL).clock(31 * 86_400);
    assert_eq!(status(&folder), "expired");
    folder.run(&TO).exits(0);
    assert!(signs_in(&Http::new(), &org, &pair(&folder)));
}

/// A pair whose secret nobody can see any more makes room for another.
#[test]
fn an_org_that_shows_a_staged_secret_once_is_rotated_too() {
    let (folder, org) = world_with(&["--behaviour", "staged_secret=once"]);
    folder
        .run(&["rotate", "billing", "--to", "exec", "--", "false"])
        .exits(1);
    assert_eq!(status(&folder), "staged");
    folder.run(&TO).exits(0).complains("no use any more");
    assert!(signs_in(&Http::new(), &org, &pair(&folder)));
    assert_eq!(status(&folder), "overlap");
}

#[test]
fn a_rotation_says_what_it_needs() {
    let folder = Folder::with_sample_fleet();
    folder.run(&["rotate", "billing"]).exits(64).complains("--to");
}

#[test]
fn a_new_key_replaces_the_former_one_and_the_spec_knows_its_certificate() {
    let (folder, _key) = Folder::with_certificate();
    let rotate = [
        "rotate",
        "billing",
        "--new-key",
        "specs/billing.pem",
        "--to",
        "env",
        "billing.env",
    ];
    folder.run(&rotate).exits(1).complains("is not as the spec says");
    folder.run(&["apply", "--auto-approve"]).exits(0);
    let before = fs::read_to_string(folder.path("specs/billing.pem")).unwrap();
    let run = folder.run(&rotate).exits(0).says("only the new key signs in");
    assert_ne!(
        fs::read_to_string(folder.path("specs/billing.pem")).unwrap(),
        before
    );
    let key = fs::read_to_string(folder.path("billing.env.key")).unwrap();
    assert!(key.starts_with("-----BEGIN PRIVATE KEY-----"));
    assert!(!run.stdout.contains("PRIVATE KEY") && !run.stderr.contains("PRIVATE KEY"));
    let text = fs::read_to_string(folder.path("billing.env")).unwrap();
    assert!(text.contains("billing.env.key"), "{text}");
    // The spec names the new certificate, and nothing is left to do.
    folder.run(&["plan", "--detailed-exitcode"]).exits(0);
    folder.run(&rotate).exits(0);
    assert_ne!(fs::read_to_string(folder.path("billing.env.key")).unwrap(), key);
    let postman = [
        "rotate",
        "billing",
        "--new-key",
        "specs/billing.pem",
        "--to",
        "postman",
        "x",
    ];
    folder.run(&postman).exits(64);
}

#[test]
fn a_change_of_keys_that_was_stopped_changed_nothing_in_the_org() {
    let (folder, _key) = Folder::with_certificate();
    folder.run(&["apply", "--auto-approve"]).exits(0);
    folder
        .run(&[
            "rotate",
            "billing",
            "--new-key",
            "specs/billing.pem",
            "--to",
            "exec",
            "--",
            "false",
        ])
        .exits(1);
    folder.run(&["plan", "--detailed-exitcode"]).exits(0);
    folder.write("other.pem", "-----BEGIN CERTIFICATE-----");
    folder
        .run(&[
            "rotate",
            "billing",
            "--new-key",
            "other.pem",
            "--to",
            "exec",
            "--",
            "cat",
        ])
        .exits(1)
        .complains("is not the certificate of app");
}
