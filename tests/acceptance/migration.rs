//! From an old user to the integration's own: both alive, watched, closed, opened again.

use serde_json::{Value, json};

use crate::access::credentials;
use crate::support::{Answer, Folder, Http, Run, Served};

const DIR: &str = "specs/.hallpass/local-org";
const OLD: &str = "nora.lind@hallpass.local";

/// The sample fleet, applied, with somebody as whom billing's consumer signed in before.
pub(crate) fn beside() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        &format!("migrate_from: {{ user: {OLD} }}\n\n# How it gets its tokens"),
    );
    folder
}

/// The consumer signs in the old way: with the password of a person.
pub(crate) fn sign_in_the_old_way(folder: &Folder) -> Answer {
    let http = Http::new();
    let org = Served::start(folder, &["--dir", DIR]);
    let admin = org.sign_in(&http, "admin");
    let users = org.query(&http, &format!("SELECT Id FROM User WHERE Username = '{OLD}'"));
    let id = users[0]["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/User/{id}/password", org.url());
    let _ = http.send("POST", &url, &admin, &json!({ "NewPassword": "Old-w4y-in!" }));
    let envelope = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:urn=\"urn:partner.soap.sforce.com\">\
         <soapenv:Body><urn:login><urn:username>{OLD}</urn:username><urn:password>Old-w4y-in!</urn:password></urn:login>\
         </soapenv:Body></soapenv:Envelope>"
    );
    http.soap(&format!("{}/services/Soap/u/64.0", org.url()), &envelope)
}

pub(crate) fn sign_in_the_new_way(folder: &Folder) -> Answer {
    let http = Http::new();
    let org = Served::start(folder, &["--dir", DIR]);
    let (key, secret) = credentials(&org, &http, "Billing_Integration");
    http.token(org.url(), &key, &secret)
}

#[track_caller]
fn migrate(folder: &Folder, flags: &[&str]) -> Run {
    let typed = [&["migrate", "billing", "--org", "local"], flags].concat();
    folder.run(&typed)
}

/// All that a cut-over touches, as the org has it.
fn state(folder: &Folder) -> Vec<Vec<Value>> {
    let http = Http::new();
    let org = Served::start(folder, &["--dir", DIR]);
    [
        format!("SELECT IsActive, AboutMe FROM User WHERE Username = '{OLD}'"),
        format!(
            "SELECT IsFrozen FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE Username = '{OLD}')"
        ),
    ]
    .iter()
    .map(|soql| org.query(&http, soql))
    .collect()
}

#[test]
fn a_consumer_goes_over_and_the_old_way_is_closed_and_opened_again() {
    let folder = beside();
    let before = state(&folder);
    sign_in_the_old_way(&folder).expect(200);
    migrate(&folder, &[])
        .exits(0)
        .says("Both ways are open, and nobody has signed in the new way yet.");

    let refused = migrate(&folder, &["--cut-over", "--auto-approve"]).exits(7);
    refused
        .complains("nobody has ever signed in the new way")
        .complains("the old way is still in use");
    sign_in_the_new_way(&folder).expect(200);
    let told = migrate(&folder, &["--json"]).exits(0).json();
    assert_eq!(told["stage"], "switching", "{told:#}");
    assert_eq!(told["obstacles"][0]["reason"], "still_in_use");
    assert_eq!(told["old"]["uses"][0]["logins"], 1, "{told:#}");
    migrate(&folder, &["--cut-over", "--auto-approve"]).exits(7);
    migrate(&folder, &["--cut-over"]).exits(7);
    assert_eq!(state(&folder), before, "nothing was written");

    migrate(&folder, &["--quiet-for", "0d"])
        .exits(0)
        .says("the old one is silent");
    migrate(&folder, &["--cut-over", "--quiet-for", "0d"])
        .exits(64)
        .complains("nobody is there to approve");
    assert_eq!(state(&folder), before, "nothing was written");
    let done = migrate(
        &folder,
        &["--cut-over", "--quiet-for", "0d", "--auto-approve", "--json"],
    )
    .exits(0);
    let done = done.json();
    assert_eq!(
        (&done["stage"], &done["done"]),
        (&json!("closed"), &json!("cut_over"))
    );
    assert_eq!(done["old"]["sessions"], 0);
    assert_ne!(sign_in_the_old_way(&folder).status, 200, "it is frozen");
    sign_in_the_new_way(&folder).expect(200);
    migrate(&folder, &["--cut-over", "--auto-approve"])
        .exits(0)
        .says("The old way is closed.");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);

    migrate(&folder, &["--undo", "--auto-approve"])
        .exits(0)
        .says("The old way is open again.");
    assert_eq!(state(&folder), before);
    sign_in_the_old_way(&folder).expect(200);
    migrate(&folder, &["--undo", "--auto-approve"]).exits(0);
    migrate(&folder, &["--cut-over", "--force", "--auto-approve"])
        .exits(0)
        .says("The cut-over is done.");
}

#[test]
fn who_else_signs_in_through_the_old_app_is_told_and_a_cut_over_leaves_it_open() {
    let folder = beside();
    let from = format!("user: {OLD} }}");
    let through = format!("user: {OLD}, connected_app: Billing Integration }}");
    folder.edit("specs/billing.yaml", &from, &through);
    migrate(&folder, &[])
        .exits(0)
        .says("Billing Integration: a cut-over leaves it open")
        .says("who else holds a token of it cannot be seen")
        .says("nobody else was seen to log in through it; Setup, Connected Apps OAuth Usage,");
    sign_in_the_new_way(&folder).expect(200);
    let told = migrate(&folder, &["--json"]).exits(0).json();
    let others = told["old_app"]["others"].as_array().unwrap();
    assert_eq!(others.len(), 1, "{told:#}");
    assert_eq!(others[0]["user"], "billing.api@example.com", "{told:#}");
    assert_eq!(others[0]["logins"], 1, "{told:#}");
    migrate(&folder, &["--cut-over", "--quiet-for", "0d", "--auto-approve"])
        .exits(0)
        .says("billing.api@example.com: a login, last used within a day")
        .says("blocking it in Setup would stop them");
    sign_in_the_new_way(&folder).expect(200);
}

#[test]
fn what_leaves_nobody_a_way_in_is_refused_whoever_insists() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        &format!("migrate_from: {{ user: {OLD} }}\n\n# How it gets its tokens"),
    );
    let force = ["--cut-over", "--force", "--auto-approve"];
    migrate(&folder, &[]).exits(0).says("the new one is not ready");
    migrate(&folder, &force)
        .exits(1)
        .complains("cannot log in, so nothing would be left");
    folder.edit("specs/billing.yaml", OLD, "runner@hallpass.local");
    migrate(&folder, &force)
        .exits(1)
        .complains("hallpass runs as the old user");
    folder.edit(
        "specs/billing.yaml",
        "user: runner@hallpass.local",
        "user: nobody@hallpass.local",
    );
    migrate(&folder, &force)
        .exits(1)
        .complains("the org has no such old user");
    folder.edit(
        "specs/billing.yaml",
        "user: nobody@hallpass.local",
        "user: postman.api@example.com",
    );
    folder
        .run(&["validate"])
        .exits(1)
        .says("HS059")
        .says("is the user of the integration `postman`");
}

#[test]
fn a_spec_that_migrates_from_nothing_says_what_to_write() {
    let folder = Folder::with_sample_fleet();
    migrate(&folder, &[])
        .exits(1)
        .complains("does not say what it migrates from")
        .complains("migrate_from");
}
