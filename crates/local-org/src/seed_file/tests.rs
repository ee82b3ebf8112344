//! Seed files: what they say, what they make, what is told of their mistakes.

use serde_json::{Value, json};

use super::{SEED_SCHEMA, Seed, apply};
use crate::store::{Org, OrgSettings};
use crate::testing::{org, with};
use crate::value::text;

const BILLING: &str = r"
version: 1
edition: Developer Edition
organization: { Name: Acme }
licenses: { Salesforce Integration: 20, SalesforceAPIIntegrationPsl: 20 }
classes: [BillingWS]
custom_permissions: [Post_Invoices]
permission_sets:
  Billing_Integration:
    label: Billing
    system: [ApiEnabled]
    objects: { Account: [read, create, edit], Contact: [read] }
    fields:
      Account: { read: [AnnualRevenue], edit: [Phone, Website] }
      Contact: { read: all }
    classes: [BillingWS]
    custom_permissions: [Post_Invoices]
users:
  - username: billing.api@example.com
    profile: Minimum Access - API Only Integrations
    licenses: [SalesforceAPIIntegrationPsl]
    permission_sets: [Billing_Integration]
  - { repeat: 3, username: load-<n>@example.com, last_name: Load <n>, profile: Standard User }
apps:
  Billing: { run_as: billing.api@example.com, client_id: billing-key, client_secret: billing-secret }
rows:
  Account:
    - { Name: Initech, Phone: +1 555 0100, AnnualRevenue: 5 }
    - { repeat: 20, Name: 'Customer <n>' }
  Contact:
    - { LastName: Lumbergh, Account: { Name: Initech } }
";

fn parsed(text: &str) -> Seed {
    Seed::parse(text, "seed.yaml").unwrap_or_else(|error| panic!("{error}"))
}

fn count(org: &Org, object: &str, filter: &[(&str, Value)]) -> i64 {
    with(org, |tx| tx.count(object, filter))
}

fn assert_billing(org: &Org) {
    for (object, filter, rows) in [
        (
            "Organization",
            vec![
                ("Name", json!("Acme")),
                ("OrganizationType", json!("Developer Edition")),
            ],
            1,
        ),
        (
            "UserLicense",
            vec![
                ("Name", json!("Salesforce Integration")),
                ("TotalLicenses", json!(20)),
            ],
            1,
        ),
        ("ApexClass", vec![("Name", json!("BillingWS"))], 1),
        (
            "CustomPermission",
            vec![("DeveloperName", json!("Post_Invoices"))],
            1,
        ),
        ("User", vec![("ProfileId", Value::Null)], 0),
        (
            "User",
            vec![
                ("Username", json!("load-2@example.com")),
                ("LastName", json!("Load 2")),
            ],
            1,
        ),
        ("Account", vec![("Name", json!("Customer 19"))], 1),
        (
            "Account",
            vec![("Name", json!("Initech")), ("Phone", json!("+1 555 0100"))],
            1,
        ),
        ("Contact", vec![("LastName", json!("Lumbergh"))], 1),
    ] {
        assert_eq!(count(org, object, &filter), rows, "{object} {filter:?}");
    }
    let set = with(org, |tx| {
        tx.find_one("PermissionSet", &[("Name", json!("Billing_Integration"))])
    });
    let set = json!(text(&set.expect("the set"), "Id"));
    for (object, rows) in [
        ("ObjectPermissions", 2),
        ("SetupEntityAccess", 2),
        ("PermissionSetAssignment", 1),
    ] {
        let parent = if object == "PermissionSetAssignment" {
            "PermissionSetId"
        } else {
            "ParentId"
        };
        assert_eq!(count(org, object, &[(parent, set.clone())]), rows, "{object}");
    }
    let edits = [("ParentId", set.clone()), ("PermissionsEdit", json!(true))];
    assert_eq!(count(org, "FieldPermissions", &edits), 2);
    assert!(count(org, "FieldPermissions", &[("ParentId", set)]) > 10);
}

#[test]
fn a_seed_makes_what_it_says_and_a_second_time_nothing() {
    let org = org();
    let seed = parsed(BILLING);
    for _ in 0..2 {
        org.transaction(|tx| apply(tx, &seed))
            .unwrap_or_else(|error| panic!("{error}"));
        assert_billing(&org);
    }
    assert_eq!(count(&org, "User", &[]), 7 + 4);
    assert_eq!(count(&org, "Account", &[]), 5 + 21);
}

#[test]
fn every_mistake_is_told_with_its_place() {
    for (seed, told) in [
        (
            "",
            &["1:1: the file is empty; a seed starts with `version: 1`"] as &[&str],
        ),
        ("version: 2\n", &["1:10: `version` must be 1"]),
        ("users: []\n", &["1:1: the seed needs `version`"]),
        (
            "version: 1\nuser: []\nusers:\n  - { usernam: a@b.c, profile: 5 }\n  - nope\n",
            &[
                "2:1: the seed has no key `user`; did you mean `users`?",
                "4:5: a user needs `username`",
                "4:7: a user has no key `usernam`; did you mean `username`?",
                "5:5: `users` takes a mapping, and this is a text",
            ],
        ),
        ("version: 1\nusers: *a\n", &["2:8: "]),
        ("version: 1\nusers: [\n", &["this is not YAML"]),
        ("version: 1\nversion: 1\n", &["2:1: `version` stands twice"]),
        (
            "version: 1\npermission_sets:\n  A:\n    objects: { Account: [reed] }\n    fields: { Account: { read: every } }\n",
            &[
                "4:26: `Account` can't be `reed`; did you mean `read`?",
                "5:32: `read` can't be `every`; there is `all`",
            ],
        ),
        (
            "version: 1\nobjects:\n  Project__c: { fields: { Budget: { type: Currency } } }\n  Acount: {}\n",
            &[
                "3:27: `Budget` can't be the name of a custom field: it must end in `__c`",
                "4:3: the org has no object `Acount`; did you mean `Account`?",
            ],
        ),
        (
            "version: 1\nlicenses: { A: -1 }\n",
            &["2:16: `A` takes 0 to 1000000"],
        ),
    ] {
        let error = Seed::parse(seed, "seed.yaml").expect_err(seed).to_string();
        for told in told {
            assert!(error.contains(told), "{told:?} is not in\n{error}");
        }
    }
}

#[test]
fn what_the_org_refuses_is_told_with_its_place_and_leaves_no_trace() {
    let org = org();
    let seed = parsed(
        "version: 1
licenses: { Salesforce Integraton: 3 }
permission_sets:
  Fine: { objects: { Account: [read] } }
  Wrong: { objects: { Account: [edit] } }
  Unknown: { fields: { Account: { read: [Fone] } }, system: [ApiEnabld] }
users:
  - { username: a@example.com, profile: Standrd User }
  - { username: nowhere, profile: Standard User }
rows:
  Contact: [{ LastName: A, Account: { Name: Nobody } }, { LastNam: B }]
",
    );
    let error = org
        .transaction(|tx| apply(tx, &seed))
        .expect_err("refused")
        .to_string();
    let lines: Vec<&str> = error.lines().collect();
    for told in [
        "seed.yaml:2:13: the org has no licence `Salesforce Integraton`; did you mean `Salesforce Integration`?",
        "seed.yaml:5:",
        "seed.yaml:6:",
        "seed.yaml:8:41: the org has no Profile `Standrd User`; did you mean `Standard User`?",
        "seed.yaml:9:5: INVALID_EMAIL_ADDRESS",
        "seed.yaml:11:28: no Account has these values",
        "seed.yaml:11:59: Contact has no field `LastNam`; did you mean `LastName`?",
    ] {
        assert!(error.contains(told), "{told:?} is not in\n{error}");
    }
    assert_eq!(lines.len(), 7, "{error}");
    assert_eq!(count(&org, "PermissionSet", &[("Name", json!("Fine"))]), 0);
}

const PROJECTS: &str = "version: 1
objects:
  Project__c:
    fields:
      Budget__c: { type: Currency, label: Budget }
      Account__c: { type: Lookup, to: Account, children: Projects }
      Code__c: { type: Text, external_id: true, unique: true }
  Account:
    fields:
      Region__c: { type: Picklist, values: [North, South], restricted: true }
permission_sets:
  Projects: { objects: { Project__c: [read], Account: [read] }, fields: { Project__c: { read: all }, Account: { read: [Region__c] } } }
rows:
  Account: [{ Name: Initech, Region__c: North }]
  Project__c: [{ Name: Reports, Budget__c: 100, Code__c: TPS, Account__r: { Name: Initech } }]
";

#[test]
fn objects_and_fields_come_with_the_start_and_stay_with_the_folder() {
    let dir = tempfile::tempdir().expect("a folder");
    let file = dir.path().join("org.sqlite");
    let open = |seed: Option<Seed>| {
        let settings = OrgSettings {
            seed,
            ..OrgSettings::default()
        };
        let org = Org::open(Some(&file), settings).expect("a file");
        let _ = org.transaction(crate::seed::seed).expect("filled");
        org
    };
    // A folder that is older than the fields keeps its rows.
    let org = open(None);
    let refused = org
        .transaction(|tx| apply(tx, &parsed(PROJECTS)))
        .expect_err("too late");
    assert!(
        refused
            .to_string()
            .contains("3:3: `Project__c` can be added only when the org starts"),
        "{refused}"
    );
    drop(org);
    let org = open(Some(parsed(PROJECTS)));
    org.transaction(|tx| apply(tx, &parsed(PROJECTS)))
        .unwrap_or_else(|error| panic!("{error}"));
    drop(org);
    let org = open(None);
    let token = crate::testing::token(&org, false);
    let soql = "/services/data/v66.0/query?q=SELECT+Budget__c,Account__r.Region__c+FROM+Project__c";
    let (status, answer) = crate::testing::send(&org, &token, http::Method::GET, soql, None);
    assert_eq!(status, 200, "{answer}");
    assert_eq!(answer["records"][0]["Budget__c"], 100.0);
    assert_eq!(answer["records"][0]["Account__r"]["Region__c"], "North");
    let children = "/services/data/v66.0/query?q=SELECT+(SELECT+Code__c+FROM+Projects__r)+FROM+Account+WHERE+Name='Initech'";
    let (_, answer) = crate::testing::send(&org, &token, http::Method::GET, children, None);
    assert_eq!(
        answer["records"][0]["Projects__r"]["records"][0]["Code__c"], "TPS",
        "{answer}"
    );
    let catalog = "/services/data/v66.0/query?q=SELECT+QualifiedApiName+FROM+FieldDefinition+WHERE+EntityDefinition.QualifiedApiName='Project__c'+AND+QualifiedApiName='Budget__c'";
    let (_, answer) = crate::testing::send(&org, &token, http::Method::GET, catalog, None);
    assert_eq!(answer["totalSize"], 1, "{answer}");
}

#[test]
fn the_schema_in_the_book_is_the_one_that_is_used() {
    let path = concat!(env!("CARGO_MANIFEST_DIR"), "/../../docs/schema/seed.schema.json");
    if std::env::var_os("UPDATE_SCHEMAS").is_some() {
        std::fs::write(path, SEED_SCHEMA).expect("the book");
    }
    assert_eq!(std::fs::read_to_string(path).expect("the book"), SEED_SCHEMA);
}
