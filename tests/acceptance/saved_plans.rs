//! Saved plans: reviewed as a file, applied exactly so, refused when something moved.

use crate::support::Folder;

#[test]
fn a_saved_plan_is_its_own_approval() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["plan", "--org", "local", "--out", "first.plan"])
        .exits(0)
        .says("hallpass apply first.plan --org local");
    folder
        .run(&["apply", "first.plan", "--org", "local"])
        .exits(0)
        .says("Applied:");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
}

#[test]
fn a_plan_is_stale_once_it_was_applied() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["plan", "--org", "local", "--out", "first.plan"])
        .exits(0);
    folder.run(&["apply", "first.plan", "--org", "local"]).exits(0);
    folder
        .run(&["apply", "first.plan", "--org", "local"])
        .exits(6)
        .complains("moved");
}

#[test]
fn a_plan_is_stale_when_the_specs_changed() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["plan", "--org", "local", "--out", "first.plan"])
        .exits(0);
    folder.edit(
        "specs/postman.yaml",
        "Lead: [read, create, edit, delete]",
        "Opportunity: [read]",
    );
    folder
        .run(&["apply", "first.plan", "--org", "local"])
        .exits(6)
        .complains("specs");
}

#[test]
fn a_production_org_takes_saved_plans_only() {
    let folder = Folder::with_sample_fleet();
    folder.edit(
        "specs/hallpass.yaml",
        "local: { local: .hallpass/local-org }",
        "local: { local: .hallpass/local-org, kind: production }",
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(1)
        .complains("saved plans only");
    folder
        .run(&["plan", "--org", "local", "--out", "first.plan"])
        .exits(0);
    folder.run(&["apply", "first.plan", "--org", "local"]).exits(0);
}
