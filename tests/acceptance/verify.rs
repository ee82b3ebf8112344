//! Proof with an integration's own token: what holds is proved, and each thing that does not hold fails by its name.

use std::process::Command;

use serde_json::{Value, json};

use crate::access::credentials;
use crate::support::{Folder, Http, Knobs, Run, Served};

const DIR: &str = "specs/.hallpass/local-org";
const SERVE: &[&str] = &["--dir", DIR];
const USER: &str = "billing.api@example.com";

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
}

fn verify(folder: &Folder, more: &[&str]) -> Run {
    folder.run(
        &[
            &["verify", "billing", "--org", "local", "--json", "--wait", "0"],
            more,
        ]
        .concat(),
    )
}

/// The verdicts of the only integration, by name of the check.
fn verdict(document: &Value, check: &str) -> String {
    let checks = document["integrations"][0]["checks"].as_array().unwrap();
    let found = checks.iter().find(|one| one["name"] == check);
    found.map_or_else(
        || "not made".to_owned(),
        |one| one["verdict"].as_str().unwrap().to_owned(),
    )
}

/// The names of the checks that failed, in their order.
fn failed(document: &Value) -> Vec<&str> {
    let checks = document["integrations"][0]["checks"].as_array().unwrap();
    let failed = checks.iter().filter(|one| one["verdict"] == "failed");
    failed.map(|one| one["name"].as_str().unwrap()).collect()
}

/// Everything that is wrong, as one text.
fn wrong(document: &Value) -> String {
    let checks = document["integrations"][0]["checks"].as_array().unwrap();
    let failed = checks.iter().filter(|one| one["verdict"] == "failed");
    failed.map(|one| format!("{one}\n")).collect()
}

fn id(org: &Served, http: &Http, soql: &str) -> String {
    org.query(http, soql)[0]["Id"].as_str().unwrap().to_owned()
}

fn create(org: &Served, http: &Http, object: &str, row: &Value) -> String {
    let url = format!("{}/services/data/v66.0/sobjects/{object}", org.url());
    let token = org.sign_in(http, "admin");
    let made = http.send("POST", &url, &token, row).expect(201);
    made.body["id"].as_str().unwrap().to_owned()
}

#[test]
fn the_sample_fleet_is_proved_and_leaves_neither_rows_nor_tokens() {
    let folder = applied();
    let before = folder.log().len();
    let run = folder.run(&["verify", "--org", "local", "--json"]).exits(0);
    let document = run.json();
    assert_eq!(document["format_version"], "1.0");
    let verdicts: Vec<_> = document["integrations"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            format!(
                "{} {}",
                one["name"].as_str().unwrap(),
                one["verdict"].as_str().unwrap()
            )
        })
        .collect();
    assert_eq!(verdicts, ["billing passed", "postman passed"]);
    assert_eq!(verdict(&document, "login_record"), "passed");
    assert_eq!(verdict(&document, "revoked"), "passed");
    for call in &folder.log()[before..] {
        let (method, path) = (call["method"].as_str().unwrap(), call["path"].as_str().unwrap());
        let asks = ["/token", "/revoke", "/composite"]
            .iter()
            .any(|end| path.ends_with(end))
            || path.starts_with("/services/Soap/m/")
            || path.starts_with("/services/Soap/class/");
        assert!(
            method == "GET" || method == "OPTIONS" || method == "POST" && asks,
            "{call}"
        );
    }
    let http = Http::new();
    let org = Served::start(&folder, SERVE);
    let sessions = org.query(
        &http,
        "SELECT Id FROM AuthSession WHERE Users.Username IN ('billing.api@example.com', 'postman.api@example.com')",
    );
    assert_eq!(sessions, [] as [Value; 0]);
}

#[test]
fn text_says_a_line_a_check_and_explains_what_everybody_sees() {
    let folder = applied();
    folder
        .run(&["verify", "billing", "--org", "local"])
        .exits(0)
        .says("  passed   token ")
        .says("open to every user of an org")
        .says("  skipped  apex_rest ")
        .says("billing is proved");
}

#[test]
fn a_set_with_more_than_its_spec_fails_with_what_is_too_much() {
    let folder = applied();
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let set = id(
        &org,
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let lead = json!({ "ParentId": set, "SobjectType": "Lead", "PermissionsRead": true });
    let fax =
        json!({ "ParentId": set, "SobjectType": "Account", "Field": "Account.Fax", "PermissionsRead": true });
    create(&org, &http, "ObjectPermissions", &lead);
    create(&org, &http, "FieldPermissions", &fax);
    let document = verify(&folder, &[]).exits(4).json();
    let all = [
        "held_access",
        "effective_objects",
        "effective_fields",
        "other_fields",
        "other_objects",
    ];
    assert_eq!(failed(&document), all, "{document:#}");
    let wrong = wrong(&document);
    assert!(
        wrong.contains("Lead: visible") && wrong.contains("Account.Fax: visible"),
        "{wrong}"
    );
    let without = verify(&folder, &["--no-credential"]).exits(4).json();
    assert_eq!(failed(&without), all[..3]);
    assert_eq!(verdict(&without, "token"), "skipped");
}

#[test]
fn a_set_with_less_than_its_spec_fails_with_what_is_missing() {
    let folder = applied();
    folder.edit(
        "specs/billing.yaml",
        "Contact: [read]\n",
        "Contact: [read, create]\n    Lead: [read]\n",
    );
    folder.edit(
        "specs/billing.yaml",
        "read: [AnnualRevenue]",
        "read: [AnnualRevenue, Fax]",
    );
    let document = verify(&folder, &[]).exits(4).json();
    let wrong = wrong(&document);
    for one in [
        "Lead: not visible",
        "Contact: cannot create",
        "Account.Fax: not visible",
    ] {
        assert!(wrong.contains(one), "{one}: {wrong}");
    }
}

#[test]
fn the_credential_of_another_and_a_wrong_one_fail_and_show_no_secret() {
    let folder = applied();
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let (key, secret) = credentials(&org, &http, "PostmanIntegrationApp");
    let of_another = json!({ "client_id": key, "client_secret": secret }).to_string();
    folder.write("credential.json", &of_another);
    let run = verify(&folder, &["--credential", "credential.json"]).exits(4);
    let document = run.json();
    assert!(failed(&document).contains(&"identity"), "{document:#}");
    assert!(failed(&document).contains(&"login_record"), "{document:#}");
    assert!(!format!("{}{}", run.stdout, run.stderr).contains(&secret));
    let wrong = json!({ "billing": { "client_id": key, "client_secret": "s3cr3t-of-nobody" } }).to_string();
    folder.write("credential.json", &wrong);
    let run = verify(&folder, &["--credential", "credential.json"]).exits(4);
    assert_eq!(failed(&run.json()), ["token"]);
    assert!(!format!("{}{}", run.stdout, run.stderr).contains("s3cr3t"));
    folder.write("credential.json", "{\"client_secret\": \"s3cr3t-of-nobody\"");
    let run = verify(&folder, &["--credential", "credential.json"]).exits(1);
    assert!(!run.stderr.contains("s3cr3t"), "{}", run.stderr);
    folder.write("credential.json", &of_another);
    let _ = folder
        .run(&["verify", "--org", "local", "--credential", "credential.json"])
        .exits(64);
}

#[test]
fn a_frozen_user_fails() {
    let folder = applied();
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let login = id(
        &org,
        &http,
        &format!("SELECT Id FROM UserLogin WHERE UserId IN (SELECT Id FROM User WHERE Username = '{USER}')"),
    );
    let url = format!("{}/services/data/v66.0/sobjects/UserLogin/{login}", org.url());
    let token = org.sign_in(&http, "admin");
    let _ = http
        .send("PATCH", &url, &token, &json!({ "IsFrozen": true }))
        .expect(204);
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["user", "token"]);
    assert_eq!(verdict(&document, "effective_objects"), "passed");
}

#[test]
fn a_login_through_another_app_fails() {
    let folder = applied();
    let _ = folder
        .run(&["org", "token", "--org", "local", "--as", USER])
        .exits(0);
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["other_logins"]);
}

#[test]
fn where_the_specs_own_ranges_exclude_this_machine_nothing_is_proved_and_nothing_refuted() {
    let folder = Folder::with_sample_fleet();
    let billing = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    folder.write(
        "specs/billing.yaml",
        &format!("{billing}\nlogin: {{ ip_ranges: [192.0.2.0/24] }}\n"),
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let document = verify(&folder, &[]).exits(1).json();
    assert_eq!(
        document["integrations"][0]["verdict"], "cannot_prove",
        "{document:#}"
    );
    assert_eq!(verdict(&document, "token"), "cannot_prove");
    assert!(
        document.to_string().contains("logs in from 127.0.0.1"),
        "{document:#}"
    );
    let _ = verify(&folder, &["--no-credential"]).exits(0);
}

#[test]
fn a_class_that_is_not_declared_and_can_be_reached_fails() {
    let folder = applied();
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let set = id(
        &org,
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let class = id(&org, &http, "SELECT Id FROM ApexClass WHERE Name = 'CustomerWS'");
    let grant = json!({ "ParentId": set, "SetupEntityId": class });
    create(&org, &http, "SetupEntityAccess", &grant);
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["held_access", "other_apex"], "{document:#}");
    assert!(wrong(&document).contains("CustomerWS: reachable"));
    let ran: Vec<Value> = Knobs::of(&folder, DIR)
        .log()
        .into_iter()
        .filter(|call| call["path"].as_str().unwrap().contains("CustomerWS"))
        .collect();
    assert!(ran.iter().all(|call| call["status"] == 500), "{ran:?}");
}

#[test]
fn a_custom_permission_that_is_not_declared_fails() {
    let folder = applied();
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let set = id(
        &org,
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let known = org.query(&http, "SELECT Id, DeveloperName FROM CustomPermission LIMIT 1");
    let grant = json!({ "ParentId": set, "SetupEntityId": known[0]["Id"] });
    create(&org, &http, "SetupEntityAccess", &grant);
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(
        failed(&document),
        ["held_access", "custom_permissions"],
        "{document:#}"
    );
    let name = known[0]["DeveloperName"].as_str().unwrap();
    assert!(
        wrong(&document).contains(&format!("{name}: held")),
        "{document:#}"
    );
}

#[test]
fn scopes_beyond_the_spec_fail() {
    let folder = Folder::with_sample_fleet();
    folder.edit("specs/billing.yaml", "scopes: [api]", "scopes: [api, web, id]");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.edit("specs/billing.yaml", "scopes: [api, web, id]", "scopes: [api]");
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["scopes"], "{document:#}");
}

#[test]
fn evidence_is_a_bundle_with_digests_and_without_secrets() {
    let folder = applied();
    let _ = verify(&folder, &["--evidence", "evidence"]).exits(0);
    let sums = Command::new("sha256sum")
        .args(["--check", "--strict", "--quiet", "SHA256SUMS"])
        .current_dir(folder.path("evidence"))
        .status()
        .unwrap();
    assert!(sums.success());
    let manifest = std::fs::read_to_string(folder.path("evidence/SHA256SUMS")).unwrap();
    let files: Vec<&str> = manifest
        .lines()
        .map(|line| line.split_once("  ").unwrap().1)
        .collect();
    assert_eq!(
        files,
        [
            "about.json",
            "billing/checks.json",
            "billing/declared.json",
            "billing/effective.json",
            "billing/logins.json",
            "billing/seen-with-its-own-token.json",
        ]
    );
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let (key, secret) = credentials(&org, &http, "Billing_Integration");
    let all: String = files
        .iter()
        .map(|file| std::fs::read_to_string(folder.path(&format!("evidence/{file}"))).unwrap())
        .collect();
    assert!(all.contains("Account.Phone") && !all.contains(&secret) && !all.contains(&key));
    let _ = verify(&folder, &["--evidence", "evidence"])
        .exits(1)
        .complains("is not empty");
}

#[test]
fn junit_has_a_case_for_each_check() {
    let folder = applied();
    let run = folder
        .run(&["verify", "--org", "local", "--no-credential", "--format", "junit"])
        .exits(0);
    let run = run
        .says("<testsuite name=\"billing\" tests=\"")
        .says("<testcase classname=\"billing\" name=\"effective_fields\">");
    assert!(run.stdout.ends_with("</testsuites>\n"));
}

#[test]
fn an_apply_can_be_proved_and_the_apps_propagation_is_waited_for() {
    let folder = Folder::with_sample_fleet();
    // hallpass's own app is known already.
    folder.run(&["plan", "--org", "local"]).exits(0);
    let slow = [SERVE, &["--behaviour", "app_propagation_delay=1"]].concat();
    let _org = Served::start(&folder, &slow);
    Knobs::of(&folder, DIR).clock(5);
    folder
        .run(&["apply", "--org", "local", "--auto-approve", "--verify"])
        .exits(0)
        .says("25 done")
        .says("All 2 proved of local.");
    let document = folder
        .run(&["apply", "--org", "local", "--auto-approve", "--verify", "--json"])
        .exits(0)
        .json();
    assert_eq!(document["changes"], json!([]));
    assert_eq!(document["verification"]["integrations"][1]["verdict"], "passed");
}

#[test]
fn what_is_not_applied_is_not_proved() {
    let folder = Folder::with_sample_fleet();
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["user"]);
}

#[test]
fn an_org_that_looks_for_the_operation_first_is_judged_by_what_the_user_holds() {
    let folder = applied();
    let other = [SERVE, &["--behaviour", "apex_soap_access_check=after_operation"]].concat();
    let (http, org) = (Http::new(), Served::start(&folder, &other));
    let document = verify(&folder, &[]).exits(0).json();
    assert_eq!(verdict(&document, "other_apex"), "passed", "{document:#}");
    let set = id(
        &org,
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let class = id(&org, &http, "SELECT Id FROM ApexClass WHERE Name = 'CustomerWS'");
    create(
        &org,
        &http,
        "SetupEntityAccess",
        &json!({ "ParentId": set, "SetupEntityId": class }),
    );
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(failed(&document), ["held_access", "other_apex"]);
}

#[test]
fn an_app_with_a_certificate_is_proved_with_its_private_key() {
    let (folder, key) = Folder::with_certificate();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let unknown = verify(&folder, &[]).exits(1).json();
    assert_eq!(verdict(&unknown, "token"), "cannot_prove");
    assert!(unknown.to_string().contains("--credential FILE"), "{unknown:#}");
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let (consumer, _) = credentials(&org, &http, "Billing_Integration");
    let credential = json!({ "client_id": consumer, "private_key": key.serialize_pem() });
    folder.write("credential.json", &credential.to_string());
    let document = verify(&folder, &["--credential", "credential.json"])
        .exits(0)
        .json();
    assert!(document.to_string().contains("by JWT bearer"), "{document:#}");
}

#[test]
fn what_everybody_with_the_profile_sees_is_told_by_a_user_who_holds_nothing_else() {
    let folder = applied();
    // `postman.api` comes before by name and has the same profile, but holds a set.
    let control = "version: 1\nusers:\n  - { username: watch@example.com, profile: Minimum Access - API Only Integrations }\n";
    folder.write("control.yaml", control);
    folder
        .run(&["org", "seed", "control.yaml", "--dir", DIR])
        .exits(0);
    let document = verify(&folder, &["--evidence", "evidence"]).exits(0).json();
    let text = document.to_string();
    assert!(
        text.contains("seen by watch@example.com too, who has the same profile and no set"),
        "{document:#}"
    );
    let effective = std::fs::read_to_string(folder.path("evidence/billing/effective.json")).unwrap();
    assert!(effective.contains("watch@example.com"), "{effective}");
    // What only the integration sees is as wrong as ever.
    let (http, org) = (Http::new(), Served::start(&folder, SERVE));
    let set = id(
        &org,
        &http,
        "SELECT Id FROM PermissionSet WHERE Name = 'Billing_Integration'",
    );
    let lead = json!({ "ParentId": set, "SobjectType": "Lead", "PermissionsRead": true });
    create(&org, &http, "ObjectPermissions", &lead);
    let document = verify(&folder, &[]).exits(4).json();
    assert_eq!(
        failed(&document),
        ["held_access", "effective_objects", "other_objects"],
        "{document:#}"
    );
}

#[test]
fn each_proof_has_a_budget_of_its_own() {
    let folder = applied();
    folder.edit("specs/hallpass.yaml", "max_api_calls: 500", "max_api_calls: 16");
    let before = folder.log().len();
    let document = folder
        .run(&["verify", "--org", "local", "--json", "--wait", "0"])
        .exits(0)
        .json();
    assert!(document["api"]["calls"].as_u64().unwrap() > 30, "{document:#}");
    // The page names about twenty for each; a fleet of hundreds has to fit into a day.
    let calls = folder.log().len() - before;
    assert!(calls <= 16 + 2 * 24, "{calls} calls");
}
