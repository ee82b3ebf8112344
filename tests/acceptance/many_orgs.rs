//! One command for several orgs: waves, one result each, the worst exit code.

use serde_json::Value;

use crate::support::{Folder, Run};

const FLEET: &str = "version: 1
fleet: acme
orgs:
  dev: { local: .hallpass/dev }
  uat: { local: .hallpass/uat, username_suffix: .uat, wave: 2 }
  stage: { local: .hallpass/stage, wave: 2 }
  prod: { local: .hallpass/prod, kind: production, wave: 3 }
";

fn fleet() -> Folder {
    let folder = Folder::with_sample_fleet();
    folder.write("specs/hallpass.yaml", FLEET);
    folder
}

/// Returns what one org came to.
#[track_caller]
fn of(run: &Run, org: &str) -> Value {
    let document = run.json();
    let orgs = document["orgs"].as_array().unwrap();
    orgs.iter().find(|one| one["org"] == org).unwrap().clone()
}

#[test]
fn a_folder_of_plans_is_applied_in_every_org_and_nothing_is_left() {
    let folder = fleet();
    folder
        .run(&["plan", "--all-orgs", "--out", "plans"])
        .exits(0)
        .says("hallpass apply plans/prod.plan --org prod");
    for org in ["dev", "uat", "stage", "prod"] {
        assert!(folder.path(&format!("plans/{org}.plan")).is_file(), "{org}");
    }
    folder
        .run(&["apply", "plans", "--all-orgs"])
        .exits(0)
        .says("prod   done");
    let drift = folder.run(&["drift", "--all-orgs", "--json"]).exits(0);
    let orgs: Vec<_> = drift.json()["orgs"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["org"].clone(),
                one["result"]["changes"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(
        orgs,
        [
            ("dev".into(), 0),
            ("uat".into(), 0),
            ("stage".into(), 0),
            ("prod".into(), 0)
        ]
    );
}

#[test]
fn nothing_goes_on_behind_a_wave_that_failed_and_the_worst_exit_counts() {
    let folder = fleet();
    folder.edit(
        "specs/hallpass.yaml",
        "uat: { local: .hallpass/uat,",
        "uat: { local: .hallpass/uat, kind: production,",
    );
    let run = folder
        .run(&["apply", "--all-orgs", "--auto-approve", "--json"])
        .exits(1);
    assert_eq!(of(&run, "dev")["exit_code"], 0);
    assert_eq!(of(&run, "uat")["exit_code"], 1);
    assert!(
        of(&run, "uat")["error"]
            .as_str()
            .unwrap()
            .contains("saved plans only")
    );
    // Its neighbour in the wave goes its way; what comes after does not.
    assert_eq!(of(&run, "stage")["exit_code"], 0);
    assert_eq!(of(&run, "prod")["exit_code"], Value::Null);
    assert!(of(&run, "prod")["error"].as_str().unwrap().contains("uat failed"));
}

#[test]
fn differences_are_an_answer_and_no_failure() {
    let folder = fleet();
    let orgs = ["--org", "dev", "--org", "uat"];
    let run = folder
        .run(&[&["plan", "--detailed-exitcode", "--json"], &orgs[..]].concat())
        .exits(2);
    assert_eq!(of(&run, "uat")["exit_code"], 2);
    assert_eq!(of(&run, "uat")["result"]["summary"]["create"], 25);
}

#[test]
fn what_an_org_leaves_out_or_overrides_is_so_in_that_org_only() {
    let folder = fleet();
    let spec = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write("specs/postman.yaml", &format!("{spec}\nexcept: [dev]\n"));
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    folder.write(
        "specs/billing.yaml",
        &format!("{spec}\noverrides: {{ uat: {{ permissions: {{ objects: {{ Lead: [read] }} }} }} }}\n"),
    );
    let run = folder.run(&["plan", "--json", "--org", "dev,uat,stage"]).exits(0);
    let addresses = |org: &str| -> Vec<String> {
        let result = of(&run, org)["result"].clone();
        let changes = result["changes"].as_array().unwrap();
        changes
            .iter()
            .map(|one| one["address"].as_str().unwrap().to_owned())
            .collect()
    };
    let has = |org: &str, address: &str| addresses(org).iter().any(|one| one == address);
    assert_eq!(
        ["dev", "uat", "stage"].map(|org| (has(org, "postman.user"), has(org, "billing.object[Lead]"))),
        [(false, false), (true, true), (true, false)]
    );
    folder
        .run(&["plan", "--org", "dev", "--integration", "postman"])
        .exits(1)
        .complains("does not have");
}

#[test]
fn what_asks_or_is_for_one_org_does_not_go_for_several() {
    let folder = fleet();
    folder
        .run(&["apply", "--all-orgs"])
        .exits(64)
        .complains("--auto-approve");
    folder
        .run(&["forget", "billing", "--org", "dev", "--org", "uat"])
        .exits(64)
        .complains("one org at a time");
    folder
        .run(&["plan", "--org", "dev", "--org", "nowhere"])
        .exits(1)
        .complains("it has: dev, uat, stage, prod");
    // What needs no org does not mind.
    folder.run(&["validate", "--all-orgs"]).exits(0);
}

#[test]
fn parity_tells_where_an_integration_is_not_the_same_and_whether_that_is_meant() {
    let folder = fleet();
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    folder.write(
        "specs/billing.yaml",
        &format!("{spec}\noverrides: {{ uat: {{ user: {{ time_zone: Europe/Berlin }} }} }}\n"),
    );
    let spec = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write("specs/postman.yaml", &format!("{spec}\nonly: [dev]\n"));
    for org in ["dev", "uat"] {
        folder.run(&["apply", "--org", org, "--auto-approve"]).exits(0);
    }
    let orgs = ["parity", "--org", "dev,uat"];
    folder
        .run(&orgs)
        .exits(2)
        .says("time_zone Europe/Berlin")
        .says("postman is only in dev")
        .says("1 differ");
    let parity = folder.run(&[&orgs[..], &["--json"]].concat()).exits(2).json();
    assert_eq!(parity["disparities"][0]["address"], "billing.user");
    assert_eq!(parity["disparities"][0]["drift"], serde_json::json!([]));
    // What was not applied yet is drift.
    let run = folder
        .run(&["parity", "billing", "--org", "dev", "--org", "stage", "--json"])
        .exits(2);
    assert_eq!(
        run.json()["disparities"][0]["drift"],
        serde_json::json!(["stage"])
    );
    folder.run(&["parity", "--org", "dev"]).exits(64);
}

#[test]
fn several_orgs_are_proved_each_with_its_own_evidence_and_none_hides_another() {
    let folder = fleet();
    folder.run(&["apply", "--org", "uat", "--auto-approve"]).exits(0);
    let both = ["verify", "--org", "dev", "--org", "uat", "--evidence", "evidence"];
    // `dev` is of an earlier wave and has nothing of the specs; looking at `uat` harms nobody.
    let run = folder.run(&[&both[..], &["--format", "json"]].concat()).exits(4);
    assert_eq!(of(&run, "dev")["exit_code"], 4);
    let uat = of(&run, "uat");
    assert_eq!(uat["exit_code"], 0, "{uat:#}");
    assert_eq!(uat["result"]["integrations"][0]["verdict"], "passed");
    for org in ["dev", "uat"] {
        assert!(
            folder.path(&format!("evidence/{org}/SHA256SUMS")).is_file(),
            "{org}"
        );
    }
    folder
        .run(&["verify", "--org", "dev", "--org", "uat", "--no-credential"])
        .exits(4)
        .says("billing is proved")
        .says("dev  verification failed");
    folder.write("credential.json", "{}");
    for one_of_a_kind in [&["--credential", "credential.json"], &["--format", "junit"]] {
        folder
            .run(&[&["verify", "--all-orgs"], &one_of_a_kind[..]].concat())
            .exits(64);
    }
}
