//! Import: what an org has becomes specs, and a plan with them has nothing to do but to adopt.

use serde_json::Value;

use crate::support::Folder;

const FLEET: &str = "version: 1\nfleet: acme\norgs: { local: { local: .hallpass/local-org } }\n";

/// What teams find: several sets a user, one of them shared; a sync with the profile of an administrator; a user with
/// nothing; groups; an app that lets everybody in.
const MESSY: &str = "\
version: 1
licenses: { Salesforce Integration: 20, SalesforceAPIIntegrationPsl: 20, Salesforce: 20 }
objects:
  Project__c: { fields: { Budget__c: { type: Currency } } }
classes: [BillingWS]
custom_permissions: [Post_Invoices]
permission_sets:
  Invoicing:
    label: 'Invoices: all of them'
    description: Posts invoices
    system: [ViewSetup, ViewRoles]
    objects: { Account: [read, create, edit, delete], Contact: [read, view_all], Project__c: [read, edit] }
    fields:
      Account: { edit: [Phone, Website], read: [AnnualRevenue] }
      Project__c: { edit: [Budget__c] }
    classes: [BillingWS]
    custom_permissions: [Post_Invoices]
  Small: { objects: { Lead: [read] } }
  Shared_Reading: { objects: { Account: [read] } }
  Grouped: { objects: { Case: [read] } }
  Floor: { system: [AssignPermissionSets, ViewSetup, ViewRoles] }
users:
  - username: invoicing@example.com
    profile: Minimum Access - API Only Integrations
    licenses: [SalesforceAPIIntegrationPsl]
    permission_sets: [Invoicing, Small, Shared_Reading]
  - { username: erp.sync@example.com, profile: System Administrator, permission_sets: [Shared_Reading, Floor] }
  - { username: lonely@example.com, profile: Minimum Access - API Only Integrations }
  - { username: old@example.com, profile: Minimum Access - API Only Integrations, active: false }
apps:
  Invoicing_App: { run_as: invoicing@example.com, permission_sets: [Invoicing] }
  ERP: { run_as: erp.sync@example.com }
rows:
  PermissionSetGroup:
    - { DeveloperName: Back_Office, MasterLabel: Back Office }
  PermissionSetGroupComponent:
    - { PermissionSetGroup: { DeveloperName: Back_Office }, PermissionSet: { Name: Grouped } }
";

/// Many that are alike.
const MANY: &str = "\
version: 1
licenses: { Salesforce Integration: 40, SalesforceAPIIntegrationPsl: 40 }
permission_sets:
  Load_<n>: { repeat: 12, objects: { Account: [read], Contact: [read, edit] }, fields: { Contact: { read: all } } }
users:
  - repeat: 12
    username: load<n>.api@example.com
    profile: Minimum Access - API Only Integrations
    licenses: [SalesforceAPIIntegrationPsl]
    permission_sets: [Load_<n>]
apps:
  Load_<n>: { repeat: 12, run_as: load<n>.api@example.com, permission_sets: [Load_<n>] }
";

/// The administrator of the local org, as whom an app runs that is there from the start.
const ADMIN: &str = "admin.";

fn seeded(seed: &str) -> Folder {
    let folder = Folder::with(&[("specs/hallpass.yaml", FLEET), ("org.yaml", seed)]);
    folder
        .run(&["org", "seed", "org.yaml", "--dir", "specs/.hallpass/local-org"])
        .exits(0);
    folder
}

fn actions(plan: &Value) -> Vec<String> {
    let changes = plan["changes"].as_array().unwrap().iter();
    changes
        .map(|change| {
            format!(
                "{} {}",
                change["action"].as_str().unwrap(),
                change["address"].as_str().unwrap()
            )
        })
        .collect()
}

/// What a plan would do if it might: the warnings of `enforce: report`.
fn would(plan: &Value) -> Vec<String> {
    let warnings = plan["warnings"].as_array().unwrap().iter();
    warnings
        .filter(|warning| warning["code"] == "not_enforced")
        .map(|warning| {
            format!(
                "{}: {}",
                warning["address"].as_str().unwrap(),
                warning["message"].as_str().unwrap()
            )
        })
        .collect()
}

/// The law: the specs are valid, the plan is empty, and all that it would do is to adopt, but for what is expected.
#[track_caller]
fn adopts_only(folder: &Folder, but: &[&str]) {
    folder.run(&["validate"]).exits(0);
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    assert_eq!(actions(&plan), Vec::<String>::new());
    assert_eq!(plan["blocked"].as_array().map(Vec::len), Some(0));
    let more: Vec<String> = would(&plan)
        .into_iter()
        .filter(|line| !line.ends_with("would be adopted; `enforce: report` leaves it"))
        .filter(|line| !but.iter().any(|start| line.starts_with(start)))
        .collect();
    assert_eq!(more, Vec::<String>::new());
}

/// With `enforce: exact` the plan adopts and does nothing else.
#[track_caller]
fn adopts_exactly(folder: &Folder, specs: &[&str]) {
    for spec in specs {
        folder.edit(&format!("specs/{spec}.yaml"), "enforce: report", "enforce: exact");
    }
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    let actions = actions(&plan);
    assert!(!actions.is_empty());
    assert!(
        actions.iter().all(|action| action.starts_with("adopt ")),
        "{actions:#?}"
    );
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0);
}

#[test]
fn what_an_org_has_becomes_specs_that_only_adopt() {
    let folder = seeded(MESSY);
    let before = folder.log().len();
    let run = folder.run(&["import", "--all", "--org", "local"]).exits(0);
    let run = run
        .says("specs/invoicing.yaml")
        .says("Next: hallpass plan --org local");
    assert!(!run.stdout.contains("old@example.com"));
    let log = folder.log();
    let is_write = |call: &Value| call["method"] == "PATCH" || call["method"] == "DELETE";
    assert!(!log[before..].iter().any(is_write));

    let spec = std::fs::read_to_string(folder.path("specs/invoicing.yaml")).unwrap();
    for line in [
        "enforce: report",
        "adopt: true",
        "also_assigned: [Shared_Reading, Small]",
        "# HP010 invoicing may view_all on Contact",
        "Contact: [read, view_all]",
        "- external_client_app: Invoicing_App",
    ] {
        assert!(spec.contains(line), "{line} is not in\n{spec}");
    }
    let erp = std::fs::read_to_string(folder.path("specs/floor.yaml")).unwrap();
    for line in [
        "profile: System Administrator",
        "# HP001",
        "also_assigned: [Shared_Reading]",
    ] {
        assert!(erp.contains(line), "{line} is not in\n{erp}");
    }
    adopts_only(&folder, &["lonely", "floor.app", ADMIN]);
    // What cannot be taken over without more stays with a report.
    adopts_exactly(&folder, &["invoicing"]);
}

#[test]
fn many_that_are_alike_become_specs_that_only_adopt() {
    let folder = seeded(MANY);
    folder
        .run(&["import", "--all", "--org", "local"])
        .exits(0)
        .says("13 integrations");
    adopts_only(&folder, &[ADMIN]);
    let names: Vec<String> = (0..12).map(|n| format!("load-{n}")).collect();
    adopts_exactly(&folder, &names.iter().map(String::as_str).collect::<Vec<_>>());
}

#[test]
fn what_hallpass_made_comes_back_as_it_was() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    for name in ["billing", "postman"] {
        std::fs::remove_file(folder.path(&format!("specs/{name}.yaml"))).unwrap();
    }
    folder
        .run(&["import", "--app", "PostmanIntegrationApp", "--org", "local"])
        .exits(0)
        .says("specs/postman.yaml");
    folder
        .run(&[
            "import",
            "--permission-set",
            "Billing_Integration",
            "--org",
            "local",
        ])
        .exits(0)
        .says("specs/billing.yaml");
    adopts_only(&folder, &[]);
    // Nothing is written over, and nothing is imported twice.
    folder
        .run(&["import", "--user", "billing.api@example.com", "--org", "local"])
        .exits(1)
        .complains("the spec of billing has it");
}

#[test]
fn marks_of_another_fleet_are_told_and_stop_nothing() {
    let folder = Folder::with_sample_fleet();
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    for name in ["billing", "postman"] {
        std::fs::remove_file(folder.path(&format!("specs/{name}.yaml"))).unwrap();
    }
    folder.edit("specs/hallpass.yaml", "fleet: acme", "fleet: other");
    folder
        .run(&["import", "--user", "billing.api@example.com", "--org", "local"])
        .exits(0)
        .complains("belongs to integration billing of fleet acme");
    folder.run(&["validate"]).exits(0);
    folder
        .run(&["plan", "--org", "local"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn a_file_that_is_there_is_never_written_over() {
    let folder = seeded(MANY);
    folder.write("review/load-3.yaml", "mine\n");
    folder
        .run(&["import", "--all", "--org", "local", "--out", "review"])
        .exits(1)
        .complains("load-3.yaml is there already; nothing was written");
    let there: Vec<_> = std::fs::read_dir(folder.path("review")).unwrap().collect();
    assert_eq!(there.len(), 1);
    assert_eq!(
        std::fs::read_to_string(folder.path("review/load-3.yaml")).unwrap(),
        "mine\n"
    );
}

#[test]
fn what_is_not_there_is_said() {
    let folder = seeded(MANY);
    for (what, name, said) in [
        ("--user", "gone@example.com", "has no user gone@example.com"),
        ("--app", "Gone", "no app Gone"),
        ("--permission-set", "Gone", "holds a permission set Gone"),
        ("--user", "runner@hallpass.local", "hallpass runs as it"),
    ] {
        folder
            .run(&["import", what, name, "--org", "local"])
            .exits(1)
            .complains(said);
    }
    folder.run(&["import", "--org", "local"]).exits(64);
}

#[test]
fn metadata_files_become_valid_specs_without_an_org() {
    let set = "<PermissionSet><label>Loader</label><tabSettings><tab>x</tab></tabSettings><objectPermissions>\
        <allowRead>true</allowRead><viewAllRecords>true</viewAllRecords><object>Account</object></objectPermissions></PermissionSet>";
    let folder = Folder::with(&[
        ("specs/hallpass.yaml", FLEET),
        ("src/permissionsets/Loader.permissionset-meta.xml", set),
        ("src/old/Old_One.permissionset", set),
    ]);
    folder
        .run(&["import", "--from", "src"])
        .exits(0)
        .says("specs/loader.yaml")
        .says("specs/old-one.yaml");
    let spec = std::fs::read_to_string(folder.path("specs/loader.yaml")).unwrap();
    assert!(spec.contains("# HP010 loader may view_all on Account"), "{spec}");
    folder.run(&["validate"]).exits(0);
}

/// An org for the page: nothing in it is random.
pub(crate) fn for_the_page() -> Folder {
    seeded(MESSY)
}
