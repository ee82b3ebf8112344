//! The local org as a process of its own.

use std::process::Command;
use std::time::{Duration, Instant};

use serde_json::Value;

use crate::support::{Folder, Http, Served};

#[test]
fn serve_prints_one_line_and_ends_on_a_signal() {
    let folder = Folder::with(&[]);
    let mut org = Served::start(&folder, &[]);
    assert!(org.url().starts_with("http://127.0.0.1:") && !org.url().ends_with('/'));
    for whom in ["admin", "runner"] {
        for key in ["client_id", "client_secret", "username"] {
            assert!(org.line[whom][key].is_string(), "{whom}.{key}");
        }
    }
    // An idle connection must not hold it up.
    let http = Http::new();
    let token = org.sign_in(&http, "runner");
    http.query(org.url(), &token, "SELECT Id FROM Organization")
        .expect(200);
    let started = Instant::now();
    assert!(
        Command::new("kill")
            .arg(org.pid().to_string())
            .status()
            .unwrap()
            .success()
    );
    assert!(org.wait());
    assert!(started.elapsed() < Duration::from_secs(5));
}

#[test]
fn the_folder_keeps_the_org_and_one_process_owns_it() {
    let folder = Folder::with(&[]);
    let http = Http::new();
    let first = {
        let org = Served::start(&folder, &["--dir", "org"]);
        folder
            .run(&["org", "serve", "--dir", "org"])
            .exits(1)
            .complains("already");
        org.line["admin"].clone()
    };
    let org = Served::start(&folder, &["--dir", "org"]);
    assert_eq!(org.line["admin"], first);
    org.sign_in(&http, "admin");
}

#[test]
fn token_log_seed_and_reset_talk_to_the_one_that_runs_or_open_the_folder() {
    let folder = Folder::with(&[]);
    let http = Http::new();
    for serving in [true, false] {
        let org = serving.then(|| Served::start(&folder, &["--dir", "org"]));
        let token = folder.run(&["org", "token", "--dir", "org"]).exits(0).stdout;
        if let Some(org) = &org {
            http.query(org.url(), token.trim(), "SELECT Id FROM Account LIMIT 1")
                .expect(200);
            let info = format!("{}/services/oauth2/userinfo", org.url());
            let who = http.send("GET", &info, token.trim(), &Value::Null).expect(200);
            assert_eq!(who.body["preferred_username"], org.line["admin"]["username"]);
        }
        let log = folder
            .run(&["org", "log", "--dir", "org", "--json"])
            .exits(0)
            .stdout;
        // Resetting the org does not rewrite history: the log is the whole log.
        assert!(log.contains("/services/oauth2/userinfo"), "{log}");
        for line in log.lines() {
            let call: Value = serde_json::from_str(line).unwrap();
            for key in ["method", "path", "status", "ms"] {
                assert!(!call[key].is_null(), "{key}: {line}");
            }
        }
        folder.run(&["org", "seed", "--dir", "org"]).exits(0);
        folder.run(&["org", "reset", "--dir", "org"]).exits(0);
    }
}

#[test]
fn a_plan_goes_to_the_process_that_has_the_folder_open() {
    let folder = Folder::with_sample_fleet();
    let _org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
}

#[test]
fn unknown_behaviours_are_refused_with_what_there_is() {
    let folder = Folder::with(&[]);
    folder
        .run(&["org", "serve", "--behaviour", "nope=1"])
        .exits(1)
        .complains("connected_app_creation");
}
