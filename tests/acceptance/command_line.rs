//! Arguments, exit codes and streams.

use crate::support::Folder;

#[test]
fn wrong_usage_is_64() {
    let folder = Folder::with_sample_fleet();
    for arguments in [
        &["--nope"][..],
        &["plan", "--nope"],
        &["nope"],
        &["plan", "--format", "nope"],
        &["org"],
    ] {
        folder.run(arguments).exits(64);
    }
}

#[test]
fn global_flags_stand_before_and_after_the_command() {
    let folder = Folder::with_sample_fleet();
    let before = folder.run(&["--json", "orgs"]).exits(0).json();
    let after = folder.run(&["orgs", "--json"]).exits(0).json();
    assert_eq!(before, after);
    assert_eq!(before["orgs"][0]["name"], "local");
}

#[test]
fn an_absent_folder_is_an_error() {
    let folder = Folder::with(&[]);
    folder.run(&["validate"]).exits(1).says("specs");
    folder.run(&["plan", "--org", "local"]).exits(1);
}

#[test]
fn the_sample_fleet_is_valid() {
    let folder = Folder::with_sample_fleet();
    let run = folder.run(&["validate"]).exits(0);
    assert!(!run.stderr.contains("error"), "{}", run.stderr);
    let json = folder.run(&["validate", "--format", "json"]).exits(0).json();
    assert_eq!(json["summary"]["errors"], 0);
    let sarif = folder.run(&["validate", "--format", "sarif"]).exits(0).json();
    assert_eq!(sarif["version"], "2.1.0");
}

#[test]
fn every_problem_of_a_spec_has_a_place() {
    let folder = Folder::with_sample_fleet();
    folder.edit("specs/billing.yaml", "Contact: [read]", "Contact: [raed]");
    folder.edit(
        "specs/postman.yaml",
        "integration: postman",
        "integration: postman\nownr: x",
    );
    let run = folder.run(&["validate"]).exits(1);
    let all = format!("{}{}", run.stdout, run.stderr);
    assert!(
        all.contains("billing.yaml:") && all.contains("postman.yaml:"),
        "{all}"
    );
    assert!(all.contains("did you mean") || all.contains("read"), "{all}");
}

#[test]
fn nothing_but_the_result_is_on_stdout() {
    let folder = Folder::with_sample_fleet();
    let run = folder.run(&["plan", "--org", "local", "--json", "-vv"]).exits(0);
    run.json();
    assert!(run.stderr.contains("/services/data/"), "{}", run.stderr);
    assert!(!run.stderr.contains("Bearer"), "{}", run.stderr);
    let quiet = folder.run(&["plan", "--org", "local", "--json", "-q"]).exits(0);
    assert_eq!(quiet.stderr, "");
    let lines = folder
        .run(&["plan", "--org", "local", "--json", "-v", "--log-format", "json"])
        .exits(0);
    let logged: Vec<_> = lines
        .stderr
        .lines()
        .filter(|line| line.starts_with('{'))
        .collect();
    assert!(logged.len() > 3, "{}", lines.stderr);
    for line in logged {
        serde_json::from_str::<serde_json::Value>(line).unwrap_or_else(|error| panic!("{error}: {line}"));
    }
}

#[test]
fn colour_is_only_where_it_is_wanted() {
    let folder = Folder::with_sample_fleet();
    assert!(
        !folder
            .run(&["plan", "--org", "local"])
            .exits(0)
            .stdout
            .contains('\u{1b}')
    );
    assert!(
        folder
            .run(&["plan", "--org", "local", "--color", "always"])
            .exits(0)
            .stdout
            .contains('\u{1b}')
    );
}

#[test]
fn apply_without_approval_and_without_anybody_to_ask_writes_nothing() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local"])
        .exits(64)
        .complains("--auto-approve");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(2);
}

#[test]
fn schemas_and_completions_print() {
    let folder = Folder::with(&[]);
    folder.run(&["schema", "fleet"]).exits(0).json();
    folder.run(&["schema", "integration"]).exits(0).json();
    folder.run(&["completions", "bash"]).exits(0).says("hallpass");
    folder.run(&["man"]).exits(0).says(".TH hallpass 1");
    folder.run(&["man", "--dir", "share/man1"]).exits(0);
    let page = std::fs::read_to_string(folder.path("share/man1/hallpass-plan.1")).unwrap();
    assert!(page.contains("hallpass\\-plan"), "{page}");
    folder.run(&["--help"]).exits(0).says("Examples:");
    folder.run(&["--version"]).exits(0).says("hallpass");
}
