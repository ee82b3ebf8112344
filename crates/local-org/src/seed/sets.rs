//! Permission sets, groups and assignments that the org's own people made; and the runner's set.

use std::collections::BTreeSet;

use serde_json::Value;

use super::people::RUNNER;
use super::profiles::grant_object;
use crate::dml;
use crate::enforce::{Caller, is_object_permissionable};
use crate::error::ApiError;
use crate::schema::Schema;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

/// The set of the least-privilege identity.
pub(crate) const RUNNER_SET: &str = "Hallpass_Runner";

/// What the least-privilege identity must be allowed.
const RUNNER_PERMISSIONS: &[&str] = &[
    "ApiEnabled",
    "ViewSetup",
    "ManageInternalUsers",
    // Public groups, queues and licences of packages.
    "ManageUsers",
    "AssignPermissionSets",
    "ManageProfilesPermissionsets",
    "ModifyMetadata",
    "ModifyDataClassification",
    "MonitorLoginHistory",
    "ViewEventLogFiles",
    "ExternalClientAppAdmin",
    "ExternalClientAppDeveloper",
    "ExternalClientAppViewer",
    "ViewClientSecret",
];

/// Returns the permissions with all that they depend on.
pub(super) fn closure<'n>(schema: &Schema, names: impl Iterator<Item = &'n str>) -> BTreeSet<String> {
    let mut wanted: Vec<String> = names.map(str::to_owned).collect();
    let mut closed = BTreeSet::new();
    while let Some(name) = wanted.pop() {
        if let Some(permission) = schema.permission(&name)
            && closed.insert(permission.name.clone())
        {
            wanted.extend(permission.depends_on.iter().cloned());
        }
    }
    closed
}

/// Returns the columns of the permissions with all that they depend on.
pub(super) fn permission_columns<'n>(schema: &Schema, names: impl Iterator<Item = &'n str>) -> Row {
    closure(schema, names)
        .into_iter()
        .map(|name| (format!("Permissions{name}"), Value::Bool(true)))
        .collect()
}

/// Grants an entity in a set.
pub(super) fn grant_entity(tx: &mut Tx<'_>, set: &Id, kind: &str, entity: &str) {
    tx.insert_raw(
        "SetupEntityAccess",
        row([
            ("ParentId", Value::from(set)),
            ("SetupEntityId", Value::from(entity)),
            ("SetupEntityType", Value::from(kind)),
        ]),
    );
}

/// Makes sets, a group and their assignments.
pub(super) fn fill(tx: &mut Tx<'_>, admin: &Id) -> Result<(), ApiError> {
    let caller = Caller::system(tx, admin);
    runner(tx, &caller)?;
    let sales = sales_tools(tx, &caller)?;
    let service = support_extras(tx, &caller)?;
    group(tx, &caller, &sales, &service)
}

fn header(name: &str, label: &str, description: &str) -> Row {
    row([
        ("Name", Value::from(name)),
        ("Label", Value::from(label)),
        ("Description", Value::from(description)),
    ])
}

/// The runner reads the shape of the org's objects but holds no View All Data: describe shows only what its
/// caller may see, so whoever checks grants of an object and its fields must be able to read them.
fn runner(tx: &mut Tx<'_>, caller: &Caller) -> Result<(), ApiError> {
    let schema = tx.org.schema();
    let mut set = header(
        RUNNER_SET,
        "Hallpass Runner",
        "What hallpass needs to manage integrations, and no more",
    );
    set.extend(permission_columns(&schema, RUNNER_PERMISSIONS.iter().copied()));
    let set = dml::insert(tx, caller, "PermissionSet", &set)?;
    for object in schema
        .objects
        .iter()
        .filter(|object| is_object_permissionable(object))
    {
        grant_object(
            tx,
            &set,
            object,
            "R",
            row([("PermissionsViewAllFields", Value::Bool(true))]),
        );
    }
    assign(tx, caller, RUNNER, &set)
}

fn assign(tx: &mut Tx<'_>, caller: &Caller, username: &str, set: &Id) -> Result<(), ApiError> {
    let user = user(tx, username);
    let pair = row([("AssigneeId", user), ("PermissionSetId", Value::from(set))]);
    dml::insert(tx, caller, "PermissionSetAssignment", &pair).map(|_| ())
}

fn user(tx: &Tx<'_>, username: &str) -> Value {
    let found = tx
        .find_one("User", &[("Username", Value::from(username))])
        .unwrap_or_default();
    Value::from(text(&found, "Id"))
}

fn sales_tools(tx: &mut Tx<'_>, caller: &Caller) -> Result<Id, ApiError> {
    let mut set = header(
        "Sales_Tools",
        "Sales Tools",
        "Reports and campaigns for the sales team",
    );
    set.extend(permission_columns(
        &tx.org.schema(),
        ["RunReports", "ExportReport"].into_iter(),
    ));
    let set = dml::insert(tx, caller, "PermissionSet", &set)?;
    object(tx, caller, &set, "Campaign", &["Read", "Create", "Edit"])?;
    field(tx, caller, &set, "Campaign", "BudgetedCost", true)?;
    assign(tx, caller, "nora.lind@hallpass.local", &set)?;
    assign(tx, caller, "tomas.brandt@hallpass.local", &set)?;
    Ok(set)
}

fn support_extras(tx: &mut Tx<'_>, caller: &Caller) -> Result<Id, ApiError> {
    let set = dml::insert(
        tx,
        caller,
        "PermissionSet",
        &header("Support_Extras", "Support Extras", ""),
    )?;
    object(tx, caller, &set, "Invoice__c", &["Read"])?;
    field(tx, caller, &set, "Invoice__c", "Amount__c", false)?;
    for class in tx.find("ApexClass", &[("Name", Value::from("CustomerRESTWS"))]) {
        grant_entity(tx, &set, "ApexClass", text(&class, "Id"));
    }
    for permission in tx.find(
        "CustomPermission",
        &[("DeveloperName", Value::from("Export_Invoices"))],
    ) {
        grant_entity(tx, &set, "CustomPermission", text(&permission, "Id"));
    }
    Ok(set)
}

fn object(tx: &mut Tx<'_>, caller: &Caller, set: &Id, name: &str, rights: &[&str]) -> Result<(), ApiError> {
    let mut entry = row([("ParentId", Value::from(set)), ("SobjectType", Value::from(name))]);
    entry.extend(
        rights
            .iter()
            .map(|right| (format!("Permissions{right}"), Value::Bool(true))),
    );
    dml::insert(tx, caller, "ObjectPermissions", &entry).map(|_| ())
}

fn field(
    tx: &mut Tx<'_>,
    caller: &Caller,
    set: &Id,
    object: &str,
    name: &str,
    edit: bool,
) -> Result<(), ApiError> {
    let entry = row([
        ("ParentId", Value::from(set)),
        ("SobjectType", Value::from(object)),
        ("Field", Value::from(format!("{object}.{name}"))),
        ("PermissionsRead", Value::Bool(true)),
        ("PermissionsEdit", Value::Bool(edit)),
    ]);
    dml::insert(tx, caller, "FieldPermissions", &entry).map(|_| ())
}

/// A group of both sets, which mutes one right of the first.
fn group(tx: &mut Tx<'_>, caller: &Caller, sales: &Id, service: &Id) -> Result<(), ApiError> {
    let group = row([
        ("DeveloperName", Value::from("Front_Office")),
        ("MasterLabel", Value::from("Front Office")),
        ("Description", Value::from("Sales and support in one")),
    ]);
    let group = dml::insert(tx, caller, "PermissionSetGroup", &group)?;
    let muting = row([
        ("DeveloperName", Value::from("Front_Office_Muting")),
        ("MasterLabel", Value::from("Front Office Muting")),
        ("PermissionsExportReport", Value::Bool(true)),
    ]);
    let muting = dml::insert(tx, caller, "MutingPermissionSet", &muting)?;
    for set in [sales, service, &muting] {
        let component = row([
            ("PermissionSetGroupId", Value::from(&group)),
            ("PermissionSetId", Value::from(set)),
        ]);
        dml::insert(tx, caller, "PermissionSetGroupComponent", &component)?;
    }
    let imani = user(tx, "imani.okafor@hallpass.local");
    if id(&row([("Id", imani.clone())]), "Id").is_some() {
        let pair = row([
            ("AssigneeId", imani),
            ("PermissionSetGroupId", Value::from(&group)),
        ]);
        dml::insert(tx, caller, "PermissionSetAssignment", &pair)?;
    }
    Ok(())
}
