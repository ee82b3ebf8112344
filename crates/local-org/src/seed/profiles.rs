//! Profiles, each with the permission set that it owns.

use serde_json::Value;

use super::sets;
use crate::enforce::{field_permission_name, is_object_permissionable};
use crate::schema::{FieldDef, ObjectDef};
use crate::store::Tx;
use crate::value::{Id, Row, row, text};

/// Permissions that a System Administrator of a current org has beyond the published profiles.
const ADMINISTRATOR_TOO: &[&str] = &[
    "ExternalClientAppAdmin",
    "ExternalClientAppDeveloper",
    "ExternalClientAppViewer",
    "ViewClientSecret",
    "ManageNamedCredentials",
    "ManageUserAccessPolicies",
    "ManageFlow",
    "PasswordNeverExpires",
];

const CRUD: &str = "RCED";

/// What people of ordinary profiles do with objects: R read, C create, E edit, D delete.
const EVERYDAY: &[(&str, &str)] = &[
    ("Account", CRUD),
    ("Contact", CRUD),
    ("Lead", CRUD),
    ("Opportunity", CRUD),
    ("Case", CRUD),
    ("Campaign", "R"),
    ("Product2", "R"),
    ("Pricebook2", "R"),
    ("Order", CRUD),
    ("Contract", CRUD),
    ("Asset", CRUD),
    ("Quote", CRUD),
    ("Invoice__c", "RCE"),
    ("InvoiceLine__c", "RCE"),
];

const PLATFORM: &[(&str, &str)] = &[
    ("Account", CRUD),
    ("Contact", CRUD),
    ("Invoice__c", CRUD),
    ("InvoiceLine__c", CRUD),
];

/// The profiles that see records, and what they may do with them; the others see none.
const WITH_RECORDS: &[(&str, &[(&str, &str)])] = &[
    ("Standard User", EVERYDAY),
    ("Solution Manager", EVERYDAY),
    ("Marketing User", EVERYDAY),
    ("Contract Manager", EVERYDAY),
    ("Read Only", EVERYDAY),
    ("Standard Platform User", PLATFORM),
];

pub(super) fn fill(tx: &mut Tx<'_>, data: &Value) {
    for profile in data["profiles"].as_array().into_iter().flatten() {
        let name = profile["Name"].as_str().unwrap_or_default();
        let permissions = permissions(tx, profile);
        let set = insert(tx, profile, permissions);
        if name == "System Administrator" {
            grant_all(tx, &set);
        } else if let Some((_, objects)) = WITH_RECORDS.iter().find(|(with, _)| *with == name) {
            grant(tx, &set, objects, name == "Read Only");
        }
    }
}

fn permissions(tx: &Tx<'_>, profile: &Value) -> Row {
    let listed = profile["permissions_on"].as_array().cloned().unwrap_or_default();
    let listed = listed.iter().filter_map(Value::as_str);
    let more = if profile["Name"] == "System Administrator" {
        ADMINISTRATOR_TOO
    } else {
        &[]
    };
    sets::permission_columns(&tx.org.schema(), listed.chain(more.iter().copied()))
}

fn insert(tx: &mut Tx<'_>, profile: &Value, permissions: Row) -> Id {
    let license = tx
        .find_one("UserLicense", &[("Name", profile["UserLicense"].clone())])
        .unwrap_or_default();
    let license = Value::from(text(&license, "Id"));
    let mut header = permissions.clone();
    header.extend(row([
        ("Name", profile["Name"].clone()),
        ("UserType", profile["UserType"].clone()),
        ("UserLicenseId", license.clone()),
    ]));
    let id = tx.insert_raw("Profile", header);
    let own_name = Value::from(crate::rules::own_set_name(&id));
    let mut own = permissions;
    own.extend(row([
        ("Name", own_name.clone()),
        ("Label", own_name),
        ("ProfileId", Value::from(&id)),
        ("IsOwnedByProfile", Value::Bool(true)),
        ("IsCustom", profile["custom"].clone()),
        ("Type", Value::from("Profile")),
        ("LicenseId", license),
    ]));
    tx.insert_raw("PermissionSet", own)
}

fn grant_all(tx: &mut Tx<'_>, set: &Id) {
    let schema = tx.org.schema();
    for object in schema
        .objects
        .iter()
        .filter(|object| is_object_permissionable(object))
    {
        let all = row([
            ("PermissionsViewAllRecords", Value::Bool(true)),
            ("PermissionsModifyAllRecords", Value::Bool(true)),
        ]);
        grant_object(tx, set, object, CRUD, all);
    }
    for object in schema.objects.iter().filter(|object| !object.setup) {
        grant_fields(tx, set, object, &object.fields, true);
    }
    for class in tx.find("ApexClass", &[]) {
        sets::grant_entity(tx, set, "ApexClass", text(&class, "Id"));
    }
}

fn grant(tx: &mut Tx<'_>, set: &Id, objects: &[(&str, &str)], read_only: bool) {
    let schema = tx.org.schema();
    for (name, rights) in objects {
        let Some(object) = schema.object(name) else {
            continue;
        };
        grant_object(tx, set, object, if read_only { "R" } else { rights }, Row::new());
        grant_fields(tx, set, object, &object.fields, !read_only);
    }
    for name in ["Task", "Event"] {
        if let Some(object) = schema.object(name) {
            grant_fields(tx, set, object, &object.fields, !read_only);
        }
    }
}

/// Inserts an object's rights: R read, C create, E edit, D delete.
pub(crate) fn grant_object(tx: &mut Tx<'_>, set: &Id, object: &ObjectDef, rights: &str, more: Row) {
    let has = |letter: char| Value::Bool(rights.contains(letter));
    let mut entry = row([
        ("ParentId", Value::from(set)),
        ("SobjectType", Value::from(object.name.as_str())),
        ("PermissionsRead", has('R')),
        ("PermissionsCreate", has('C')),
        ("PermissionsEdit", has('E')),
        ("PermissionsDelete", has('D')),
    ]);
    entry.extend(more);
    tx.insert_raw("ObjectPermissions", entry);
}

/// Inserts the rights on fields, as far as fields have rights of their own.
pub(crate) fn grant_fields<'f>(
    tx: &mut Tx<'_>,
    set: &Id,
    object: &ObjectDef,
    fields: impl IntoIterator<Item = &'f FieldDef>,
    edit: bool,
) {
    // Parts of an address share one row, which the address itself has.
    let own = fields
        .into_iter()
        .filter(|field| field.permissionable && field_permission_name(object, field) == field.name);
    let rows = own.map(|field| {
        let edit = edit && !field.calculated && !field.auto_number;
        vec![
            ("ParentId", Value::from(set)),
            ("SobjectType", Value::from(object.name.as_str())),
            ("Field", Value::from(format!("{}.{}", object.name, field.name))),
            ("PermissionsRead", Value::Bool(true)),
            ("PermissionsEdit", Value::Bool(edit)),
        ]
    });
    tx.insert_many("FieldPermissions", rows);
}
