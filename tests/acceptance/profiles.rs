//! Profiles: which is meant whatever the language of the org, what a move to another licence takes, and what one of our own
//! must not grant.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Served};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";
const DIR: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];

fn spec(user: &str, more: &str) -> String {
    format!(
        "integration: billing
owner: finance-it@example.com
user: {{ username: billing.api@example.com, email: finance@example.com{user} }}
permissions: {{ objects: {{ Account: [read] }}, system: [{more}] }}
"
    )
}

/// A person's licence and profile, as an integration must not stay on.
const PERSON: &str = ", license: Salesforce, profile: Minimum Access - Salesforce";

fn folder(spec: &str) -> Folder {
    Folder::with(&[("specs/hallpass.yaml", FLEET), ("specs/billing.yaml", spec)])
}

fn apply(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

fn profile_of(org: &Served, http: &Http) -> Value {
    let users = org.query(
        http,
        "SELECT Profile.Name FROM User WHERE Username = 'billing.api@example.com'",
    );
    users[0]["Profile"]["Name"].clone()
}

#[test]
fn a_german_org_has_the_same_profiles_by_other_names() {
    let german = ["--behaviour", "profile_names=german"];
    let api_only = folder(&spec("", ""));
    let org = Served::start(&api_only, &[DIR, german].concat());
    apply(&api_only);
    let name = profile_of(&org, &Http::new());
    assert_eq!(name, "Mindestzugriff - Nur API-Integrationen");

    // A standard profile that a spec names in English.
    let named = folder(&spec(
        ", license: Salesforce, profile: Standard User",
        "ApiEnabled, ApiUserOnly",
    ));
    let org = Served::start(&named, &[DIR, german].concat());
    apply(&named);
    assert_eq!(profile_of(&org, &Http::new()), "Standardbenutzer");
}

#[test]
fn a_user_moves_to_another_licence_whatever_the_org_asks_of_it() {
    for asked in ["fits", "holds_nothing", "drops"] {
        let folder = folder(&spec(PERSON, "ApiEnabled, ApiUserOnly"));
        let org = Served::start(
            &folder,
            &[DIR, ["--behaviour", &format!("license_change={asked}")]].concat(),
        );
        apply(&folder);
        folder.write("specs/billing.yaml", &spec("", ""));
        let plan = folder.run(&["plan", "--org", "local", "--json"]).json();
        let change = |address: &str| {
            let mut changes = plan["changes"].as_array().unwrap().iter();
            changes
                .find(|change| change["address"] == address)
                .cloned()
                .unwrap()
        };
        let assignment = change("billing.assignment[Billing_Integration]");
        assert_eq!(assignment["action"], "replace", "{plan}");
        let waits = assignment["depends_on"].as_array().unwrap();
        for needed in ["billing.user", "billing.license[SalesforceAPIIntegrationPsl]"] {
            assert!(waits.iter().any(|one| one == needed), "{asked}: {waits:?}");
        }
        assert_eq!(change("billing.user")["risk"], "high");
        folder
            .run(&["plan", "--org", "local"])
            .exits(0)
            .says("taken off and given back");
        apply(&folder);
        assert_eq!(
            profile_of(&org, &Http::new()),
            "Minimum Access - API Only Integrations"
        );
    }
}

#[test]
fn what_a_profile_of_our_own_grants_is_taken_out_of_it() {
    let login = "login: { ip_ranges: [127.0.0.0/8] }\n";
    let folder = folder(&format!("{}{login}", spec("", "")));
    let org = Served::start(&folder, &DIR);
    apply(&folder);
    let http = Http::new();
    let set = org.query(
        &http,
        "SELECT Id FROM PermissionSet WHERE IsOwnedByProfile = true AND Profile.Name = 'Billing Integration'",
    )[0]["Id"]
        .clone();
    let class = org.query(&http, "SELECT Id FROM ApexClass WHERE Name = 'CustomerWS'")[0]["Id"].clone();
    let admin = org.sign_in(&http, "admin");
    let rows = [
        (
            "ObjectPermissions",
            json!({ "ParentId": set, "SobjectType": "Contact", "PermissionsRead": true, "PermissionsEdit": true }),
        ),
        (
            "FieldPermissions",
            json!({ "ParentId": set, "SobjectType": "Contact", "Field": "Contact.Phone", "PermissionsRead": true }),
        ),
        (
            "SetupEntityAccess",
            json!({ "ParentId": set, "SetupEntityId": class }),
        ),
    ];
    for (object, row) in rows {
        let url = format!("{}/services/data/v66.0/sobjects/{object}", org.url());
        http.send("POST", &url, &admin, &row).expect(201);
    }
    folder
        .run(&["drift", "--org", "local"])
        .exits(2)
        .says("grants")
        .says("apex_class CustomerWS");
    apply(&folder);
    for object in ["ObjectPermissions", "FieldPermissions", "SetupEntityAccess"] {
        let soql = format!(
            "SELECT Id FROM {object} WHERE ParentId = '{}'",
            set.as_str().unwrap()
        );
        assert_eq!(org.query(&http, &soql).len(), 0, "{object}");
    }
}

#[test]
fn what_the_profile_of_others_grants_is_told_and_left() {
    let user = ", license: Salesforce, profile: Standard User";
    let folder = folder(&spec(user, "ApiEnabled, ApiUserOnly"));
    folder.run(&["plan", "--org", "local"]).exits(0);
    apply(&folder);
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("profile Standard User gives access beyond the spec");
}
