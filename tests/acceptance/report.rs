//! What integrations did, from what the org writes down anyway.

use serde_json::Value;

use crate::access::credentials;
use crate::support::{Folder, Http, Knobs, Served};

const DIR: &str = "specs/.hallpass/local-org";
const USAGE: &[&str] = &["report", "--usage", "--org", "local"];
const DAY: i64 = 86_400;

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn usage(folder: &Folder, more: &[&str]) -> Value {
    let all = [USAGE, more, &["--json"]].concat();
    folder.run(&all).exits(0).json()
}

fn of<'d>(document: &'d Value, name: &str) -> &'d Value {
    let all = document["integrations"].as_array().unwrap();
    all.iter().find(|one| one["name"] == name).unwrap()
}

/// Somebody freezes the user of postman in Setup, or thaws it.
fn set_frozen(org: &Served, http: &Http, frozen: bool) {
    let token = org.sign_in(http, "admin");
    let user = "SELECT Id FROM User WHERE Username = 'postman.api@example.com'";
    let login = org.query(
        http,
        &format!("SELECT Id FROM UserLogin WHERE UserId IN ({user})"),
    );
    let id = login[0]["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/UserLogin/{id}", org.url());
    let body = serde_json::json!({ "IsFrozen": frozen });
    let _ = http.send("PATCH", &url, &token, &body).expect(204);
}

#[test]
fn what_an_integration_did_is_told_with_the_window_of_it() {
    let folder = applied();
    let http = Http::new();
    {
        let org = Served::start(&folder, &["--dir", DIR]);
        let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
        let answer = http.token(org.url(), &key, &secret).expect(200);
        let token = answer.body["access_token"].as_str().unwrap().to_owned();
        for _ in 0..3 {
            let _ = http
                .query(org.url(), &token, "SELECT Id FROM Account")
                .expect(200);
        }
        let _ = http
            .query(org.url(), &token, "SELECT Id FROM Opportunity")
            .expect(400);
        // A frozen user is refused, and that is written down.
        set_frozen(&org, &http, true);
        assert_eq!(http.token(org.url(), &key, &secret).status, 400);
        set_frozen(&org, &http, false);
    }
    let today = usage(&folder, &[]);
    assert_eq!(today["format_version"], "1.0");
    assert_eq!(today["calls"]["days"], serde_json::json!([]));
    let postman = of(&today, "postman");
    assert_eq!(postman["verdict"], "used");
    assert_eq!(postman["logins"], 1);
    assert_eq!(postman["last_login"]["app"], "Postman Integration App");
    assert_eq!(postman["last_login"]["address"], "127.0.0.1");
    assert_eq!(postman["failures"].as_array().unwrap().len(), 1, "{postman:#}");
    assert_eq!(postman["elsewhere"], serde_json::json!([]));
    assert_eq!(of(&today, "billing")["verdict"], "new");

    // The next day the calls of this one are there, and a month later nothing of it is new.
    let org = Served::start(&folder, &["--dir", DIR]);
    let knobs = Knobs::of(&folder, DIR);
    knobs.clock(DAY);
    let text = folder.run(USAGE).exits(0);
    let text = text.says("API calls of 20").says("postman.api@example.com  used");
    text.says("Account                      GET      3");
    let tomorrow = usage(&folder, &[]);
    let calls = of(&tomorrow, "postman")["calls"].as_array().unwrap();
    let opportunity = calls.iter().find(|call| call["object"] == "Opportunity").unwrap();
    assert_eq!(
        (&opportunity["calls"], &opportunity["failed"]),
        (&1.into(), &1.into())
    );
    drop(org);
}

#[test]
fn logins_that_were_not_through_the_declared_app_stand_out() {
    let folder = applied();
    let (org, http) = (Served::start(&folder, &["--dir", DIR]), Http::new());
    // Somebody runs another app as the user.
    let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
    let _ = http.token(org.url(), &key, &secret).expect(200);
    folder.edit(
        "specs/postman.yaml",
        "external_client_app: PostmanIntegrationApp",
        "external_client_app: Another",
    );
    let document = usage(&folder, &["postman"]);
    assert_eq!(document["integrations"].as_array().unwrap().len(), 1);
    let elsewhere = &of(&document, "postman")["elsewhere"][0];
    assert_eq!(elsewhere["app"], "Postman Integration App");
    assert_eq!(elsewhere["succeeded"], 1);
    folder.run(USAGE).exits(0).says("not through its own app");
}

#[test]
fn an_integration_without_a_user_is_missing_and_views_are_asked_for() {
    let folder = Folder::with_sample_fleet();
    folder.run(USAGE).exits(0).says("Usage: 2 missing.");
    folder.run(&["report", "--org", "local"]).exits(64);
    folder.run(&["report", "--usage", "--days", "181"]).exits(64);
}
