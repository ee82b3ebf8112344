//! What access changes between two git revisions, offline.

use std::process::Command;

use serde_json::Value;

use crate::support::{Folder, Run};

/// The sample fleet in a repository with one commit, `base`.
fn repository() -> Folder {
    let folder = Folder::with_sample_fleet();
    git(&folder, &["init", "--quiet", "--initial-branch=main"]);
    commit(&folder, "base");
    folder
}

fn git(folder: &Folder, arguments: &[&str]) {
    let output = Command::new("git")
        .args(["-c", "user.name=test", "-c", "user.email=test@example.com"])
        .args(arguments)
        .current_dir(folder.path(""))
        .env("HOME", folder.path(""))
        .output()
        .unwrap();
    assert!(
        output.status.success(),
        "{}",
        String::from_utf8_lossy(&output.stderr)
    );
}

fn commit(folder: &Folder, tag: &str) {
    git(folder, &["add", "-A"]);
    git(folder, &["commit", "--quiet", "--allow-empty", "-m", tag]);
    git(folder, &["tag", tag]);
}

/// Runs with the path of git and with nothing else.
fn diff(folder: &Folder, arguments: &[&str]) -> Run {
    let path = std::env::var("PATH").unwrap();
    folder.run_with(&[&["diff"], arguments].concat(), &[("PATH", &path)])
}

fn grows(folder: &Folder) {
    folder.edit(
        "specs/billing.yaml",
        "Contact: [read]",
        "Contact: [read, create]\n    Lead: [read, view_all]",
    );
}

#[test]
fn the_same_specs_change_nothing() {
    let folder = repository();
    diff(&folder, &["base", "--deny-new-access"])
        .exits(0)
        .says("No access changes.");
    diff(&folder, &["main", "base"])
        .exits(0)
        .says("No access changes.");
}

#[test]
fn who_gains_and_who_loses_is_told_with_risk_and_refused_where_new_access_is_denied() {
    let folder = repository();
    grows(&folder);
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    let told = diff(&folder, &["base"]).exits(0);
    let told = told
        .says("gains create")
        .says("gains read, view_all")
        .says("high");
    told.says("loses create, edit, delete").says("the working tree");
    let denied = diff(&folder, &["base", "--deny-new-access"]).exits(5);
    denied
        .complains("error[HP025]: billing: Lead gains read, view_all")
        .complains("specs/billing.yaml:")
        .complains("2 new accesses are not waived");
}

#[test]
fn less_access_passes_the_gate() {
    let folder = repository();
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Lead: [read]",
    );
    diff(&folder, &["base", "--deny-new-access"]).exits(0);
    std::fs::remove_file(folder.path("specs/postman.yaml")).unwrap();
    diff(&folder, &["base", "--deny-new-access"])
        .exits(0)
        .says("postman (gone)")
        .says("loses read, create, edit, delete");
}

#[test]
fn a_waiver_opens_the_gate_until_its_end() {
    let folder = repository();
    grows(&folder);
    let spec = std::fs::read_to_string(folder.path("specs/billing.yaml")).unwrap();
    let waiver = |rule: &str, day: &str| {
        let line = format!(
            "waivers: [{{ rule: {rule}, owner: sec@example.com, reason: agreed in the review, expires: {day} }}]\n"
        );
        folder.write("specs/billing.yaml", &format!("{spec}\n{line}"));
    };
    waiver("HP001", "2999-12-31");
    diff(&folder, &["base", "--deny-new-access"]).exits(5);
    waiver("HP025", "2020-12-31");
    diff(&folder, &["base", "--deny-new-access"]).exits(5);
    waiver("HP025", "2999-12-31");
    diff(&folder, &["base", "--deny-new-access"])
        .exits(0)
        .says("2 waived")
        .says("new waiver of HP025 by sec@example.com until 2999-12-31");
    // Whoever wants waivers that were merged before, has them.
    diff(&folder, &["base", "--deny-new-access", "--waivers", "base"]).exits(5);
    folder.write(
        "specs/billing.yaml",
        &std::fs::read_to_string(folder.path("specs/billing.yaml"))
            .unwrap()
            .replace(
                "Contact: [read, create]\n    Lead: [read, view_all]",
                "Contact: [read]",
            ),
    );
    commit(&folder, "leave");
    grows(&folder);
    diff(&folder, &["leave", "--deny-new-access", "--waivers", "base"]).exits(0);
}

#[test]
fn a_new_integration_is_new_access_and_a_first_state_without_specs_has_none() {
    let folder = repository();
    folder.write(
        "specs/payroll.yaml",
        "integration: payroll\nowner: people@example.com\nuser: { username: payroll.api@example.com, email: pay@example.com }\n\
         permissions: { objects: { Contact: [read] } }\n",
    );
    diff(&folder, &["base", "--deny-new-access"])
        .exits(5)
        .says("payroll (new)");
    // Before there were any specs.
    let empty = Folder::with(&[("README", "hello")]);
    git(&empty, &["init", "--quiet", "--initial-branch=main"]);
    commit(&empty, "empty");
    for name in ["hallpass.yaml", "billing.yaml"] {
        let text = std::fs::read_to_string(folder.path("specs").join(name)).unwrap();
        empty.write(&format!("specs/{name}"), &text);
    }
    diff(&empty, &["empty"]).exits(0).says("billing (new)");
    commit(&empty, "specs");
    diff(&empty, &["specs", "empty"]).exits(0).says("billing (gone)");
}

#[test]
fn another_file_name_changes_nothing_and_another_integration_name_moves() {
    let folder = repository();
    std::fs::rename(
        folder.path("specs/billing.yaml"),
        folder.path("specs/finance.yaml"),
    )
    .unwrap();
    diff(&folder, &["base"]).exits(0).says("No access changes.");
    folder.edit(
        "specs/finance.yaml",
        "integration: billing",
        "integration: invoices\npreviously: billing\npermission_set: { name: Billing_Integration }",
    );
    diff(&folder, &["base", "--deny-new-access"])
        .exits(0)
        .says("invoices (was billing)");
}

#[test]
fn a_bundle_that_grows_gives_to_all_who_use_it() {
    let folder = repository();
    folder.write(
        "specs/shared.yaml",
        "bundle: people\npermissions: { objects: { Lead: [read] } }\n",
    );
    for name in ["billing", "postman"] {
        let file = format!("specs/{name}.yaml");
        folder.edit(&file, "owner:", "use: [people]\nowner:");
    }
    commit(&folder, "bundle");
    folder.edit("specs/shared.yaml", "Lead: [read]", "Lead: [read], Case: [read]");
    let json = diff(&folder, &["bundle", "--json"]).exits(0).json();
    let new = json["comparisons"][0]["new_access"].as_array().unwrap();
    let addresses: Vec<_> = new.iter().map(|one| one["address"].as_str().unwrap()).collect();
    assert_eq!(addresses, ["billing.object[Case]", "postman.object[Case]"]);
}

#[test]
fn what_only_one_org_gets_is_told_as_its_own() {
    let folder = repository();
    folder.edit(
        "specs/hallpass.yaml",
        "orgs:",
        "orgs:\n  prod: { url: \"https://acme.my.salesforce.com\", auth: { access_token: \"${env:NOT_SET}\" } }",
    );
    commit(&folder, "orgs");
    folder.edit(
        "specs/billing.yaml",
        "owner:",
        "overrides: { prod: { permissions: { objects: { Case: [read] } } } }\nowner:",
    );
    let json = diff(&folder, &["orgs", "--json"]).exits(0).json();
    let of: Vec<_> = json["comparisons"]
        .as_array()
        .unwrap()
        .iter()
        .map(|one| {
            (
                one["orgs"].to_string(),
                one["new_access"].as_array().unwrap().len(),
            )
        })
        .collect();
    assert_eq!(of, [("[\"local\"]".to_owned(), 0), ("[\"prod\"]".to_owned(), 1)]);
    diff(&folder, &["orgs", "--deny-new-access"])
        .exits(5)
        .says("In prod");
    diff(&folder, &["orgs", "--org", "local", "--deny-new-access"]).exits(0);
}

#[test]
fn links_are_followed_and_files_beside_the_specs_are_found() {
    let folder = repository();
    let certificate = crate::support::repository().join("crates/spec/tests/cases/design/keys/loader.pem");
    folder.write("keys/loader.pem", &std::fs::read_to_string(certificate).unwrap());
    folder.edit(
        "specs/billing.yaml",
        "flow: client_credentials",
        "flow: jwt_bearer\n    certificate: ../keys/loader.pem",
    );
    let text = std::fs::read_to_string(folder.path("specs/postman.yaml")).unwrap();
    folder.write("shared/postman.yaml", &text);
    std::fs::remove_file(folder.path("specs/postman.yaml")).unwrap();
    #[cfg(unix)]
    std::os::unix::fs::symlink("../shared/postman.yaml", folder.path("specs/postman.yaml")).unwrap();
    commit(&folder, "links");
    diff(&folder, &["links"]).exits(0).says("No access changes.");
    diff(&folder, &["base", "links"]).exits(0).says("certificate");
}

#[test]
fn what_cannot_be_compared_is_said() {
    let folder = repository();
    diff(&folder, &["nowhere"]).exits(1).complains("no revision");
    diff(&folder, &["--deny-new-access"]).exits(64);
    let outside = Folder::with_sample_fleet();
    diff(&outside, &["main"]).exits(1).complains("no git repository");
    folder.edit("specs/billing.yaml", "owner:", "owners:");
    commit(&folder, "broken");
    diff(&folder, &["broken", "base"])
        .exits(1)
        .complains("broken:specs/billing.yaml");
}

#[test]
fn markdown_can_be_edited_in_place() {
    let folder = repository();
    grows(&folder);
    let run = diff(&folder, &["base", "--format", "markdown"]).exits(0);
    assert!(
        run.stdout.starts_with("<!-- hallpass:diff -->\n"),
        "{}",
        run.stdout
    );
    run.says("| high | billing |").says("<details>");
    let json: Value = diff(&folder, &["base", "--format", "json"]).exits(0).json();
    assert_eq!(json["base"]["revision"], "base");
    assert_eq!(json["head"]["commit"], Value::Null);
}
