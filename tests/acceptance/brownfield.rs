//! Orgs that were there before us: what is in the way, what is missing, what is not ours.

use serde_json::json;

use crate::support::{Folder, Http, Served};

#[test]
fn an_unmarked_set_with_our_name_is_in_the_way_until_adopted() {
    let folder = Folder::with_sample_fleet();
    {
        let http = Http::new();
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let admin = org.sign_in(&http, "admin");
        let url = format!("{}/services/data/v66.0/sobjects/PermissionSet", org.url());
        http.send(
            "POST",
            &url,
            &admin,
            &json!({ "Name": "Billing_Integration", "Label": "By hand" }),
        )
        .expect(201);
    }
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(1).json();
    let blocked = plan["blocked"].as_array().unwrap();
    assert_eq!(blocked[0]["address"], "billing.permission_set");
    assert_eq!(blocked[0]["reason"], "not_ours");
    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("blocked");
    let log = folder.log();
    assert!(
        log[before..]
            .iter()
            .all(|call| call["method"] != "PATCH" && call["method"] != "DELETE")
    );

    // Adopting is a step of its own, so that nobody loses access by saying whose a thing is: only the mark is written,
    // and what the spec would change besides is shown for the next apply.
    folder
        .run(&["apply", "--org", "local", "--auto-approve", "--adopt", "billing"])
        .exits(0)
        .says("< permission set Billing_Integration")
        .says("label from By hand to")
        .says("this apply only adopts");
    {
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let soql = "SELECT Label, Description FROM PermissionSet WHERE Name = 'Billing_Integration'";
        let set = &org.query(&Http::new(), soql)[0];
        assert_eq!(set["Label"], "By hand");
        assert!(set["Description"].as_str().unwrap().starts_with("[hallpass "));
    }
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("By hand → Billing Integration");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn an_adopted_integration_starts_with_a_report() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["forget", "billing", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit(
        "specs/billing.yaml",
        "owner: finance-it",
        "adopt: true\nowner: finance-it",
    );
    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("would be adopted; `enforce: report` leaves it")
        .says("No changes.");
    let log = folder.log();
    let is_write = |call: &serde_json::Value| call["method"] == "PATCH" || call["method"] == "DELETE";
    assert!(!log[before..].iter().any(is_write));
}

#[test]
fn seats_that_are_not_there_stop_the_plan_before_any_write() {
    let folder = Folder::with_sample_fleet();
    for n in 0..6 {
        let spec = format!(
            "integration: load-{n}\nowner: load@example.com\nuser: {{ username: load{n}.api@example.com, email: load@example.com }}\n\
             permissions:\n  objects: {{ Account: [read] }}\napps: []\n"
        );
        folder.write(&format!("specs/load-{n}.yaml"), &spec);
    }
    let run = folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1);
    let run = run.says("seat");
    assert!(run.stdout.contains('!'), "{}", run.stdout);
    let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
    let users = org.query(&Http::new(), "SELECT Id FROM User WHERE Username LIKE 'load%'");
    assert!(users.is_empty(), "{users:?}");
}

#[test]
fn what_the_org_does_not_have_is_named_before_any_write() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Nothing__c: [read]",
    );
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(1).json();
    let blocked = plan["blocked"].as_array().unwrap();
    assert!(
        blocked
            .iter()
            .any(|one| one["reason"] == "no_object" && one["address"] == "postman.object[Nothing__c]"),
        "{blocked:#?}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("nothing was written");
    let refused = folder
        .run(&["apply", "--org", "local", "--auto-approve", "--json"])
        .exits(1)
        .json();
    assert_eq!(refused["blocked"], plan["blocked"]);
    assert_eq!(refused["outcome"].as_array().map(Vec::len), Some(0));
}

#[test]
fn an_object_that_no_set_can_hold_is_named_before_any_write() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Task: [read]",
    );
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(1).json();
    let blocked = &plan["blocked"][0];
    assert_eq!(blocked["address"], "postman.object[Task]");
    assert_eq!(blocked["reason"], "not_permissionable");
}

#[test]
fn too_many_deletes_are_refused_with_the_numbers() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit("specs/hallpass.yaml", "max_deletes: 10", "max_deletes: 0");
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Opportunity: [read]",
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(7)
        .complains("max_deletes");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(2);
}

#[test]
fn the_privilege_floor_refuses_unless_waived() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/billing.yaml",
        "permissions:",
        "permissions:\n  system: [ViewAllData]",
    );
    folder
        .run(&["plan", "--org", "local"])
        .exits(5)
        .complains("ViewAllData");
    folder.run(&["validate"]).exits(5);
}
