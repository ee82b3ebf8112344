//! What one apply may do at most, and what none may touch.

use std::collections::BTreeSet;

use crate::support::Folder;

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

/// Whether any of these calls changed something.
fn wrote(calls: &[serde_json::Value]) -> bool {
    let is_write = |call: &serde_json::Value| call["method"] == "PATCH" || call["method"] == "DELETE";
    calls.iter().any(is_write)
}

#[test]
fn a_limit_is_told_with_its_name_what_it_allows_what_was_counted_and_the_way_on() {
    let folder = applied();
    folder.edit("specs/hallpass.yaml", "max_deletes: 10", "max_deletes: 2");
    folder.edit(
        "specs/postman.yaml",
        "apex_classes: [CustomerWS, CustomerRESTWS]",
        "apex_classes: []",
    );
    folder.edit(
        "specs/postman.yaml",
        "    Lead: [read, create, edit, delete]\n",
        "",
    );
    folder.edit("specs/postman.yaml", "verify:", "#");
    folder.edit("specs/postman.yaml", "  queries:", "#");
    folder.edit("specs/postman.yaml", "  apex_rest:", "#");
    folder.edit("specs/postman.yaml", "  apex_soap:", "#");
    let before = folder.log().len();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(7)
        .complains("the plan deletes 3 where safety.max_deletes allows 2")
        .complains("0 things (users, sets, apps, licences, assignments) and 3 grants, of 25 managed")
        .complains("raise safety.max_deletes in hallpass.yaml for this change, or take it in steps");
    assert!(!wrote(&folder.log()[before..]));
    // Looking is always allowed, and a saved plan is bound by the limits too.
    folder
        .run(&["plan", "--org", "local", "--out", "large.plan"])
        .exits(0)
        .says("3 to delete")
        .says("Next: see safety.max_deletes; apply refuses what is more than it allows.")
        .complains("apply refuses this plan: the plan deletes 3 where safety.max_deletes allows 2");
    folder.run(&["apply", "large.plan", "--org", "local"]).exits(7);
}

#[test]
fn a_share_of_what_is_managed_is_a_limit_of_its_own() {
    let folder = applied();
    folder.edit(
        "specs/hallpass.yaml",
        "max_delete_percent: 30",
        "max_delete_percent: 3",
    );
    folder.edit(
        "specs/postman.yaml",
        "    Lead: [read, create, edit, delete]\n",
        "",
    );
    folder.edit(
        "specs/postman.yaml",
        "SELECT Id FROM Lead",
        "SELECT Id FROM Account",
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(7)
        .complains("the plan deletes 4% where safety.max_delete_percent allows 3%");
}

#[test]
fn what_hallpass_itself_lives_off_is_never_touched() {
    let folder = Folder::with_sample_fleet();
    let spec = "integration: selfish\nowner: me@example.com\nadopt: true\nenforce: exact\n\
                user: { username: runner@hallpass.local, email: me@example.com }\n\
                permission_set: { name: Hallpass_Runner }\npermissions: {}\n\
                apps:\n  - external_client_app: Hallpass_Runner\n    callback_url: https://localhost/callback\n    \
                flow: client_credentials\n    scopes: [api]\n";
    folder.write("specs/selfish.yaml", spec);
    let before = folder.log().len();
    let plan = folder
        .run(&["plan", "--org", "local", "--integration", "selfish", "--json"])
        .exits(1)
        .json();
    let blocked = plan["blocked"].as_array().unwrap();
    let own: BTreeSet<_> = blocked
        .iter()
        .filter(|one| one["reason"] == "own_access")
        .map(|one| one["address"].as_str().unwrap())
        .collect();
    assert_eq!(
        own,
        BTreeSet::from([
            "selfish.app[Hallpass_Runner]",
            "selfish.permission_set",
            "selfish.user"
        ]),
        "{plan:#}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("nothing was written");
    assert!(!wrote(&folder.log()[before..]));
}

#[test]
fn another_org_than_the_pinned_one_is_refused() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/hallpass.yaml",
        "local: { local: .hallpass/local-org }",
        "local: { local: .hallpass/local-org, org_id: 00D000000000001EAA }",
    );
    for command in [
        &["plan"][..],
        &["apply", "--auto-approve"],
        &["drift"],
        &["forget", "billing"],
    ] {
        folder
            .run(&[command, &["--org", "local"]].concat())
            .exits(1)
            .complains("the specs pin 00D000000000001EAA");
    }
    assert!(!wrote(&folder.log()));
}

#[test]
fn a_production_org_is_never_the_default() {
    let folder = Folder::with_sample_fleet();
    let local = "local: { local: .hallpass/local-org }";
    let prod = "prod: { local: .hallpass/prod, kind: production }";
    folder.edit("specs/hallpass.yaml", local, prod);
    folder
        .run(&["plan"])
        .exits(64)
        .complains("it is not clear which org is meant");
    folder.edit("specs/hallpass.yaml", prod, &format!("{prod}\n  {local}"));
    folder.run(&["plan"]).exits(0).says("local http://");
}

#[test]
fn forgetting_in_production_takes_a_saved_plan_too() {
    let folder = applied();
    folder.edit(
        "specs/hallpass.yaml",
        "local: { local: .hallpass/local-org }",
        "local: { local: .hallpass/local-org, kind: production }",
    );
    folder
        .run(&["forget", "billing", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("hallpass forget billing --org local --out FILE");
    folder
        .run(&["forget", "billing", "--org", "local", "--out", "forget.plan"])
        .exits(0);
    folder
        .run(&["apply", "forget.plan", "--org", "local"])
        .exits(0)
        .says("Applied: 3 done.");
}

#[test]
fn what_nobody_knows_is_an_error_wherever_it_stands() {
    let folder = Folder::with_sample_fleet();
    let commands = [
        "validate",
        "plan",
        "apply",
        "drift",
        "forget",
        "orgs",
        "schema",
        "completions",
        "org",
    ];
    for command in commands {
        folder.run(&[command, "--nonsense"]).exits(64);
    }
    for (file, line) in [
        ("specs/hallpass.yaml", "fleet: acme"),
        ("specs/billing.yaml", "owner: finance-it@example.com"),
    ] {
        let text = std::fs::read_to_string(folder.path(file)).unwrap();
        folder.edit(file, line, &format!("{line}\nnonsense: 1 #"));
        folder.run(&["validate"]).exits(1).says("nonsense");
        folder
            .run(&["plan", "--org", "local"])
            .exits(1)
            .complains("nonsense");
        folder.write(file, &text);
    }
}
