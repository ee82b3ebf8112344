//! `plan --validate`: the org checks the files, and nothing is written.

use crate::support::{Folder, Http, Served};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";
const DIR: [&str; 2] = ["--dir", "specs/.hallpass/local-org"];

fn spec(apps: &str) -> String {
    format!(
        "integration: billing
owner: finance-it@example.com
user: {{ username: billing.api@example.com, email: finance@example.com }}
permissions: {{ objects: {{ Account: [read] }} }}
{apps}"
    )
}

fn app(label: &str) -> String {
    spec(&format!(
        "apps:
  - external_client_app: Billing_Integration
    label: {label}
    contact_email: finance@example.com
    callback_url: https://localhost/callback
    flow: client_credentials
    scopes: [api]
"
    ))
}

fn folder(spec: &str) -> Folder {
    Folder::with(&[("specs/hallpass.yaml", FLEET), ("specs/billing.yaml", spec)])
}

#[test]
fn files_that_name_what_is_still_to_be_made_wait_and_the_others_are_checked() {
    let folder = folder(&app("Billing"));
    let org = Served::start(&folder, &DIR);
    let plan = folder
        .run(&["plan", "--org", "local", "--validate", "--json"])
        .exits(0)
        .json();
    let validation = &plan["validation"];
    let components = validation["components"].as_array().unwrap();
    assert!(!components.is_empty(), "{validation}");
    assert!(
        components.iter().all(|one| one["problem"].is_null()),
        "{validation}"
    );
    assert_eq!(
        validation["waiting"][0]["needs"], "billing.api@example.com",
        "{validation}"
    );
    assert!(validation["rows"].as_u64().unwrap() > 3, "{validation}");
    let made = org.query(
        &Http::new(),
        "SELECT Id FROM ExternalClientApplication WHERE DeveloperName = 'Billing_Integration'",
    );
    assert_eq!(made.len(), 0, "nothing is written");

    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder.write("specs/billing.yaml", &app("Invoices"));
    folder
        .run(&["plan", "--org", "local", "--validate"])
        .exits(0)
        .says("Check of the org, with nothing written")
        .says("ExternalClientApplication Billing_Integration: would be taken");
    folder
        .run(&["plan", "--org", "local", "--validate", "--format", "markdown"])
        .exits(0)
        .says("would be taken");
}

#[test]
fn the_words_of_the_org_are_told_and_the_exit_code_is_an_error() {
    let folder = folder(&spec(""));
    let org = Served::start(&folder, &DIR);
    org.make_administrator(&Http::new(), "runner@hallpass.local");
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    let connected = spec(
        "apps:
  - connected_app: Billing_Integration
    create: true
    contact_email: finance@example.com
    callback_url: https://localhost/callback
    flow: client_credentials
    scopes: [api]
",
    );
    folder.write("specs/billing.yaml", &connected);
    folder
        .run(&["plan", "--org", "local", "--validate"])
        .exits(1)
        .says("! ConnectedApp Billing_Integration: You can't create a connected app");
    // Without the flag nobody asks the org.
    folder.run(&["plan", "--org", "local"]).exits(0);
}

#[test]
fn without_files_there_is_nothing_to_check() {
    let folder = folder(&spec(""));
    folder
        .run(&["plan", "--org", "local", "--validate"])
        .exits(0)
        .says("no files to check")
        .says("rows are not checked");
}
