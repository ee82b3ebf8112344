//! Whose things are: marks, names that change, protection, letting go, and access the other way round.

use serde_json::{Value, json};

use crate::support::{Folder, Http, Served};

const STATE: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn plan(folder: &Folder, code: i32) -> Value {
    folder
        .run(&["plan", "--org", "local", "--json"])
        .exits(code)
        .json()
}

fn converges(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

/// What is in the org, as one row each.
fn rows(folder: &Folder, soql: &str) -> Vec<Value> {
    Served::start(folder, &STATE).query(&Http::new(), soql)
}

fn actions(plan: &Value) -> Vec<(String, String)> {
    let text = |value: &Value| value.as_str().unwrap().to_owned();
    let changes = plan["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| (text(&change["address"]), text(&change["action"])))
        .collect()
}

fn marks(folder: &Folder) -> [String; 3] {
    let text = |soql: &str, column: &str| {
        rows(folder, soql)[0][column]
            .as_str()
            .unwrap_or_default()
            .to_owned()
    };
    [
        text(
            "SELECT AboutMe FROM User WHERE Username = 'billing.api@example.com'",
            "AboutMe",
        ),
        text(
            "SELECT Description FROM PermissionSet WHERE Label = 'Billing Integration'",
            "Description",
        ),
        text(
            "SELECT Description FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Integration'",
            "Description",
        ),
    ]
}

#[test]
fn another_name_for_an_integration_makes_nothing_anew() {
    let folder = applied();
    let ids = |name: &str| {
        let soql = format!("SELECT Id FROM PermissionSet WHERE Name = '{name}'");
        rows(&folder, &soql).first().map(|row| row["Id"].clone())
    };
    let before = ids("Billing_Integration");
    assert!(before.is_some());
    folder.edit(
        "specs/billing.yaml",
        "integration: billing ",
        "integration: invoicing\npreviously: billing ",
    );
    let plan = plan(&folder, 0);
    let mut actions = actions(&plan);
    actions.sort();
    let update = |address: &str| (address.to_owned(), "update".to_owned());
    assert_eq!(
        actions,
        [
            update("invoicing.app[Billing_Integration]"),
            update("invoicing.permission_set"),
            update("invoicing.user"),
        ]
    );
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("Billing_Integration → Invoicing_Integration")
        .says("was of billing");
    converges(&folder);
    assert_eq!(ids("Invoicing_Integration"), before);
    assert_eq!(ids("Billing_Integration"), None);
    // The key has done its work.
    folder.edit("specs/billing.yaml", "previously: billing", "#");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn protection_stands_in_the_marks_and_goes_by_a_plan_of_its_own() {
    let folder = applied();
    let owner = "owner: finance-it@example.com";
    folder.edit("specs/billing.yaml", owner, &format!("protect: true\n{owner}"));
    folder.run(&["plan", "--org", "local"]).exits(0).says("protected");
    converges(&folder);
    for mark in marks(&folder) {
        assert!(mark.ends_with(" protect=true]"), "{mark}");
    }
    // Without its spec it is told and left, whatever was asked for.
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    std::fs::remove_file(folder.path("specs/billing.yaml")).unwrap();
    let told = plan(&folder, 0);
    assert!(actions(&told).is_empty(), "{told:#}");
    assert!(told["unmanaged"].to_string().contains("billing"));
    folder.write("specs/billing.yaml", &spec.replace("protect: true\n", ""));
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("protection lifted")
        .says("3 to change, 0 to delete");
    converges(&folder);
    for mark in marks(&folder) {
        assert!(!mark.contains("protect"), "{mark}");
    }
}

#[test]
fn forgetting_takes_the_marks_off_and_leaves_the_rest() {
    let folder = applied();
    let before = rows(&folder, "SELECT Id FROM ObjectPermissions").len();
    folder
        .run(&["forget", "billing", "--org", "local"])
        .exits(64)
        .complains("nobody is there to approve");
    let forget = ["forget", "billing", "--org", "local", "--auto-approve"];
    folder
        .run(&forget)
        .exits(0)
        .says("let go")
        .says("Applied: 3 done.");
    assert_eq!(
        marks(&folder),
        [
            "",
            "Posts invoices from the billing platform",
            "Posts invoices from the billing platform"
        ]
    );
    assert_eq!(rows(&folder, "SELECT Id FROM ObjectPermissions").len(), before);
    folder.run(&forget).exits(1).complains("carries the mark");
    let blocked = plan(&folder, 1);
    assert_eq!(blocked["blocked"][0]["reason"], "not_ours");
}

#[test]
fn what_was_given_up_comes_back_by_adoption() {
    let folder = applied();
    folder
        .run(&["forget", "billing", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit(
        "specs/billing.yaml",
        "owner: finance-it",
        "adopt: true\nenforce: exact\nowner: finance-it",
    );
    let adopted = plan(&folder, 0);
    assert!(
        actions(&adopted).iter().all(|(_, action)| action == "adopt"),
        "{adopted:#}"
    );
    converges(&folder);
}

#[test]
fn a_saved_plan_of_forgetting_is_applied_like_any_other() {
    let folder = applied();
    folder
        .run(&["forget", "billing", "--org", "local", "--out", "forget.plan"])
        .exits(0)
        .says("3 to change");
    assert!(marks(&folder).iter().all(|mark| mark.contains("[hallpass ")));
    folder
        .run(&["apply", "forget.plan", "--org", "local"])
        .exits(0)
        .says("Applied: 3 done.");
    assert!(marks(&folder).iter().all(|mark| !mark.contains("[hallpass ")));
}

#[test]
fn our_set_on_somebody_else_is_drift_and_is_taken_off() {
    let folder = applied();
    let held = "SELECT Id FROM PermissionSetAssignment WHERE PermissionSet.Name = 'Billing_Integration'";
    {
        let http = Http::new();
        let org = Served::start(&folder, &STATE);
        let admin = org.sign_in(&http, "admin");
        let one = |soql: &str| org.query(&http, soql)[0]["Id"].clone();
        let set = one("SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'");
        // A user of the same licence: the set may be given to no other.
        let profile = one("SELECT ProfileId, Id FROM User WHERE Username = 'billing.api@example.com'");
        let profile = org.query(
            &http,
            &format!(
                "SELECT ProfileId FROM User WHERE Id = {}",
                profile.to_string().replace('"', "'")
            ),
        )[0]["ProfileId"]
            .clone();
        let users = format!("{}/services/data/v66.0/sobjects/User", org.url());
        let user = json!({ "Username": "stray@example.com", "LastName": "Stray", "Email": "stray@example.com", "Alias": "stray",
            "ProfileId": profile, "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US",
            "EmailEncodingKey": "UTF-8" });
        let user = http.send("POST", &users, &admin, &user).expect(201).body["id"].clone();
        let license =
            one("SELECT Id FROM PermissionSetLicense WHERE DeveloperName = 'SalesforceAPIIntegrationPsl'");
        let url = |object: &str| format!("{}/services/data/v66.0/sobjects/{object}", org.url());
        http.send(
            "POST",
            &url("PermissionSetLicenseAssign"),
            &admin,
            &json!({ "AssigneeId": user, "PermissionSetLicenseId": license }),
        )
        .expect(201);
        http.send(
            "POST",
            &url("PermissionSetAssignment"),
            &admin,
            &json!({ "AssigneeId": user, "PermissionSetId": set }),
        )
        .expect(201);
    }
    assert_eq!(rows(&folder, held).len(), 2);
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(2).json();
    assert_eq!(
        actions(&drift),
        [(
            "billing.holder[stray@example.com]".to_owned(),
            "delete".to_owned()
        )]
    );
    assert_eq!(drift["changes"][0]["risk"], "medium");
    converges(&folder);
    assert_eq!(rows(&folder, held).len(), 1);
}

#[test]
fn whom_our_app_admits_besides_is_drift_and_only_told() {
    let folder = applied();
    {
        let http = Http::new();
        let org = Served::start(&folder, &STATE);
        let admin = org.sign_in(&http, "admin");
        let url = |object: &str| format!("{}/services/data/v66.0/sobjects/{object}", org.url());
        let set = json!({ "Name": "Sales_Ops", "Label": "Sales Ops" });
        let set = http
            .send("POST", &url("PermissionSet"), &admin, &set)
            .expect(201)
            .body["id"]
            .clone();
        let app = org.query(
            &http,
            "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Integration'",
        )[0]["Id"]
            .clone();
        let link = json!({ "ParentId": set, "SetupEntityId": app });
        http.send("POST", &url("SetupEntityAccess"), &admin, &link)
            .expect(201);
    }
    let drift = folder.run(&["drift", "--org", "local", "--json"]).exits(2).json();
    assert!(actions(&drift).is_empty(), "{drift:#}");
    let warning = &drift["warnings"][0];
    assert_eq!(warning["code"], "exposed");
    assert!(
        warning["message"].as_str().unwrap().contains("Sales_Ops"),
        "{warning:#}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
}

/// Writes a description by hand.
fn describe(folder: &Folder, object: &str, name: &str, text: &str) {
    let http = Http::new();
    let org = Served::start(folder, &STATE);
    let admin = org.sign_in(&http, "admin");
    let row = &org.query(&http, &format!("SELECT Id FROM {object} WHERE {name}"))[0];
    let id = row["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/{object}/{id}", org.url());
    http.send("PATCH", &url, &admin, &json!({ "Description": text }))
        .expect(204);
}

#[test]
fn a_foreign_mark_is_refused_until_the_org_accepts_its_fleet_and_the_spec_adopts() {
    let folder = applied();
    let theirs =
        "Theirs. [hallpass fleet=umbrella integration=other object=Billing_Integration protect=true]";
    describe(&folder, "PermissionSet", "Name = 'Billing_Integration'", theirs);
    let adopt = |spec: &str| format!("adopt: true\nenforce: exact\n{spec}");
    let owner = "owner: finance-it@example.com";
    let refused = plan(&folder, 1);
    assert_eq!(refused["blocked"][0]["reason"], "foreign_mark");
    folder.edit("specs/billing.yaml", owner, &adopt(owner));
    assert_eq!(plan(&folder, 1)["blocked"][0]["reason"], "foreign_mark");
    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve", "--adopt", "billing"])
        .exits(1)
        .complains("nothing was written");
    assert!(
        !folder.log()[before..]
            .iter()
            .any(|call| call["method"] == "PATCH")
    );

    folder.edit(
        "specs/hallpass.yaml",
        "local: { local: .hallpass/local-org }",
        "local: { local: .hallpass/local-org, accept_fleets: [umbrella] }",
    );
    assert_eq!(
        actions(&plan(&folder, 0)),
        [("billing.permission_set".to_owned(), "adopt".to_owned())]
    );
    converges(&folder);
    assert!(!marks(&folder)[1].contains("umbrella") && !marks(&folder)[1].contains("protect"));
}

#[test]
fn a_copied_mark_is_told_is_no_reason_to_end_anything_and_can_be_adopted() {
    let folder = applied();
    // As a clone of the set in Setup would have it: the mark names the original.
    let copied = "[hallpass fleet=acme integration=billing object=Original]";
    describe(&folder, "PermissionSet", "Name = 'Billing_Integration'", copied);
    let told = plan(&folder, 1);
    assert_eq!(told["blocked"][0]["reason"], "copied_mark");
    // Without the spec the rest is an orphan, and the copy is nobody's.
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    std::fs::remove_file(folder.path("specs/billing.yaml")).unwrap();
    let prune = ["plan", "--org", "local", "--json", "--prune", "--grace", "0d"];
    let pruned = folder.run(&prune).exits(0).json();
    assert!(
        actions(&pruned)
            .iter()
            .all(|(address, _)| address != "billing.permission_set"),
        "{pruned:#}"
    );
    folder.write("specs/billing.yaml", &spec);
    folder
        .run(&["apply", "--org", "local", "--auto-approve", "--adopt", "billing"])
        .exits(0)
        .says("< permission set Billing_Integration");
    converges(&folder);
}

#[test]
fn a_set_that_serves_others_is_left_to_them_and_swapped_for_a_copy() {
    let folder = applied();
    {
        let http = Http::new();
        let org = Served::start(&folder, &STATE);
        let admin = org.sign_in(&http, "admin");
        let url = |object: &str| format!("{}/services/data/v66.0/sobjects/{object}", org.url());
        let set = org.query(
            &http,
            "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
        )[0]["Id"]
            .clone();
        let group = json!({ "DeveloperName": "Finance", "MasterLabel": "Finance" });
        let group = http
            .send("POST", &url("PermissionSetGroup"), &admin, &group)
            .expect(201)
            .body["id"]
            .clone();
        let member = json!({ "PermissionSetGroupId": group, "PermissionSetId": set });
        http.send("POST", &url("PermissionSetGroupComponent"), &admin, &member)
            .expect(201);
    }
    folder.edit(
        "specs/billing.yaml",
        "Account: [read, create, edit]",
        "Account: [read]",
    );
    let shared = plan(&folder, 1);
    let blocked = &shared["blocked"][0];
    assert_eq!(blocked["reason"], "shared");
    assert!(
        blocked["message"].as_str().unwrap().contains("Finance"),
        "{blocked:#}"
    );
    assert!(
        blocked["hint"].as_str().unwrap().contains("permission_set.name"),
        "{blocked:#}"
    );
    folder.edit(
        "specs/billing.yaml",
        "owner: finance-it",
        "permission_set: { name: Billing_Api }\nowner: finance-it",
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("+ permission set Billing_Api")
        .says("- assignment Billing_Integration");
    let left = rows(
        &folder,
        "SELECT PermissionsCreate FROM ObjectPermissions WHERE Parent.Name = 'Billing_Integration' AND SobjectType = 'Account'",
    );
    assert_eq!(left[0]["PermissionsCreate"], true, "the group keeps what it had");
}
