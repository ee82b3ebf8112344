//! What an integration can do with its own token, asked by a client that knows nothing of ours.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Served};

/// Applies the sample fleet, serves the org, and signs in as postman with its own key and secret.
fn signed_in() -> (Folder, Http, Served, String) {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let http = Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
    let answer = http.token(org.url(), &key, &secret).expect(200);
    let token = answer.body["access_token"].as_str().unwrap().to_owned();
    (folder, http, org, token)
}

/// Key and secret of an app over Connect REST, as an administrator reads them.
pub(crate) fn credentials(org: &Served, http: &Http, app: &str) -> (String, String) {
    let admin = org.sign_in(http, "admin");
    let rows = org.query(
        http,
        &format!("SELECT Id FROM ExternalClientApplication WHERE DeveloperName = '{app}'"),
    );
    let base = format!(
        "{}/services/data/v66.0/apps/oauth/credentials/{}",
        org.url(),
        rows[0]["Id"].as_str().unwrap()
    );
    let consumers = http.send("GET", &base, &admin, &Value::Null).expect(200);
    let consumer = consumers.body["consumers"][0]["id"].as_str().unwrap().to_owned();
    let both = http
        .send(
            "GET",
            &format!("{base}/{consumer}?part=keyandsecret"),
            &admin,
            &Value::Null,
        )
        .expect(200);
    (
        both.body["key"].as_str().unwrap().to_owned(),
        both.body["secret"].as_str().unwrap().to_owned(),
    )
}

#[test]
fn the_token_runs_as_the_integrations_own_user() {
    let (_folder, http, org, token) = signed_in();
    let who = http
        .send(
            "GET",
            &format!("{}/services/oauth2/userinfo", org.url()),
            &token,
            &Value::Null,
        )
        .expect(200);
    assert_eq!(who.body["preferred_username"], "postman.api@example.com");
    let logins = org.query(
        &http,
        "SELECT Status, LoginType FROM LoginHistory WHERE UserId IN \
         (SELECT Id FROM User WHERE Username = 'postman.api@example.com') ORDER BY LoginTime DESC",
    );
    assert_eq!(logins[0]["Status"], "Success");
    assert_eq!(logins[0]["LoginType"], "Remote Access 2.0");
}

#[test]
fn what_is_granted_works() {
    let (_folder, http, org, token) = signed_in();
    http.query(org.url(), &token, "SELECT Id FROM Account LIMIT 1")
        .expect(200);
    let rows = format!("{}/services/data/v66.0/sobjects", org.url());
    let made = http
        .send(
            "POST",
            &format!("{rows}/Account"),
            &token,
            &json!({ "Name": "From Postman" }),
        )
        .expect(201);
    let id = made.body["id"].as_str().unwrap();
    http.send("DELETE", &format!("{rows}/Account/{id}"), &token, &Value::Null)
        .expect(204);
    http.send(
        "GET",
        &format!("{}/services/apexrest/customer", org.url()),
        &token,
        &Value::Null,
    )
    .expect(200);
}

#[test]
fn what_is_not_granted_is_refused_as_if_it_were_not_there() {
    let (_folder, http, org, token) = signed_in();
    let refused = http
        .query(org.url(), &token, "SELECT Id FROM Opportunity")
        .expect(400);
    assert_eq!(refused.body[0]["errorCode"], "INVALID_TYPE");
    let refused = http
        .query(
            org.url(),
            &token,
            "SELECT Id FROM Account WHERE AnnualRevenue > 1",
        )
        .expect(400);
    assert_eq!(refused.body[0]["errorCode"], "INVALID_FIELD");
    let rows = format!("{}/services/data/v66.0/sobjects", org.url());
    let refused = http.send(
        "POST",
        &format!("{rows}/Opportunity"),
        &token,
        &json!({ "Name": "x" }),
    );
    assert!(matches!(refused.status, 403 | 404), "{refused:?}");
}
