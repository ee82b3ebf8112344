//! The whole road: specs → plan → apply → nothing left.

use serde_json::Value;

use crate::support::{Folder, Served};

/// What a read-only command may ask: no DML, no deploy, no Connect write.
fn is_write(call: &Value) -> bool {
    let method = call["method"].as_str().unwrap();
    let path = call["path"].as_str().unwrap();
    match method {
        "GET" | "HEAD" => false,
        // A composite carries reads too; whether it does is for the row counts to say.
        "POST" => {
            !(path.starts_with("/services/oauth2/")
                || path.starts_with("/services/Soap/m/")
                || path.ends_with("/composite")
                || path.ends_with("/composite/"))
        }
        _ => true,
    }
}

#[test]
fn a_newcomer_applies_the_sample_fleet_and_then_has_nothing_to_do() {
    let folder = Folder::with_sample_fleet();

    let first = folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let first = first
        .says("billing")
        .says("postman")
        .says("billing.api@example.com")
        .says("PostmanIntegrationApp");
    let first = first.says("Plan:").says("Applied:");
    assert!(first.stdout.contains("Next: "), "{}", first.stdout);
    assert!(!first.stdout.contains("failed"), "{}", first.stdout);

    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("No changes.");
    let log = folder.log();
    let second = &log[before..];
    assert!(!second.is_empty(), "the second run asked the org");
    let writes: Vec<_> = second.iter().filter(|call| is_write(call)).collect();
    assert!(writes.is_empty(), "{writes:#?}");

    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
    folder
        .run(&["drift", "--org", "local"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn the_plan_of_an_empty_org_is_whole_and_ordered() {
    let folder = Folder::with_sample_fleet();
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();

    assert_eq!(plan["format_version"], "1.0");
    for key in ["name", "id", "url", "username", "api_version"] {
        assert!(plan["org"][key].is_string(), "org.{key}: {}", plan["org"]);
    }
    for key in ["spec_digest", "fingerprint"] {
        assert!(plan[key].is_string(), "{key}");
    }
    for key in ["changes", "unmanaged", "blocked", "warnings"] {
        assert!(plan[key].is_array(), "{key}");
    }
    for key in ["calls", "round_trips", "limit", "used"] {
        assert!(plan["api"][key].is_u64(), "api.{key}: {}", plan["api"]);
    }
    let summary: Vec<_> = plan["summary"]
        .as_object()
        .unwrap()
        .keys()
        .map(String::as_str)
        .collect();
    assert_eq!(summary, ["create", "update", "delete", "replace", "adopt"]);

    let changes = plan["changes"].as_array().unwrap();
    assert_eq!(plan["summary"]["create"].as_u64().unwrap(), changes.len() as u64);
    let mut seen = Vec::new();
    for change in changes {
        let address = change["address"].as_str().unwrap();
        assert!(
            address.starts_with(change["integration"].as_str().unwrap()),
            "{address}"
        );
        assert_eq!(change["action"], "create", "{address}");
        assert!(
            change["before"].is_null() && !change["after"].is_null(),
            "{address}"
        );
        for dependency in change["depends_on"].as_array().unwrap() {
            assert!(
                seen.contains(&dependency.as_str().unwrap()),
                "{address} comes before {dependency}"
            );
        }
        seen.push(address);
    }
    for address in [
        "billing.user",
        "billing.license[SalesforceAPIIntegrationPsl]",
        "billing.permission_set",
        "billing.object[Account]",
        "billing.object[Contact]",
        "billing.assignment[Billing_Integration]",
        "postman.apex_class[CustomerWS]",
        "postman.apex_class[CustomerRESTWS]",
        "postman.app[PostmanIntegrationApp]",
    ] {
        assert!(seen.contains(&address), "{address} is not in {seen:#?}");
    }
}

#[test]
fn planning_twice_gives_the_same_bytes_and_writes_nothing() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["plan", "--org", "local", "--out", "one.plan"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--out", "two.plan"])
        .exits(0);
    let read = |name: &str| std::fs::read_to_string(folder.path(name)).unwrap();
    // The embedded org listens on another port each time; a real one stays where it is.
    let steady = |text: String| {
        text.lines()
            .filter(|line| !line.contains("\"url\""))
            .collect::<Vec<_>>()
            .join("\n")
    };
    assert_eq!(steady(read("one.plan")), steady(read("two.plan")));
    let writes: Vec<_> = folder.log().into_iter().filter(is_write).collect();
    assert!(writes.is_empty(), "{writes:#?}");
}

#[test]
fn what_was_applied_is_what_a_stranger_finds_in_the_org() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let http = crate::support::Http::new();
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);

    let users = org.query(
        &http,
        "SELECT Username, IsActive, Profile.Name, Profile.UserLicense.Name FROM User \
         WHERE Username IN ('billing.api@example.com', 'postman.api@example.com')",
    );
    assert_eq!(users.len(), 2);
    for user in &users {
        assert_eq!(user["IsActive"], true);
        assert_eq!(user["Profile"]["Name"], "Minimum Access - API Only Integrations");
        assert_eq!(user["Profile"]["UserLicense"]["Name"], "Salesforce Integration");
    }
    let licences = org.query(
        &http,
        "SELECT Id FROM PermissionSetLicenseAssign WHERE PermissionSetLicense.DeveloperName = 'SalesforceAPIIntegrationPsl' \
         AND Assignee.Username IN ('billing.api@example.com', 'postman.api@example.com')",
    );
    assert_eq!(licences.len(), 2);
    let objects = org.query(
        &http,
        "SELECT SobjectType, PermissionsRead, PermissionsCreate, PermissionsEdit, PermissionsDelete FROM ObjectPermissions \
         WHERE Parent.Name = 'Billing_Integration' ORDER BY SobjectType",
    );
    let granted: Vec<_> = objects
        .iter()
        .map(|row| {
            let verb = |name: &str, letter: &'static str| if row[name] == true { letter } else { "-" };
            let verbs = [
                ("PermissionsRead", "r"),
                ("PermissionsCreate", "c"),
                ("PermissionsEdit", "e"),
                ("PermissionsDelete", "d"),
            ];
            let letters: String = verbs.iter().map(|(name, letter)| verb(name, letter)).collect();
            format!("{} {letters}", row["SobjectType"].as_str().unwrap())
        })
        .collect();
    assert_eq!(granted, ["Account rce-", "Contact r---"]);
    let assigned = org.query(
        &http,
        "SELECT Assignee.Username FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Billing_Integration'",
    );
    assert_eq!(assigned.len(), 1);
    assert_eq!(assigned[0]["Assignee"]["Username"], "billing.api@example.com");
}

#[test]
fn programs_get_the_plan_and_what_became_of_each_change() {
    let folder = Folder::with_sample_fleet();
    let applied = folder
        .run(&["apply", "--org", "local", "--auto-approve", "--json"])
        .exits(0)
        .json();
    let changes = applied["changes"].as_array().unwrap();
    let outcome = applied["outcome"].as_array().unwrap();
    assert_eq!(changes.len(), outcome.len());
    for (change, entry) in changes.iter().zip(outcome) {
        assert_eq!(entry["address"], change["address"]);
        assert_eq!(entry["status"], "done");
        assert!(
            entry.as_object().unwrap().contains_key("error") && entry["error"].is_null(),
            "{entry}"
        );
    }
}
