//! Policy, as people and machines meet it: levels, waivers, reports, and rules over the org.

use serde_json::Value;

use crate::support::{Folder, repository};

const WAIVER: &str =
    "waivers: [{ rule: HP011, owner: security@example.com, reason: tests need it, expires: 2999-12-31 }]\n";

fn codes(json: &Value, waived: bool) -> Vec<String> {
    let all = json["diagnostics"].as_array().unwrap().iter();
    let chosen = all.filter(|one| one["waived"].is_null() != waived);
    chosen
        .map(|one| one["code"].as_str().unwrap().to_owned())
        .collect()
}

fn validated(folder: &Folder, exit: i32) -> Value {
    folder.run(&["validate", "--format", "json"]).exits(exit).json()
}

#[test]
fn a_fleet_chooses_what_warns_and_what_refuses() {
    let folder = Folder::with_sample_fleet();
    assert!(codes(&validated(&folder, 0), false).contains(&"HP011".to_owned()));
    let fleet = |levels: &str| {
        let text = std::fs::read_to_string(repository().join("specs/hallpass.yaml")).unwrap();
        folder.write(
            "specs/hallpass.yaml",
            &format!("{text}\npolicy: {{ rules: {levels} }}\n"),
        );
    };
    fleet("{ HP011: refuse }");
    folder
        .run(&["validate"])
        .exits(5)
        .says("error[HP011]")
        .says("specs/postman.yaml:");
    folder
        .run(&["plan", "--org", "local"])
        .exits(5)
        .complains("nothing was asked of the org");
    fleet("{ HP011: off, HP020: off }");
    assert_eq!(codes(&validated(&folder, 0), false), Vec::<String>::new());
    fleet("{ HP999: off }");
    folder
        .run(&["validate"])
        .exits(5)
        .says("error[HP092]")
        .says("specs/hallpass.yaml:");
}

#[test]
fn what_is_waived_is_told_to_machines_and_counted_by_people() {
    let folder = Folder::with_sample_fleet();
    let text = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write("specs/postman.yaml", &format!("{text}{WAIVER}"));
    let json = validated(&folder, 0);
    assert_eq!(codes(&json, true), ["HP011", "HP011", "HP011"]);
    assert!(!codes(&json, false).contains(&"HP011".to_owned()));
    assert_eq!(json["summary"]["waived"], 3);
    folder.run(&["validate"]).exits(0).says("3 waived findings");
    let sarif = folder.run(&["validate", "--format", "sarif"]).exits(0).json();
    let results = sarif["runs"][0]["results"].as_array().unwrap();
    let waived: Vec<_> = results
        .iter()
        .filter(|one| one["suppressions"].is_array())
        .collect();
    assert_eq!(waived.len(), 3);
    assert_eq!(waived[0]["ruleId"], "HP011");
}

/// The schema is that of OASIS, errata 01.
#[test]
fn sarif_is_what_its_schema_says() {
    let text = std::fs::read_to_string(repository().join("tests/schemas/sarif-2.1.0.json")).unwrap();
    let schema = jsonschema::validator_for(&serde_json::from_str(&text).unwrap()).unwrap();
    let check = |sarif: &Value| {
        let faults: Vec<_> = schema.iter_errors(sarif).map(|fault| fault.to_string()).collect();
        assert_eq!(faults, Vec::<String>::new());
    };
    let folder = Folder::with_sample_fleet();
    let text = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write("specs/postman.yaml", &format!("{text}{WAIVER}"));
    check(&folder.run(&["validate", "--format", "sarif"]).exits(0).json());
    // Errors with related places, and a path that is no plain text.
    folder.edit(
        "specs/postman.yaml",
        "postman.api@example.com",
        "Billing.API@example.com",
    );
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    folder.write("specs/zweite grüße #1.yaml", &spec.replace("raed", "read"));
    let broken = folder.run(&["validate", "--format", "sarif"]).exits(1).json();
    check(&broken);
    let uris = broken.to_string();
    assert!(uris.contains("zweite%20gr%C3%BC%C3%9Fe%20%231.yaml"), "{uris}");
    // The schema itself refuses what is wrong, or the test would say nothing.
    assert!(!schema.is_valid(&serde_json::json!({ "version": "2.1.0" })));
}

#[test]
fn a_waiver_that_has_ended_refuses() {
    let folder = Folder::with_sample_fleet();
    let text = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write(
        "specs/postman.yaml",
        &format!("{text}{}", WAIVER.replace("2999", "2020")),
    );
    folder.run(&["validate"]).exits(5).says("error[HP090]");
}

#[test]
fn what_is_desired_is_printed_for_programs_without_any_environment() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/billing.yaml",
        "owner:",
        "overrides: { local: { owner: other@example.com } }\nowner:",
    );
    folder.edit(
        "specs/billing.yaml",
        "user:",
        "user: # where it stands\n  role: Invoices\n  public_groups: [Writers, Readers]\n  queues: []",
    );
    let common = folder.run(&["desired"]).exits(0).json();
    assert_eq!(common["format_version"], "1.0");
    assert_eq!(common["org"], Value::Null);
    let billing = &common["integrations"][0];
    assert_eq!(
        (&billing["name"], &billing["owner"]),
        (&Value::from("billing"), &Value::from("finance-it@example.com"))
    );
    let account = serde_json::json!({
        "kind": "object", "name": "Account", "object": "Account", "verbs": ["read", "create", "edit"],
    });
    assert!(
        billing["grants"].as_array().unwrap().contains(&account),
        "{billing}"
    );
    assert_eq!(
        (&billing["user"]["role"], &billing["user"]["public_groups"]),
        (
            &Value::from("Invoices"),
            &serde_json::json!(["Readers", "Writers"])
        )
    );
    assert_eq!(
        (&billing["user"]["queues"], &billing["user"]["package_licenses"]),
        (&serde_json::json!([]), &Value::Null)
    );
    let local = folder.run(&["desired", "--org", "local"]).exits(0).json();
    assert_eq!(local["integrations"][0]["owner"], "other@example.com");
    assert_eq!(local["org"], "local");
    folder.run(&["desired", "--org", "nowhere"]).exits(1);
}
