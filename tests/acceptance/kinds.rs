//! The walk over all kinds of things: each can be declared, planned, applied, addressed and looked up in the book.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Address, Kind};

use crate::pages::{assert_page, table};
use crate::support::{Folder, repository};

const FLEET: &str = "version: 1\nfleet: acme\norgs:\n  local: { local: .hallpass/local-org }\n";

/// One of each kind.
const SPEC: &str = "\
integration: warehouse
owner: logistics@example.com
user:                                                                         # user, license, assignment
  username: warehouse.api@example.com
  email: logistics@example.com
  package_licenses: [acmepay]                                                 # package_license
  public_groups: [Sales_Team]                                                 # public_group
  queues: [Support_Queue]                                                     # queue
permission_set: { label: Warehouse }                                          # permission_set
permissions:
  objects: { Account: [read, edit] }                                          # object
  fields: { Account: { edit: [Phone] } }                                      # field
  apex_classes: [CustomerRESTWS]                                              # apex_class
  custom_permissions: [Export_Invoices]                                       # custom_permission
  flows: [Order_Intake]                                                       # flow
  external_credentials: [Payment_Gateway-Service]                             # external_credential
  custom_metadata_types: [Routing_Rule__mdt]                                  # custom_metadata_type
  custom_settings: [Integration_Settings__c]                                  # custom_setting
  system: [ViewRoles, ViewSetup]                                              # system_permission
login: { ip_ranges: [127.0.0.0/8], hours: { monday: 08:00-18:00 } }          # profile
apps:                                                                         # app, app_link
  - external_client_app: Warehouse
    callback_url: https://localhost/callback
    flow: client_credentials
    scopes: [api]
";

#[test]
fn every_kind_is_declared_planned_and_applied_and_then_nothing_is_left() {
    let folder = Folder::with(&[("specs/hallpass.yaml", FLEET), ("specs/warehouse.yaml", SPEC)]);
    let planned = planned(&folder);
    let kinds: BTreeSet<Kind> = planned.keys().copied().collect();
    let declared = Kind::ALL
        .into_iter()
        .filter(|kind| entry(*kind).declared.is_some());
    assert_eq!(kinds, declared.collect());
    for (kind, address) in planned {
        let read: Address = address.parse().unwrap();
        assert_eq!((read.kind, read.to_string()), (kind, address));
    }
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0)
        .says("Applied:");
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

/// Two documents: what is shared, and whoever uses it.
const SHARED: &str = "\
bundle: customers
permissions:
  objects: { Account: [read], Contact: [read] }
  fields: { Account: { read: all, except: [Fax, BillingCity] } }
---
integration: shop
owner: shop@example.com
user: { username: shop.api@example.com, email: shop@example.com }
use: [customers]
permissions:
  objects: { Contact: [edit] }
  fields: { Contact: { edit: all, except: { file: private.txt } } }
";

#[test]
fn all_fields_of_a_bundle_are_planned_one_by_one_and_applied_and_then_nothing_is_left() {
    let folder = Folder::with(&[
        ("specs/hallpass.yaml", FLEET),
        ("specs/shop.yaml", SHARED),
        ("specs/private.txt", "Birthdate\n"),
    ]);
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    let addresses: BTreeSet<&str> = plan["changes"]
        .as_array()
        .unwrap()
        .iter()
        .map(|change| change["address"].as_str().unwrap())
        .collect();
    for (field, is_granted) in [
        ("Account.Phone", true),
        ("Account.Fax", false),
        // The parts of an address are granted together.
        ("Account.BillingAddress", false),
        ("Account.ShippingAddress", true),
        ("Contact.Email", true),
        ("Contact.Birthdate", false),
    ] {
        let address = format!("shop.field[{field}]");
        assert_eq!(addresses.contains(address.as_str()), is_granted, "{field}");
    }
    folder
        .run(&["apply", "--org", "local", "--auto-approve"])
        .exits(0);
    folder
        .run(&["plan", "--org", "local", "--detailed-exitcode"])
        .exits(0)
        .says("No changes.");
}

#[test]
fn the_page_of_kinds_holds_every_kind() {
    let folder = Folder::with(&[("specs/hallpass.yaml", FLEET), ("specs/warehouse.yaml", SPEC)]);
    let planned = planned(&folder);
    let rows = Kind::ALL.map(|kind| {
        let Entry { what, declared, rows } = entry(kind);
        let code = |text: &str| format!("`{text}`");
        let name = if kind.is_single() { "" } else { "[…]" };
        let address = planned.get(&kind).cloned();
        [
            code(kind.word()),
            what.to_owned(),
            declared.map_or("not declared".to_owned(), code),
            code(&address.unwrap_or_else(|| format!("warehouse.{kind}{name}"))),
            rows.to_owned(),
        ]
    });
    let table = table(["kind", "is", "declared by", "address", "in Salesforce"], rows);
    let page = format!("{INTRODUCTION}\n{table}\n{EXAMPLE}\n```yaml\n{SPEC}```\n");
    assert_page(&repository().join("docs/kinds.md"), &page);
}

const INTRODUCTION: &str = "\
# What is managed

Every change is about one thing of these kinds, in the order in which they come to be. An address is `INTEGRATION.KIND[NAME]`, and `INTEGRATION.KIND`
where an integration has exactly one. Plans, `depends_on` and messages call things by it.
";

const EXAMPLE: &str = "The addresses are those of this spec, which has one of each kind:\n";

/// What the book says of a kind.
struct Entry {
    what: &'static str,
    /// The key of the spec; none for what no spec declares.
    declared: Option<&'static str>,
    rows: &'static str,
}

const fn entry(kind: Kind) -> Entry {
    let (what, declared, rows) = match kind {
        Kind::Profile => (
            "the profile that no other user has: from where and when the user may log in",
            Some("login"),
            "metadata: `Profile`, its `loginIpRanges` and `loginHours`",
        ),
        Kind::User => (
            "the user that no human uses",
            Some("user"),
            "a `User`; switched off in place of deleted",
        ),
        Kind::Login => (
            "whether the user may log in at all: frozen or not, and its sessions",
            None,
            "a `UserLogin`, and the user's `AuthSession`s",
        ),
        Kind::License => (
            "a permission set licence that the user holds",
            Some("user.permission_set_licenses"),
            "a `PermissionSetLicenseAssign`",
        ),
        Kind::PackageLicense => (
            "a licence of a managed package that the user holds",
            Some("user.package_licenses"),
            "a `UserPackageLicense`",
        ),
        Kind::PublicGroup => (
            "a public group that the user is in, with which records are shared",
            Some("user.public_groups"),
            "a `GroupMember`",
        ),
        Kind::Queue => (
            "a queue that the user is in, which owns records",
            Some("user.queues"),
            "a `GroupMember`",
        ),
        Kind::PermissionSet => (
            "the permission set that is its own: name, label, description",
            Some("permission_set"),
            "a `PermissionSet`",
        ),
        Kind::Object => (
            "verbs on an object",
            Some("permissions.objects"),
            "an `ObjectPermissions`",
        ),
        Kind::Field => (
            "verbs on a field",
            Some("permissions.fields"),
            "a `FieldPermissions`",
        ),
        Kind::ApexClass => (
            "use of an Apex class",
            Some("permissions.apex_classes"),
            "a `SetupEntityAccess`",
        ),
        Kind::CustomPermission => (
            "a custom permission",
            Some("permissions.custom_permissions"),
            "a `SetupEntityAccess`",
        ),
        Kind::Flow => (
            "use of a flow",
            Some("permissions.flows"),
            "a `SetupEntityAccess`",
        ),
        Kind::ExternalCredential => (
            "use of a principal of an external credential, for calls out",
            Some("permissions.external_credentials"),
            "a `SetupEntityAccess` of an `ExternalCredentialParameter`",
        ),
        Kind::CustomMetadataType => (
            "reading the records of a custom metadata type",
            Some("permissions.custom_metadata_types"),
            "a `SetupEntityAccess`",
        ),
        Kind::CustomSetting => (
            "reading the values of a custom setting",
            Some("permissions.custom_settings"),
            "a `SetupEntityAccess`",
        ),
        Kind::SystemPermission => (
            "a user permission",
            Some("permissions.system"),
            "a column `Permissions…` of the `PermissionSet`",
        ),
        Kind::App => (
            "an External Client App, or a connected app",
            Some("apps"),
            "metadata: `ExternalClientApplication` with its OAuth settings and policies, or `ConnectedApp`",
        ),
        Kind::AppLink => (
            "the pre-authorization of the permission set in an app",
            Some("apps"),
            "a `SetupEntityAccess`, and a line of the app's policies",
        ),
        Kind::Assignment => (
            "a permission set or group that the user holds",
            Some("permission_set"),
            "a `PermissionSetAssignment`",
        ),
        Kind::Holder => (
            "another user who holds the permission set; taken off it",
            None,
            "a `PermissionSetAssignment`",
        ),
    };
    Entry { what, declared, rows }
}

/// Plans against a new org and returns an address of each kind.
fn planned(folder: &Folder) -> BTreeMap<Kind, String> {
    let plan = folder.run(&["plan", "--org", "local", "--json"]).exits(0).json();
    let changes = plan["changes"].as_array().unwrap();
    changes
        .iter()
        .map(|change| {
            let text = |key: &str| change[key].as_str().unwrap();
            (text("kind").parse().unwrap(), text("address").to_owned())
        })
        .collect()
}
