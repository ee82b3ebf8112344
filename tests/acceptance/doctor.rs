//! What stops a login, an org or an integration.

use std::collections::BTreeSet;

use hallpass_lifecycle::doctor::{NEEDS, Purpose};
use serde_json::Value;

use crate::access::credentials;
use crate::support::{Folder, Http, Served, repository};

const DIR: &str = "specs/.hallpass/local-org";

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn finding<'d>(document: &'d Value, check: &str) -> &'d Value {
    let all = document["findings"].as_array().unwrap();
    let found = all.iter().find(|one| one["check"] == check);
    found.unwrap_or_else(|| panic!("{check} is not in {document:#}"))
}

#[test]
fn an_integration_that_is_well_is_followed_down_to_its_token() {
    let folder = applied();
    let run = folder.run(&["doctor", "postman", "--org", "local"]).exits(0);
    let run = run
        .says("gives a token, which was revoked again")
        .says("0 problem");
    run.says("postman: user: postman.api@example.com is active");
    let document = folder
        .run(&["doctor", "--org", "local", "--json"])
        .exits(0)
        .json();
    assert_eq!(document["format_version"], "1.0");
    for check in [
        "permissions for plan",
        "permissions for apply",
        "least privilege",
        "seats",
        "clock",
    ] {
        assert_eq!(finding(&document, check)["verdict"], "ok", "{document:#}");
    }
}

#[test]
fn a_frozen_integration_is_told_with_the_way_out() {
    let folder = applied();
    folder
        .run(&[
            "freeze",
            "postman",
            "--org",
            "local",
            "--reason",
            "leak",
            "--auto-approve",
        ])
        .exits(0);
    let document = folder
        .run(&["doctor", "postman", "--org", "local", "--json"])
        .exits(1)
        .json();
    let user = finding(&document, "user");
    assert!(user["what"].as_str().unwrap().contains("is frozen by"), "{user}");
    assert_eq!(user["fix"], "when the cause is gone, hallpass thaw postman");
    let token = finding(&document, "token");
    assert!(
        token["what"].as_str().unwrap().contains("switched off"),
        "{token}"
    );
    assert!(
        token["evidence"]
            .as_str()
            .unwrap()
            .starts_with("oauth_flow_disabled"),
        "{token}"
    );
}

/// A fleet with this org at the address of a served one.
fn remote(folder: &Folder, url: &str, auth: &str) {
    let text = format!("version: 1\nfleet: acme\norgs:\n  far: {{ url: \"{url}\", auth: {auth} }}\n");
    folder.write("specs/hallpass.yaml", &text);
}

#[test]
fn a_login_that_is_refused_is_explained_with_its_setting() {
    let folder = applied();
    let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
    let (key, _) = credentials(&org, &http, "PostmanIntegrationApp");
    let wrong = format!("{{ client_credentials: {{ client_id: \"{key}\", client_secret: wrong }} }}");
    remote(&folder, org.url(), &wrong);
    let document = folder.run(&["doctor", "--org", "far", "--json"]).exits(1).json();
    let sign_in = finding(&document, "sign-in");
    assert_eq!(sign_in["evidence"], "invalid_client: invalid client credentials");
    assert!(
        sign_in["what"]
            .as_str()
            .unwrap()
            .contains("consumer secret is wrong"),
        "{sign_in}"
    );
    assert_eq!(finding(&document, "api version")["verdict"], "ok");
    // Other commands say it as well.
    folder
        .run(&["plan", "--org", "far"])
        .exits(1)
        .complains("the consumer secret is wrong");

    // An administrator is more than hallpass needs, and an integration's own user less.
    let admin = &org.line["admin"];
    let admin = format!(
        "{{ client_credentials: {{ client_id: \"{}\", client_secret: \"{}\" }} }}",
        admin["client_id"].as_str().unwrap(),
        admin["client_secret"].as_str().unwrap()
    );
    remote(&folder, org.url(), &admin);
    let document = folder.run(&["doctor", "--org", "far", "--json"]).exits(0).json();
    assert_eq!(finding(&document, "least privilege")["verdict"], "warning");
    drop(org);
    let document = folder.run(&["doctor", "--org", "far", "--json"]).exits(1).json();
    assert_eq!(finding(&document, "network")["verdict"], "problem");
}

#[test]
fn the_login_host_is_no_orgs_own_address() {
    let folder = applied();
    remote(&folder, "https://login.evil.example", "{ access_token: x }");
    let run = folder.run(&["doctor", "--org", "far", "--json"]);
    assert_eq!(run.code, 1, "{}", run.stderr);
}

/// The permissions under `system` in a sample spec.
fn system(name: &str) -> BTreeSet<String> {
    let text = std::fs::read_to_string(repository().join("docs/least-privilege").join(name)).unwrap();
    let (_, list) = text.split_once("  system:\n").unwrap();
    list.lines()
        .map_while(|line| line.trim().strip_prefix("- "))
        .map(|line| line.split_whitespace().next().unwrap().to_owned())
        .collect()
}

#[test]
fn the_sample_sets_hold_what_doctor_asks_for_and_are_valid() {
    let needed = |purposes: &[Purpose]| -> BTreeSet<String> {
        let needs = NEEDS.iter().filter(|need| purposes.contains(&need.purpose));
        needs.map(|need| need.name.to_owned()).collect()
    };
    // Nothing needs it; it keeps the user out of pages.
    let api_only = "ApiUserOnly".to_owned();
    let mut plan = needed(&[Purpose::Plan]);
    plan.insert(api_only.clone());
    assert_eq!(system("plan.yaml"), plan);
    // What Manage Internal Users brings along has to be declared with it.
    let brought = ["FreezeUsers", "ResetPasswords"].map(str::to_owned);
    let mut both = needed(&[Purpose::Plan, Purpose::Apply]);
    both.extend(brought);
    both.insert(api_only);
    assert_eq!(system("apply.yaml"), both);

    let folder = Folder::with(&[]);
    for name in ["hallpass.yaml", "plan.yaml", "apply.yaml"] {
        let path = repository().join("docs/least-privilege").join(name);
        folder.write(&format!("specs/{name}"), &std::fs::read_to_string(path).unwrap());
    }
    let run = folder.run(&["validate"]);
    assert!(matches!(run.code, 0), "{}\n{}", run.stdout, run.stderr);
}

#[test]
fn the_selftest_says_what_held_and_leaves_nothing_that_could_log_in() {
    let folder = applied();
    let document = folder
        .run(&["doctor", "--selftest", "--org", "local", "--json"])
        .exits(0)
        .json();
    let facts = document["facts"].as_array().unwrap();
    assert!(facts.len() > 7, "{document:#}");
    for fact in facts {
        assert_eq!(fact["held"], "held", "{fact:#}");
        assert!(!fact["what"].as_str().unwrap().is_empty(), "{fact:#}");
    }
    {
        let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
        let users = org.query(
            &http,
            "SELECT IsActive FROM User WHERE Username LIKE 'hallpass.selftest.%'",
        );
        assert_eq!(users.len(), 1);
        assert_eq!(users[0]["IsActive"], false);
        for object in [
            "ExternalClientApplication WHERE DeveloperName",
            "PermissionSet WHERE Name",
        ] {
            let rows = org.query(&http, &format!("SELECT Id FROM {object} = 'Hallpass_Selftest'"));
            assert!(rows.is_empty(), "{object}");
        }
    }
    // The same user is taken again, and the fleet's own things were not touched.
    folder
        .run(&["doctor", "--selftest", "--org", "local"])
        .exits(0)
        .says("0 did not hold, 0 could not be told");
    folder
        .run(&["drift", "--org", "local"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn the_selftest_tells_an_org_that_does_otherwise_and_refuses_production() {
    let folder = applied();
    let org = Served::start(&folder, &["--dir", DIR, "--behaviour", "freeze_ends_sessions=on"]);
    let run = folder
        .run(&["doctor", "--selftest", "--org", "local", "--json"])
        .exits(0);
    let document = run.json();
    let facts = document["facts"].as_array().unwrap();
    let freeze = facts.iter().find(|one| one["fact"] == "sessions.freeze").unwrap();
    assert_eq!(
        (&freeze["held"], &freeze["seen"]),
        (&"did_not_hold".into(), &"INVALID_SESSION_ID".into())
    );
    let url = org.url().to_owned();
    folder.write(
        "specs/hallpass.yaml",
        &format!("version: 1\nfleet: acme\norgs:\n  far: {{ url: \"{url}\", kind: production, auth: {{ access_token: x }} }}\n"),
    );
    folder
        .run(&["doctor", "--selftest", "--org", "far"])
        .exits(1)
        .complains("is no sandbox");
}
