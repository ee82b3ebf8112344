//! The end of an integration: listed, frozen, taken apart, and back again.

use serde_json::Value;

use crate::access::credentials;
use crate::support::{Answer, Folder, Http, Knobs, Run, Served};

const DIR: &[&str] = &["--dir", "specs/.hallpass/local-org"];
const USER: &str = "postman.api@example.com";

/// The sample fleet, applied, with limits that let an integration go.
fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder.edit("specs/hallpass.yaml", "max_deletes: 10", "max_deletes: 50");
    folder.edit(
        "specs/hallpass.yaml",
        "max_delete_percent: 30",
        "max_delete_percent: 100",
    );
    apply(&folder, &[]);
    folder
}

fn apply(folder: &Folder, more: &[&str]) -> Run {
    let mut arguments = vec!["apply", "--org", "local", "--auto-approve"];
    arguments.extend(more);
    folder.run(&arguments).exits(0)
}

fn plan(folder: &Folder, more: &[&str]) -> Value {
    let mut arguments = vec!["plan", "--org", "local", "--json"];
    arguments.extend(more);
    folder.run(&arguments).exits(0).json()
}

fn addresses(plan: &Value) -> Vec<String> {
    let changes = plan["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| change["address"].as_str().unwrap().to_owned())
        .collect()
}

fn rows(folder: &Folder, soql: &str) -> Vec<Value> {
    Served::start(folder, DIR).query(&Http::new(), soql)
}

/// Asks for a token as the integration does.
fn sign_in(org: &Served, http: &Http) -> Answer {
    let (key, secret) = credentials(org, http, "PostmanIntegrationApp");
    http.token(org.url(), &key, &secret)
}

fn without_postman(folder: &Folder) -> String {
    let path = folder.path("specs/postman.yaml");
    let text = std::fs::read_to_string(&path).unwrap();
    std::fs::remove_file(path).unwrap();
    text
}

#[test]
fn a_spec_that_is_gone_leaves_things_that_are_listed_and_not_touched() {
    let folder = applied();
    let _ = without_postman(&folder);
    let plan = plan(&folder, &[]);
    assert!(addresses(&plan).is_empty(), "{plan:#}");
    let unmanaged = plan["unmanaged"].as_array().unwrap();
    for address in [
        "postman.user",
        "postman.permission_set",
        "postman.app[PostmanIntegrationApp]",
    ] {
        let found = unmanaged.iter().find(|one| one["address"] == address);
        let why = found.unwrap_or_else(|| panic!("{address} is not in {unmanaged:#?}"))["why"]
            .as_str()
            .unwrap();
        assert!(why.contains("no spec has") && why.contains("--prune"), "{why}");
    }
    apply(&folder, &[]).says("No changes.");
}

#[test]
fn leaving_an_integration_out_of_a_plan_makes_it_no_orphan() {
    let folder = applied();
    let plan = plan(&folder, &["--integration", "billing"]);
    assert_eq!(plan["unmanaged"], serde_json::json!([]));
    folder
        .run(&["plan", "--org", "local", "--prune", "--integration", "billing"])
        .exits(64);
}

#[test]
fn pruning_freezes_first_and_takes_nothing_away_before_the_grace_is_over() {
    let folder = applied();
    let token = {
        let (org, http) = (Served::start(&folder, DIR), Http::new());
        let answer = sign_in(&org, &http).expect(200);
        answer.body["access_token"].as_str().unwrap().to_owned()
    };
    let _ = without_postman(&folder);
    assert_eq!(
        addresses(&plan(&folder, &["--prune"])),
        ["postman.login", "postman.app[PostmanIntegrationApp]"]
    );
    apply(&folder, &["--prune"]);

    let org = Served::start(&folder, DIR);
    let http = Http::new();
    let user = &org.query(
        &http,
        &format!("SELECT Id, IsActive, AboutMe FROM User WHERE Username = '{USER}'"),
    )[0];
    let about = user["AboutMe"].as_str().unwrap();
    assert!(
        about.contains(" frozen=20") && about.contains(" retired=20"),
        "{about}"
    );
    assert_eq!(user["IsActive"], true);
    let id = user["Id"].as_str().unwrap();
    let login = org.query(
        &http,
        &format!("SELECT IsFrozen FROM UserLogin WHERE UserId = '{id}'"),
    );
    assert_eq!(login[0]["IsFrozen"], true);
    let sessions = org.query(
        &http,
        &format!("SELECT Id FROM AuthSession WHERE UsersId = '{id}' AND SessionType = 'API'"),
    );
    assert!(sessions.is_empty(), "{sessions:?}");
    // The token that it had is worth nothing, and it gets no other.
    let _ = http
        .query(org.url(), &token, "SELECT Id FROM Account")
        .expect(401);
    assert_eq!(sign_in(&org, &http).status, 400);
    drop(org);

    let waiting = plan(&folder, &["--prune"]);
    assert!(addresses(&waiting).is_empty(), "{waiting:#}");
    assert!(
        waiting["unmanaged"].to_string().contains("it goes after 30 days"),
        "{waiting:#}"
    );
    assert!(
        plan(&folder, &[])["unmanaged"]
            .to_string()
            .contains("is frozen since")
    );
}

#[test]
fn without_grace_all_goes_in_one_apply_and_the_user_is_left_switched_off() {
    let folder = applied();
    let _ = without_postman(&folder);
    let planned = addresses(&plan(&folder, &["--prune", "--grace", "0d"]));
    assert_eq!(planned.first().unwrap(), "postman.login");
    assert_eq!(planned.last().unwrap(), "postman.user");
    apply(&folder, &["--prune", "--grace", "0d"]).says("Applied:");

    let gone = [
        "SELECT Id FROM PermissionSet WHERE Name = 'Postman_Integration'".to_owned(),
        "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'PostmanIntegrationApp'".to_owned(),
        format!("SELECT Id FROM PermissionSetLicenseAssign WHERE Assignee.Username = '{USER}'"),
        format!(
            "SELECT Id FROM PermissionSetAssignment WHERE Assignee.Username = '{USER}' AND PermissionSet.IsOwnedByProfile = false"
        ),
        format!("SELECT Id FROM User WHERE Username = '{USER}' AND IsActive = true"),
    ];
    for soql in gone {
        let found = rows(&folder, &soql);
        assert!(found.is_empty(), "{soql}: {found:?}");
    }
    let after = plan(&folder, &["--prune"]);
    assert!(
        addresses(&after).is_empty() && after["unmanaged"] == serde_json::json!([]),
        "{after:#}"
    );
}

#[test]
fn a_spec_that_comes_back_gives_working_access_again() {
    let folder = applied();
    for grace in ["30d", "0d"] {
        let spec = without_postman(&folder);
        apply(&folder, &["--prune", "--grace", grace]);
        folder.write("specs/postman.yaml", &spec);
        let back = addresses(&plan(&folder, &[]));
        assert!(back.contains(&"postman.login".to_owned()), "{back:?}");
        apply(&folder, &[]);
        folder
            .run(&["plan", "--org", "local", "--detailed-exitcode"])
            .exits(0)
            .says("No changes.");
        let org = Served::start(&folder, DIR);
        let http = Http::new();
        let answer = sign_in(&org, &http).expect(200);
        let token = answer.body["access_token"].as_str().unwrap();
        let _ = http.query(org.url(), token, "SELECT Id FROM Lead").expect(200);
        let user = &org.query(
            &http,
            &format!("SELECT AboutMe FROM User WHERE Username = '{USER}'"),
        )[0];
        let about = user["AboutMe"].as_str().unwrap();
        assert!(
            !about.contains("frozen=") && !about.contains("retired="),
            "{about}"
        );
    }
}

#[test]
fn a_spec_may_end_its_integration_itself() {
    let folder = applied();
    folder.write(
        "specs/postman.yaml",
        "integration: postman\nowner: platform@example.com\nretire: { reason: replaced by billing, grace: 0d }\n",
    );
    folder.run(&["validate"]).exits(0);
    let plan = plan(&folder, &[]);
    let reasons: Vec<&Value> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| &change["reason"])
        .collect();
    assert!(reasons.iter().all(|reason| **reason == "retired"), "{reasons:?}");
    apply(&folder, &[]);
    apply(&folder, &[]).says("No changes.");
}

#[test]
fn a_saved_plan_that_prunes_is_applied_as_it_is() {
    let folder = applied();
    let _ = without_postman(&folder);
    folder
        .run(&[
            "plan",
            "--org",
            "local",
            "--prune",
            "--grace",
            "0d",
            "--out",
            "prune.plan",
        ])
        .exits(0);
    folder.run(&["apply", "prune.plan", "--org", "local"]).exits(0);
    assert!(
        rows(
            &folder,
            "SELECT Id FROM PermissionSet WHERE Name = 'Postman_Integration'"
        )
        .is_empty()
    );
    folder.run(&["apply", "prune.plan", "--org", "local"]).exits(6);
}

#[test]
fn what_is_protected_is_not_pruned() {
    let folder = applied();
    folder.edit(
        "specs/postman.yaml",
        "permissions:",
        "protect: true\npermissions:",
    );
    apply(&folder, &[]);
    let _ = without_postman(&folder);
    let prune = ["plan", "--org", "local", "--json", "--prune", "--grace", "0d"];
    let plan = folder.run(&prune).exits(1).json();
    assert!(addresses(&plan).is_empty(), "{plan:#}");
    assert_eq!(plan["blocked"][0]["reason"], "protected", "{plan:#}");
}

#[test]
fn the_limits_count_what_pruning_takes() {
    let folder = applied();
    folder.edit("specs/hallpass.yaml", "max_deletes: 50", "max_deletes: 3");
    let _ = without_postman(&folder);
    folder
        .run(&[
            "apply",
            "--org",
            "local",
            "--auto-approve",
            "--prune",
            "--grace",
            "0d",
        ])
        .exits(7)
        .complains("max_deletes");
    let plan = plan(&folder, &["--prune"]);
    assert_eq!(addresses(&plan).len(), 2, "freezing deletes nothing");
    apply(&folder, &["--prune"]);
}

#[test]
fn what_a_spec_names_no_more_is_listed_and_pruned_beside_the_integration() {
    let folder = applied();
    folder.edit("specs/postman.yaml", USER, "postman.v2@example.com");
    folder.edit(
        "specs/postman.yaml",
        "permissions:\n",
        "permission_set: { name: Postman_V2 }\npermissions:\n",
    );
    apply(&folder, &[]);
    let listed = plan(&folder, &[]);
    assert!(addresses(&listed).is_empty(), "{listed:#}");
    let unmanaged = listed["unmanaged"].to_string();
    for left in [
        "postman.user[postman.api@example.com]",
        "postman.permission_set[Postman_Integration]",
    ] {
        assert!(unmanaged.contains(left), "{unmanaged}");
    }
    apply(&folder, &["--prune"]).says("postman.api@example.com");
    let waiting = plan(&folder, &["--prune"]);
    assert!(addresses(&waiting).is_empty(), "{waiting:#}");
    {
        let (org, http) = (Served::start(&folder, DIR), Http::new());
        assert_eq!(sign_in(&org, &http).status, 200, "the integration goes on");
    }
    apply(&folder, &["--prune", "--grace", "0d"]);
    let gone = [
        "SELECT Id FROM PermissionSet WHERE Name = 'Postman_Integration'".to_owned(),
        format!("SELECT Id FROM User WHERE Username = '{USER}' AND IsActive = true"),
        format!("SELECT Id FROM PermissionSetLicenseAssign WHERE Assignee.Username = '{USER}'"),
    ];
    for soql in gone {
        assert!(rows(&folder, &soql).is_empty(), "{soql}");
    }
    let after = plan(&folder, &["--prune"]);
    assert!(
        addresses(&after).is_empty() && after["unmanaged"] == serde_json::json!([]),
        "{after:#}"
    );
    let (org, http) = (Served::start(&folder, DIR), Http::new());
    assert_eq!(sign_in(&org, &http).status, 200, "the integration goes on");
}

#[test]
fn a_user_whom_the_org_needs_stays_frozen_is_named_and_goes_when_somebody_else_is_chosen() {
    let folder = applied();
    let _ = without_postman(&folder);
    let prune = [
        "apply",
        "--org",
        "local",
        "--auto-approve",
        "--prune",
        "--grace",
        "0d",
    ];
    let org = Served::start(&folder, DIR);
    let knobs = Knobs::of(&folder, "specs/.hallpass/local-org");
    let http = Http::new();
    for (duty, words) in [
        ("default_case_owner", "the default owner of cases"),
        (
            "default_workflow_user",
            "You cannot deactivate the Default Workflow User",
        ),
        (
            "web_to_lead_creator",
            "You cannot disable the Web to Lead Default Creator",
        ),
    ] {
        knobs.duty(USER, Some(duty));
        let run = folder.run(&prune);
        assert!(matches!(run.code, 1 | 3), "{}", run.stdout);
        run.says(words)
            .says("choose another")
            .says("frozen if its integration ends")
            .says("hallpass apply --org local --prune --grace 0d again");
        let user = &org.query(
            &http,
            &format!("SELECT Id, IsActive FROM User WHERE Username = '{USER}'"),
        )[0];
        assert_eq!(user["IsActive"], true);
        let id = user["Id"].as_str().unwrap();
        let held = format!("SELECT Id FROM PermissionSetLicenseAssign WHERE AssigneeId = '{id}'");
        assert!(org.query(&http, &held).is_empty(), "the rest is gone");
        let login = format!("SELECT IsFrozen FROM UserLogin WHERE UserId = '{id}'");
        assert_eq!(org.query(&http, &login)[0]["IsFrozen"], true);
        folder
            .run(&["plan", "--org", "local"])
            .exits(0)
            .says("is frozen since 20");
    }
    knobs.duty(USER, None);
    folder.run(&prune).exits(0).says("Applied: 1 done");
    let after = plan(&folder, &["--prune"]);
    assert_eq!(after["unmanaged"], serde_json::json!([]), "{after:#}");
}

#[test]
fn a_connected_app_admits_nobody_in_the_grace_and_its_integration_again_afterwards() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/postman.yaml",
        "external_client_app:",
        "create: true\n    connected_app:",
    );
    let org = Served::start(
        &folder,
        &[DIR[0], DIR[1], "--behaviour", "connected_app_creation=allowed"],
    );
    let http = Http::new();
    org.make_administrator(&http, "runner@hallpass.local");
    apply(&folder, &[]);
    let links = || {
        let soql = "SELECT SetupEntityId FROM SetupEntityAccess WHERE Parent.Name = 'Postman_Integration' \
                    AND SetupEntityType = 'ConnectedApplication'";
        org.query(&http, soql).len()
    };
    assert_eq!(links(), 1);
    let spec = without_postman(&folder);
    assert_eq!(
        addresses(&plan(&folder, &["--prune"])),
        ["postman.login", "postman.app_link[PostmanIntegrationApp]"]
    );
    apply(&folder, &["--prune"]);
    assert_eq!(links(), 0);
    assert!(addresses(&plan(&folder, &["--prune"])).is_empty());
    folder.write("specs/postman.yaml", &spec);
    apply(&folder, &[]);
    assert_eq!(links(), 1);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
}
