//! Changes of a spec, of the org, and of both.

use serde_json::json;

use crate::support::{Folder, Http, Served};

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

/// Applies and expects that nothing is left.
fn converges(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn a_grant_more_and_a_grant_less_are_two_changes() {
    let folder = applied();
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Opportunity: [read]",
    );
    let plan = folder
        .run(&["plan", "--org", "local", "--json", "--detailed-exitcode"])
        .exits(2)
        .json();
    let mut changes: Vec<_> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| {
            (
                change["address"].as_str().unwrap(),
                change["action"].as_str().unwrap(),
            )
        })
        .collect();
    changes.sort_unstable();
    assert!(
        changes.contains(&("postman.object[Lead]", "delete")),
        "{changes:?}"
    );
    assert!(
        changes.contains(&("postman.object[Opportunity]", "create")),
        "{changes:?}"
    );
    converges(&folder);
}

#[test]
fn a_verb_more_is_told_in_the_language_of_access() {
    let folder = applied();
    folder.edit(
        "specs/billing.yaml",
        "Account: [read, create, edit]",
        "Account: [read, create, edit, delete]",
    );
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("~ Account")
        .says("gains delete")
        .says("medium");
    converges(&folder);
}

#[test]
fn what_moved_in_the_org_is_drift_and_is_put_back() {
    let folder = applied();
    {
        let http = Http::new();
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let admin = org.sign_in(&http, "admin");
        let rows = org.query(
            &http,
            "SELECT Id FROM ObjectPermissions WHERE Parent.Name = 'Billing_Integration' AND SobjectType = 'Contact'",
        );
        let url = format!(
            "{}/services/data/v66.0/sobjects/ObjectPermissions/{}",
            org.url(),
            rows[0]["Id"].as_str().unwrap()
        );
        http.send("PATCH", &url, &admin, &json!({ "PermissionsEdit": true }))
            .expect(204);
        let users = org.query(
            &http,
            "SELECT Id FROM User WHERE Username = 'billing.api@example.com'",
        );
        let url = format!(
            "{}/services/data/v66.0/sobjects/User/{}",
            org.url(),
            users[0]["Id"].as_str().unwrap()
        );
        http.send(
            "PATCH",
            &url,
            &admin,
            &json!({ "TimeZoneSidKey": "Europe/Berlin" }),
        )
        .expect(204);
    }
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(2).json();
    let addresses: Vec<_> = drift["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|c| c["address"].as_str().unwrap())
        .collect();
    assert_eq!(addresses.len(), 2, "{addresses:?}");
    assert!(
        addresses.contains(&"billing.user") && addresses.contains(&"billing.object[Contact]"),
        "{addresses:?}"
    );
    converges(&folder);
}

#[test]
fn only_the_named_integration_is_touched() {
    let folder = Folder::with_sample_fleet();
    let plan = folder
        .run(&["plan", "--org", "local", "--json", "--integration", "billing"])
        .exits(0)
        .json();
    assert!(
        plan["changes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|change| change["integration"] == "billing")
    );
    folder
        .run(&[
            "apply",
            "--org",
            "local",
            "--auto-approve",
            "--integration",
            "billing",
        ])
        .exits(0);
    let rest = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    assert!(
        rest["changes"]
            .as_array()
            .unwrap()
            .iter()
            .all(|change| change["integration"] == "postman")
    );
    converges(&folder);
}
