//! Pulling the plug, and putting it back.

use serde_json::Value;

use crate::access::credentials;
use crate::support::{Answer, Folder, Http, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";
const USER: &str = "postman.api@example.com";
const APP: &str = "PostmanIntegrationApp";
const FREEZE: &[&str] = &[
    "freeze",
    "postman",
    "--org",
    "local",
    "--reason",
    "key in a public repository [100%]",
    "--auto-approve",
];
const THAW: &[&str] = &["thaw", "postman", "--org", "local", "--auto-approve"];

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn sign_in(org: &Served, http: &Http) -> Answer {
    let (key, secret) = credentials(org, http, APP);
    http.token(org.url(), &key, &secret)
}

fn warnings(folder: &Folder, code: &str) -> Vec<String> {
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    assert_eq!(plan["changes"], serde_json::json!([]), "{plan:#}");
    let warnings = plan["warnings"].as_array().unwrap();
    let told = warnings.iter().filter(|one| one["code"] == code);
    told.map(|one| one["message"].as_str().unwrap().to_owned())
        .collect()
}

/// All that freezing touches, as the org has it.
fn state(org: &Served, http: &Http) -> Vec<Vec<Value>> {
    let one = |soql: &str| org.query(http, soql);
    vec![
        one(&format!(
            "SELECT IsActive, AboutMe FROM User WHERE Username = '{USER}'"
        )),
        one(&format!(
            "SELECT IsFrozen FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE Username = '{USER}')"
        )),
        one("SELECT DeveloperName, IsEnabled FROM ExtlClntAppPlcyCnfg ORDER BY DeveloperName"),
    ]
}

#[test]
fn a_token_that_is_out_stops_working_and_thawing_gives_back_exactly_what_was() {
    let folder = applied();
    let http = Http::new();
    let (before, token) = {
        let org = Served::start(&folder, &["--dir", DIR]);
        let answer = sign_in(&org, &http).expect(200);
        let token = answer.body["access_token"].as_str().unwrap().to_owned();
        let _ = http
            .query(org.url(), &token, "SELECT Id FROM Account")
            .expect(200);
        (state(&org, &http), token)
    };

    let frozen = folder.run(FREEZE).exits(0);
    frozen.says("Frozen:").says("hallpass thaw postman");
    {
        let org = Served::start(&folder, &["--dir", DIR]);
        let refused = http
            .query(org.url(), &token, "SELECT Id FROM Account")
            .expect(401);
        assert_eq!(refused.body[0]["errorCode"], "INVALID_SESSION_ID");
        assert_eq!(sign_in(&org, &http).status, 400);
    }

    let told = warnings(&folder, "frozen");
    assert_eq!(told.len(), 1, "{told:?}");
    for part in [
        "postman is frozen by ",
        " since 20",
        ": key in a public repository [100%];",
    ] {
        assert!(told[0].contains(part), "{told:?}");
    }
    let drift = folder.run(&["drift", "--org", "local"]).exits(0);
    drift.says("is frozen by").says("No changes.");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("No changes.");

    folder.run(THAW).exits(0);
    assert_eq!(warnings(&folder, "frozen"), [] as [&str; 0]);
    let org = Served::start(&folder, &["--dir", DIR]);
    assert_eq!(state(&org, &http), before);
    let _ = sign_in(&org, &http).expect(200);
    let _ = http
        .query(org.url(), &token, "SELECT Id FROM Account")
        .expect(401);
    drop(org);
    folder.run(THAW).exits(0).says("not frozen");
}

#[test]
fn freezing_again_keeps_who_began_it_and_json_says_what_is_left() {
    let folder = applied();
    folder.run(FREEZE).exits(0);
    let first = warnings(&folder, "frozen");
    let mut again = FREEZE.to_vec();
    again[5] = "another reason";
    again.push("--json");
    let document = folder.run(&again).exits(0).json();
    assert_eq!(document["format_version"], "1.0");
    assert_eq!(document["cut_off"]["sessions_left"], 0);
    assert_eq!(document["cut_off"]["open"], serde_json::json!([]));
    assert_eq!(document["outcome"][0]["status"], "done");
    assert_eq!(warnings(&folder, "frozen"), first);
}

#[test]
fn what_somebody_undoes_is_drift() {
    let folder = applied();
    folder.run(FREEZE).exits(0);
    {
        let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
        let token = org.sign_in(&http, "admin");
        let login = org.query(
            &http,
            &format!(
                "SELECT Id FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE Username = '{USER}')"
            ),
        );
        let url = format!(
            "{}/services/data/v66.0/sobjects/UserLogin/{}",
            org.url(),
            login[0]["Id"].as_str().unwrap()
        );
        let body = serde_json::json!({ "IsFrozen": false });
        let _ = http.send("PATCH", &url, &token, &body).expect(204);
    }
    folder
        .run(&["drift", "--org", "local"])
        .exits(2)
        .says("freeze it again, or thaw it");
    folder.run(FREEZE).exits(0);
    folder.run(&["drift", "--org", "local"]).exits(0);
}

#[test]
fn a_freeze_that_breaks_off_is_completed_and_nothing_of_before_is_forgotten() {
    let folder = applied();
    let http = Http::new();
    let before = {
        let org = Served::start(&folder, &["--dir", DIR]);
        state(&org, &http)
    };
    {
        // The user is frozen, and the deployment that switches its app off is refused.
        let _org = Served::start(&folder, &["--dir", DIR]);
        let knobs = Knobs::of(&folder, DIR);
        knobs.fault(&serde_json::json!({
            "method": "POST", "path": "/metadata/deployRequest", "times": 9, "status": 400,
            "body": r#"[{"errorCode": "INVALID_TYPE", "message": "no"}]"#
        }));
        folder.run(FREEZE).exits(3);
        knobs.calm();
        folder.run(FREEZE).exits(0);
        folder.run(THAW).exits(0);
    }
    let org = Served::start(&folder, &["--dir", DIR]);
    assert_eq!(state(&org, &http), before);
}

#[test]
fn nothing_is_frozen_unasked_and_nothing_that_is_not_ours() {
    let folder = applied();
    folder
        .run(&["freeze", "postman", "--org", "local", "--reason", "x"])
        .exits(64);
    folder.run(&["freeze", "postman", "--org", "local"]).exits(64);
    folder
        .run(&[
            "freeze",
            "postman",
            "--org",
            "local",
            "--reason",
            " ",
            "--auto-approve",
        ])
        .exits(64);
    folder
        .run(&[
            "freeze",
            "nobody",
            "--org",
            "local",
            "--reason",
            "x",
            "--auto-approve",
        ])
        .exits(1)
        .complains("nothing in org local carries the mark");
    folder
        .run(&["thaw", "nobody", "--org", "local", "--auto-approve"])
        .exits(1);
    assert_eq!(warnings(&folder, "frozen"), [] as [&str; 0]);
}

#[test]
fn a_frozen_integration_that_ends_and_comes_back_is_still_frozen() {
    let folder = applied();
    folder.run(FREEZE).exits(0);
    let text = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    std::fs::remove_file(folder.path("specs/postman.yaml")).unwrap();
    folder
        .run(&["apply", "--org", "local", "--auto-approve", "--prune"])
        .exits(0);
    folder.write("specs/postman.yaml", &text);
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    assert_eq!(warnings(&folder, "frozen").len(), 1);
    let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
    assert_eq!(sign_in(&org, &http).status, 400);
}
