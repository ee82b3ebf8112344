//! From where and when an integration may log in: on a profile that is its own, and held to by the org.

use std::time::{SystemTime, UNIX_EPOCH};

use crate::access::credentials;
use crate::support::{Folder, Http, Served};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";

fn spec(login: &str) -> String {
    format!(
        "integration: billing
owner: finance-it@example.com
user: {{ username: billing.api@example.com, email: finance@example.com }}
permissions: {{ objects: {{ Account: [read] }} }}
apps:
  - external_client_app: Billing_Integration
    contact_email: finance@example.com
    callback_url: https://localhost/callback
    flow: client_credentials
    scopes: [api]
    ip_relaxation: enforce
{login}
"
    )
}

fn folder(login: &str) -> Folder {
    Folder::with(&[
        ("specs/hallpass.yaml", FLEET),
        ("specs/billing.yaml", &spec(login)),
    ])
}

fn apply(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
}

/// Today, and the days around it, so that the time zone of the org makes no difference.
fn days(from: u64, to: u64) -> String {
    const NAMES: [&str; 7] = [
        "monday",
        "tuesday",
        "wednesday",
        "thursday",
        "friday",
        "saturday",
        "sunday",
    ];
    let now = SystemTime::now().duration_since(UNIX_EPOCH).unwrap().as_secs();
    // The first day of the epoch was a Thursday.
    let today = now / 86_400 + 3;
    let days = (from..=to).map(|ahead| {
        let day = usize::try_from((today + ahead) % 7).unwrap();
        format!("{}: 00:00-24:00", NAMES[day])
    });
    days.collect::<Vec<_>>().join(", ")
}

/// Applies the policy, sees that nothing is left to do, and returns the answer to a request for a token.
fn token_under(folder: &Folder, login: &str) -> (u16, String) {
    folder.write("specs/billing.yaml", &spec(login));
    apply(folder);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
    let http = Http::new();
    let org = Served::start(folder, &["--dir", "specs/.hallpass/local-org"]);
    let (key, secret) = credentials(&org, &http, "Billing_Integration");
    let answer = http.token(org.url(), &key, &secret);
    (answer.status, answer.body.to_string())
}

#[test]
fn logins_are_held_to_ranges_and_hours_until_the_spec_clears_them() {
    let folder = folder("");
    let around = days(6, 8);
    let far = days(3, 3);
    for (login, status) in [
        (String::new(), 200),
        ("login: { ip_ranges: [192.0.2.0/24] }".to_owned(), 400),
        ("login: { ip_ranges: [127.0.0.0/8, '::1'] }".to_owned(), 200),
        (
            format!("login: {{ ip_ranges: [127.0.0.0/8], hours: {{ {far} }} }}"),
            400,
        ),
        (format!("login: {{ hours: {{ {around} }} }}"), 200),
        (format!("login: {{ hours: {{ {far} }} }}"), 400),
        ("login: none".to_owned(), 200),
    ] {
        let (found, body) = token_under(&folder, &login);
        assert_eq!(found, status, "{login}: {body}");
    }
}

#[test]
fn the_plan_names_the_profile_and_the_zone_in_which_hours_hold() {
    let login = "login: { hours: { monday: 08:00-18:00 } }";
    let folder = folder(login);
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("profile Billing Integration")
        .says("monday 08:00-18:00 (America/Los_Angeles)");
}

#[test]
fn a_policy_that_is_no_longer_in_the_spec_goes_on_and_is_told() {
    let login = "login: { ip_ranges: [192.0.2.0/24] }";
    let folder = folder(login);
    apply(&folder);
    folder.write("specs/billing.yaml", &spec(""));
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("`login: none` clears it");
}

#[test]
fn a_profile_goes_with_its_integration() {
    let login = "login: { ip_ranges: [127.0.0.0/8] }";
    let folder = folder(login);
    apply(&folder);
    let ends = format!("{}retire: {{ reason: replaced, grace: 0d }}\n", spec(login));
    folder.write("specs/billing.yaml", &ends);
    apply(&folder);
    let http = Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    let left = org.query(&http, "SELECT Id FROM Profile WHERE Name = 'Billing Integration'");
    assert_eq!(left.len(), 0);
    let user = org.query(
        &http,
        "SELECT IsActive, Profile.Name FROM User WHERE Username = 'billing.api@example.com'",
    );
    assert_eq!(user[0]["IsActive"], false);
    assert_eq!(
        user[0]["Profile"]["Name"],
        "Minimum Access - API Only Integrations"
    );
}
