//! What a plan, a blocked plan, an adoption and drift look like.

use std::path::PathBuf;

use serde_json::json;

use super::{assert_page, with_output};
use crate::explain::entangled;
use crate::migration::{beside, sign_in_the_new_way, sign_in_the_old_way};
use crate::support::{Folder, Http, Served, repository};

#[test]
fn the_first_steps_lead_from_an_empty_folder_to_an_org_as_its_spec_says() {
    let folder = Folder::with(&[]);
    let path = page("first-steps.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    for (block, typed) in [
        ("nothing", ""),
        (
            "init",
            "init --fleet acme --integration billing --objects Account,Contact",
        ),
        ("validate", "validate"),
        ("next", ""),
        ("apply", "apply --org local --auto-approve"),
        ("afterwards", ""),
    ] {
        page = shown(&folder, &page, block, typed, 0);
    }
    assert_page(&path, &page);
}

#[test]
fn the_page_of_planning_shows_real_plans() {
    let folder = applied();
    let path = page("planning.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    folder.edit(
        "specs/billing.yaml",
        "Account: [read, create, edit]",
        "Account: [read, create, edit, delete]",
    );
    folder.edit("specs/billing.yaml", "Posts invoices", "Posts and voids invoices");
    folder.edit("specs/billing.yaml", ", Industry]", "]");
    page = shown(&folder, &page, "change", "plan --org local", 0);
    apply(&folder);
    folder.edit(
        "specs/billing.yaml",
        "Contact: [read]",
        "Contact: [read, edit]\n    Shipment__c: [read]",
    );
    page = shown(&folder, &page, "blocked", "plan --org local", 1);
    assert_page(&path, &page);
}

#[test]
fn the_page_of_drift_shows_what_moved() {
    let folder = applied();
    {
        let http = Http::new();
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let row =
            "FROM ObjectPermissions WHERE Parent.Name = 'Billing_Integration' AND SobjectType = 'Contact'";
        change(
            &org,
            &http,
            "ObjectPermissions",
            row,
            &json!({ "PermissionsEdit": true }),
        );
        let row = "FROM User WHERE Username = 'postman.api@example.com'";
        change(
            &org,
            &http,
            "User",
            row,
            &json!({ "TimeZoneSidKey": "Europe/Berlin" }),
        );
    }
    let path = page("drift.md");
    let page = std::fs::read_to_string(&path).unwrap();
    assert_page(&path, &shown(&folder, &page, "drift", "drift --org local", 2));
}

#[test]
fn the_page_of_reports_shows_the_matrix_and_who() {
    let folder = entangled();
    let path = page("report.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    page = shown(&folder, &page, "matrix", "report --org local", 0);
    page = shown(&folder, &page, "who", "report --who Lead --org local", 0);
    assert_page(&path, &page);
}

#[test]
fn the_page_of_access_shows_why() {
    let folder = entangled();
    let path = page("access.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    for (block, target) in [
        ("granted", "Contact.Birthdate"),
        ("muted", "Lead"),
        ("beyond", ""),
    ] {
        let typed = format!("explain billing {target}");
        page = shown(&folder, &page, block, typed.trim_end(), 0);
    }
    folder.edit(
        "specs/billing.yaml",
        "# How it gets its tokens",
        "assert: { never: [Contact.Birthdate] }\n\n# How it gets its tokens",
    );
    page = shown(&folder, &page, "never", "plan --org local", 1);
    assert_page(&path, &page);
}

#[test]
fn the_page_of_migration_shows_each_stage() {
    let folder = beside();
    let path = page("migration.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    let migrate = "migrate billing --org local";
    sign_in_the_old_way(&folder).expect(200);
    page = shown(&folder, &page, "both", migrate, 0);
    sign_in_the_new_way(&folder).expect(200);
    page = shown(&folder, &page, "switching", migrate, 0);
    let cut_over = format!("{migrate} --quiet-for 0d --cut-over --auto-approve");
    page = shown(&folder, &page, "closed", &cut_over, 0);
    let undo = format!("{migrate} --undo --auto-approve");
    page = shown(&folder, &page, "undone", &undo, 0);
    assert_page(&path, &page);
}

#[test]
fn the_page_of_adopting_shows_what_is_in_the_way_and_how_it_is_taken_over() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&[
            "apply",
            "--org",
            "local",
            "--auto-approve",
            "--integration",
            "billing",
        ])
        .exits(0);
    {
        let http = Http::new();
        let org = Served::start(&folder, &["--dir", "specs/.hallpass/local-org"]);
        let row = "FROM PermissionSet WHERE Name = 'Billing_Integration'";
        change(
            &org,
            &http,
            "PermissionSet",
            row,
            &json!({ "Description": "Made by hand" }),
        );
    }
    let path = page("adopting.md");
    let mut page = std::fs::read_to_string(&path).unwrap();
    let plan = "plan --org local --integration billing";
    page = shown(&folder, &page, "in the way", plan, 1);
    folder.edit("specs/billing.yaml", "owner:", "adopt: true\nowner:");
    page = shown(&folder, &page, "reported", plan, 0);
    folder.edit("specs/billing.yaml", "adopt: true", "adopt: true\nenforce: exact");
    page = shown(&folder, &page, "adopted", plan, 0);
    folder.edit("specs/billing.yaml", "adopt: true\nenforce: exact\n", "");
    let adopt = "apply --org local --integration billing --adopt billing --auto-approve";
    page = shown(&folder, &page, "marked", adopt, 0);
    assert_page(&path, &page);
}

fn applied() -> Folder {
    let folder = Folder::with_sample_fleet();
    apply(&folder);
    folder
}

fn apply(folder: &Folder) {
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
}

#[test]
fn the_page_of_import_shows_a_real_one() {
    let folder = crate::import::for_the_page();
    let path = page("import.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let typed = "import --user invoicing@example.com --org local";
    let page = shown(&folder, &page, "imported", typed, 0);
    let spec = std::fs::read_to_string(folder.path("specs/invoicing.yaml")).unwrap();
    let page = with_output(&page, "spec", "cat specs/invoicing.yaml", &spec);
    let page = shown(&folder, &page, "adopted", "plan --org local", 0);
    assert_page(&path, &page);
}

fn page(name: &str) -> PathBuf {
    repository().join("docs").join(name)
}

fn shown(folder: &Folder, page: &str, block: &str, typed: &str, exit: i32) -> String {
    let arguments: Vec<_> = typed.split_whitespace().collect();
    let run = folder.run(&arguments).exits(exit);
    with_output(page, block, format!("hallpass {typed}").trim_end(), &run.stdout)
}

/// Changes the one row that a query finds, as an administrator would.
fn change(org: &Served, http: &Http, object: &str, row: &str, to: &serde_json::Value) {
    let rows = org.query(http, &format!("SELECT Id {row}"));
    let id = rows[0]["Id"].as_str().unwrap();
    let url = format!("{}/services/data/v66.0/sobjects/{object}/{id}", org.url());
    http.send("PATCH", &url, &org.sign_in(http, "admin"), to)
        .expect(204);
}
