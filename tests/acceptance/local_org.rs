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
fn whoever_trusts_the_authority_of_a_folder_still_does_after_a_restart() {
    let folder = Folder::with(&[]);
    let serve = || Served::start(&folder, &["--dir", "org", "--tls", "--ca-out", "trusted.pem"]);
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    drop(serve());
    let trusted = read("trusted.pem");
    assert_eq!(trusted, read("org/ca.pem"));
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        let key = std::fs::metadata(folder.path("org/ca.key")).unwrap();
        assert_eq!(key.permissions().mode() & 0o777, 0o600);
    }
    let org = serve();
    assert!(org.url().starts_with("https://127.0.0.1:"));
    assert_eq!(read("trusted.pem"), trusted);
    let http = Http::trusting(&trusted);
    org.sign_in(&http, "admin");
    let by_name = org.url().replace("127.0.0.1", "localhost");
    http.send("GET", &format!("{by_name}/services/data"), "", &Value::Null)
        .expect(200);
}

#[test]
fn an_authority_is_written_for_https_alone() {
    let folder = Folder::with(&[]);
    folder
        .run(&["org", "serve", "--ca-out", "ca.pem"])
        .exits(64)
        .complains("--tls");
}

#[test]
fn a_plan_goes_to_a_process_that_answers_https() {
    let folder = Folder::with_sample_fleet();
    let _org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org", "--tls"]);
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
    folder.run(&["org", "token", "--org", "local"]).exits(0);
}

#[test]
fn an_org_behind_an_address_is_trusted_by_its_ca_file_alone() {
    let folder = Folder::with_sample_fleet();
    let org = Served::start(&folder, &["--tls", "--ca-out", "ca.pem"]);
    let login =
        "auth: { client_credentials: { client_id: \"${env:ID}\", client_secret: \"${env:SECRET}\" } }";
    let orgs = format!(
        "orgs:\n  known: {{ url: \"{0}\", ca_file: ../ca.pem, {login} }}\n  unknown: {{ url: \"{0}\", {login} }}\n",
        org.url()
    );
    folder.edit("specs/hallpass.yaml", "orgs:\n", &orgs);
    let runner = |key: &str| org.line["runner"][key].as_str().unwrap().to_owned();
    let (id, secret) = (runner("client_id"), runner("client_secret"));
    let variables = [("ID", id.as_str()), ("SECRET", secret.as_str())];
    folder.run_with(&["plan", "--org", "known"], &variables).exits(0);
    folder
        .run_with(&["plan", "--org", "unknown"], &variables)
        .exits(1)
        .complains("ca_file");
}

#[test]
fn unknown_behaviours_are_refused_with_what_there_is() {
    let folder = Folder::with(&[]);
    folder
        .run(&["org", "serve", "--behaviour", "nope=1"])
        .exits(1)
        .complains("connected_app_creation");
}

const SEED: &str = "version: 1
objects: { Project__c: { fields: { Budget__c: { type: Currency } } } }
users: [{ username: reports.api@example.com, profile: Standard User }]
rows: { Project__c: [{ Name: Reports, Budget__c: 100 }], Account: [{ repeat: 3, Name: Customer <n> }] }
";

#[test]
fn a_seed_comes_at_the_start_or_later_and_again_after_a_reset() {
    let folder = Folder::with(&[
        ("org.yaml", SEED),
        ("more.yaml", "version: 1\nrows: { Account: [{ Name: More }] }\n"),
        ("wrong.yaml", "version: 1\nrows: { Account: [{ Nam: More }] }\n"),
    ]);
    let http = Http::new();
    let names = |org: &Served, soql: &str| -> usize { org.query(&http, soql).len() };
    let customers = "SELECT Id FROM Account WHERE Name LIKE 'Customer%'";
    let more = "SELECT Id FROM Account WHERE Name = 'More'";
    {
        let org = Served::start(&folder, &["--dir", "org", "--seed", "org.yaml"]);
        assert_eq!(names(&org, "SELECT Budget__c FROM Project__c"), 1);
        folder.run(&["org", "seed", "more.yaml", "--dir", "org"]).exits(0);
        for _ in 0..2 {
            folder
                .run(&["org", "seed", "wrong.yaml", "--dir", "org"])
                .exits(1)
                .complains("wrong.yaml:2:21: Account has no field `Nam`; did you mean `Name`?");
        }
        assert_eq!((names(&org, customers), names(&org, more)), (3, 1));
        folder.run(&["org", "reset", "--dir", "org"]).exits(0);
        assert_eq!((names(&org, customers), names(&org, more)), (3, 0));
        let token = folder.run(&["org", "token", "--dir", "org", "--as", "reports.api@example.com"]);
        http.query(org.url(), token.exits(0).stdout.trim(), "SELECT Id FROM Account")
            .expect(200);
    }
    // The folder alone: opened for the occasion, with objects of its own.
    folder
        .run(&["org", "seed", "org.yaml", "--dir", "other"])
        .exits(0);
    let org = Served::start(&folder, &["--dir", "other"]);
    assert_eq!(names(&org, "SELECT Budget__c FROM Project__c"), 1);
}

#[test]
fn an_org_without_a_folder_says_the_secret_of_its_knobs() {
    let folder = Folder::with(&[]);
    let org = Served::start(&folder, &[]);
    let secret = org.line["control"]["secret"].as_str().unwrap();
    let url = format!("{}/__local/latency", org.url());
    let http = Http::new();
    let body = serde_json::json!({ "milliseconds": 0 });
    assert_eq!(http.control("POST", &url, secret, &body).status, 204);
    assert_eq!(http.control("POST", &url, "guess", &body).status, 403);
}
