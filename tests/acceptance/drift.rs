//! Drift: who moved what, a sign of life, metrics, notifications, and that nothing is written.

use std::io::{Read as _, Write as _};
use std::net::TcpListener;

use serde_json::{Value, json};

use crate::support::{Folder, Http, Served};

const DIR: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

/// Changes the one row that a query finds, as an administrator would.
fn change(org: &Served, http: &Http, object: &str, row: &str, to: &Value) {
    let rows = org.query(http, &format!("SELECT Id FROM {object} WHERE {row}"));
    let id = rows[0]["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/{object}/{id}", org.url());
    http.send("PATCH", &url, &org.sign_in(http, "admin"), to)
        .expect(204);
}

/// Somebody lets billing edit contacts and an account field, and moves the clock of its user.
fn move_things(folder: &Folder) -> String {
    let (org, http) = (Served::start(folder, &DIR), Http::new());
    let set = "Parent.Name = 'Billing_Integration'";
    let contact = format!("{set} AND SobjectType = 'Contact'");
    change(
        &org,
        &http,
        "ObjectPermissions",
        &contact,
        &json!({ "PermissionsEdit": true }),
    );
    let user = "Username = 'billing.api@example.com'";
    change(
        &org,
        &http,
        "User",
        user,
        &json!({ "TimeZoneSidKey": "Europe/Berlin" }),
    );
    org.line["admin"]["username"].as_str().unwrap().to_owned()
}

fn of<'d>(drift: &'d Value, address: &str) -> &'d Value {
    let changes = drift["changes"].as_array().unwrap();
    let found = changes.iter().find(|change| change["address"] == address);
    found.unwrap_or_else(|| panic!("{address} is not in {drift:#}"))
}

#[test]
fn who_moved_what_comes_from_the_audit_trail_or_is_unknown_with_the_reason() {
    let folder = applied();
    let admin = move_things(&folder);
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(2).json();
    let contact = of(&drift, "billing.object[Contact]");
    assert_eq!(
        (&contact["by"], &contact["via"]),
        (&json!(admin), &json!("setup")),
        "{contact:#}"
    );
    assert!(contact["at"].as_str().unwrap().ends_with('Z'), "{contact:#}");
    assert_eq!(contact["evidence"]["action"], "PermSetEntityPermChanged");
    let user = of(&drift, "billing.user");
    assert_eq!(
        (&user["by"], &user["via"], &user["at"]),
        (&json!("unknown"), &json!("unknown"), &Value::Null)
    );
    assert!(user["detail"].as_str().unwrap().contains("time_zone"), "{user:#}");
    assert_eq!(drift["heartbeat"]["deviations"], 2);
    let markdown = folder
        .run(&["drift", "--org", "local", "--format", "markdown"])
        .exits(2);
    assert!(
        markdown.stdout.starts_with("<!-- hallpass:drift org=local -->\n"),
        "{}",
        markdown.stdout
    );
    folder
        .run(&["drift", "--org", "local"])
        .exits(2)
        .says(&format!("by {admin} at "));
}

#[test]
fn a_clean_run_gives_a_sign_of_life_and_asks_no_trail() {
    let folder = applied();
    let before = folder.log().len();
    folder
        .run(&["drift", "--org", "local"])
        .exits(0)
        .says("No changes.")
        .says("Checked local (00D")
        .says("no deviation");
    let log = folder.log();
    let asked = log[before..]
        .iter()
        .filter(|line| line["path"].as_str().unwrap().contains("SetupAuditTrail"));
    assert_eq!(asked.count(), 0);
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(0).json();
    assert_eq!(
        (
            &drift["heartbeat"]["deviations"],
            &drift["heartbeat"]["integrations"]
        ),
        (&json!(0), &json!(2))
    );
}

#[test]
fn metrics_are_written_whole_for_each_org() {
    let folder = applied();
    move_things(&folder);
    folder
        .run(&["drift", "--org", "local", "--metrics", "out/drift.prom"])
        .exits(2);
    let text = std::fs::read_to_string(folder.path("out/drift.prom")).unwrap();
    assert!(
        text.contains("hallpass_drift_success{org=\"local\"} 1\n"),
        "{text}"
    );
    assert!(
        text.contains(
            "hallpass_drift_deviations{org=\"local\",integration=\"billing\",kind=\"object\",risk="
        ),
        "{text}"
    );
    assert_eq!(std::fs::read_dir(folder.path("out")).unwrap().count(), 1);
    folder.run(&["drift", "--all-orgs", "--metrics", "each"]).exits(2);
    assert!(folder.path("each/local.prom").is_file());
}

/// Answers one request with a status and returns its body.
fn one_request(listener: TcpListener, status: &'static str) -> std::thread::JoinHandle<String> {
    std::thread::spawn(move || {
        let (mut stream, _) = listener.accept().unwrap();
        let mut read = Vec::new();
        let mut buffer = [0; 4096];
        loop {
            let count = stream.read(&mut buffer).unwrap();
            read.extend_from_slice(&buffer[..count]);
            let text = String::from_utf8_lossy(&read).into_owned();
            let Some((head, body)) = text.split_once("\r\n\r\n") else {
                continue;
            };
            let length = head.lines().find_map(|line| {
                line.to_lowercase()
                    .strip_prefix("content-length: ")
                    .map(str::to_owned)
            });
            if body.len() >= length.unwrap().trim().parse().unwrap() {
                let answer = format!("HTTP/1.1 {status}\r\ncontent-length: 0\r\nconnection: close\r\n\r\n");
                stream.write_all(answer.as_bytes()).unwrap();
                return body.to_owned();
            }
        }
    })
}

#[test]
fn a_notification_tells_it_and_one_that_is_refused_is_an_error_that_keeps_the_address() {
    let folder = applied();
    let admin = move_things(&folder);
    for (status, shape, exit) in [
        ("200 OK", "json", 2),
        ("200 OK", "slack", 2),
        ("500 Oops", "json", 1),
    ] {
        let listener = TcpListener::bind("127.0.0.1:0").unwrap();
        let url = format!("http://{}/hook/TopSecretPart", listener.local_addr().unwrap());
        let got = one_request(listener, status);
        let run = folder
            .run_with(
                &["drift", "--org", "local", "--notify-format", shape],
                &[("HALLPASS_NOTIFY", &url)],
            )
            .exits(exit);
        let body: Value = serde_json::from_str(&got.join().unwrap()).unwrap();
        assert!(body["text"].as_str().unwrap().contains(&admin), "{body:#}");
        assert_eq!(body["report"]["changes"].is_array(), shape == "json", "{body:#}");
        assert!(
            !run.stdout.contains("TopSecretPart") && !run.stderr.contains("TopSecretPart"),
            "{}",
            run.stderr
        );
    }
    folder
        .run(&[
            "drift",
            "--org",
            "local",
            "--notify",
            "http://example.com/TopSecretPart",
        ])
        .exits(64)
        .complains("https only");
}

#[test]
fn drift_writes_nothing_by_the_orgs_own_log() {
    let folder = applied();
    move_things(&folder);
    let before = folder.log().len();
    folder.run(&["drift", "--org", "local", "--json"]).exits(2);
    for line in &folder.log()[before..] {
        let (method, path) = (line["method"].as_str().unwrap(), line["path"].as_str().unwrap());
        let is_read = method == "GET"
            || path.contains("/oauth2/")
            || path.contains("/composite")
            || path.contains("/Soap/m/")
            || path.contains("/__local/");
        assert!(is_read, "{method} {path}");
    }
}

/// Makes a user that can read the setup and what the specs name, and can change none of it; returns its token.
fn reader(folder: &Folder, org: &Served, http: &Http) -> String {
    let admin = org.sign_in(http, "admin");
    let make = |object: &str, row: &Value| -> String {
        let url = format!("{}/services/data/v66.0/sobjects/{object}", org.url());
        let answer = http.send("POST", &url, &admin, row).expect(201);
        answer.body["id"].as_str().unwrap().to_owned()
    };
    let set = make(
        "PermissionSet",
        &json!({ "Name": "Reader", "Label": "Reader", "PermissionsApiEnabled": true, "PermissionsViewSetup": true,
                 "PermissionsViewRoles": true, "PermissionsModifyMetadata": true, "PermissionsExternalClientAppViewer": true }),
    );
    for object in ["Account", "Contact", "Lead"] {
        let row = json!({ "ParentId": set, "SobjectType": object, "PermissionsRead": true, "PermissionsViewAllFields": true });
        make("ObjectPermissions", &row);
    }
    let profiles = org.query(
        http,
        "SELECT Id FROM Profile WHERE Name = 'Minimum Access - Salesforce'",
    );
    let user = make(
        "User",
        &json!({ "Username": "reader@example.com", "LastName": "Reader", "Email": "reader@example.com", "Alias": "reader",
                 "ProfileId": profiles[0]["Id"], "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US",
                 "EmailEncodingKey": "UTF-8", "LanguageLocaleKey": "en_US" }),
    );
    make(
        "PermissionSetAssignment",
        &json!({ "AssigneeId": user, "PermissionSetId": set }),
    );
    let token = folder
        .run(&["org", "token", "--org", "local", "--as", "reader@example.com"])
        .exits(0);
    token.stdout.trim().to_owned()
}

#[test]
fn a_login_that_may_not_write_is_enough_for_drift() {
    let folder = applied();
    let admin = move_things(&folder);
    let (org, http) = (Served::start(&folder, &DIR), Http::new());
    let token = reader(&folder, &org, &http);
    let rows = org.query(
        &http,
        "SELECT Id FROM ObjectPermissions WHERE Parent.Name = 'Billing_Integration' LIMIT 1",
    );
    let url = format!(
        "{}/services/data/v66.0/sobjects/ObjectPermissions/{}",
        org.url(),
        rows[0]["Id"].as_str().unwrap()
    );
    let refused = http.send("PATCH", &url, &token, &json!({ "PermissionsDelete": true }));
    assert!(refused.status >= 400, "it may not write");
    let fleet = format!(
        "version: 1\nfleet: acme\norgs:\n  far: {{ url: \"{}\", auth: {{ access_token: \"${{env:READER}}\" }} }}\n",
        org.url()
    );
    folder.write("specs/hallpass.yaml", &fleet);
    let run = folder
        .run_with(&["drift", "--org", "far", "--json"], &[("READER", &token)])
        .exits(2);
    let drift = run.json();
    assert_eq!(
        of(&drift, "billing.object[Contact]")["by"],
        json!(admin),
        "{drift:#}"
    );
}
