//! Permission sets with their grants.

use std::collections::BTreeMap;

use serde_json::Value;

use super::super::node::{Entry, Node, Place};
use super::super::shape::meant;
use super::work::{Done, Trouble, named, put};
use crate::dml;
use crate::enforce::{Caller, field_permission_name};
use crate::schema::{FieldDef, ObjectDef, Schema};
use crate::store::Tx;
use crate::value::{Id, Row, flag, row, text};

/// Makes a permission set, or adds to the one that is there what it lacks.
pub(super) fn put_set(tx: &mut Tx<'_>, caller: &Caller, entry: &Entry) -> Done {
    let Entry { key, value, place } = entry;
    let name = [
        ("Name", Value::from(key.as_str())),
        ("IsOwnedByProfile", Value::Bool(false)),
    ];
    let known = tx.find_one("PermissionSet", &name);
    let wanted = header(tx, key, value, known.is_none())?;
    let set =
        put(tx, caller, "PermissionSet", known.as_ref(), wanted).map_err(|trouble| trouble.or_at(*place))?;
    for object in value.get("objects").into_iter().flat_map(Node::entries) {
        grant_object(tx, caller, &set, object).map_err(|trouble| trouble.or_at(object.place))?;
    }
    let known = fields_of(tx, &set);
    for object in value.get("fields").into_iter().flat_map(Node::entries) {
        grant_fields(tx, caller, &set, object, &known)?;
    }
    for (key, object, field) in [
        ("classes", "ApexClass", "Name"),
        ("custom_permissions", "CustomPermission", "DeveloperName"),
    ] {
        for name in value.get(key).into_iter().flat_map(Node::items) {
            let entity = named(tx, object, field, name.text(), name.place)?;
            grant_entity(tx, caller, &set, &entity).map_err(|trouble| trouble.or_at(name.place))?;
        }
    }
    Ok(())
}

fn header(tx: &Tx<'_>, key: &str, value: &Node, is_new: bool) -> Result<Row, Trouble> {
    let mut wanted = Row::new();
    let label = value.text_of("label").map(str::to_owned);
    if let Some(label) = label.or_else(|| is_new.then(|| key.replace('_', " "))) {
        wanted.insert("Label".to_owned(), Value::from(label));
    }
    if is_new {
        wanted.insert("Name".to_owned(), Value::from(key));
    }
    if let Some(description) = value.text_of("description") {
        wanted.insert("Description".to_owned(), Value::from(description));
    }
    if let Some(license) = value.get("license") {
        let found = named(
            tx,
            "PermissionSetLicense",
            "DeveloperName",
            license.text(),
            license.place,
        )
        .or_else(|_| named(tx, "UserLicense", "Name", license.text(), license.place))?;
        wanted.insert("LicenseId".to_owned(), Value::from(found));
    }
    for name in value.get("system").into_iter().flat_map(Node::items) {
        let schema = tx.org.schema();
        let permission = schema
            .permission(name.text())
            .filter(|known| known.on_permission_set);
        let Some(permission) = permission else {
            let known: Vec<&str> = schema
                .permissions
                .iter()
                .map(|known| known.name.as_str())
                .collect();
            let meant = meant(name.text(), &known);
            return Err(Trouble::at(
                name.place,
                format!("there is no permission `{}`{meant}", name.text()),
            ));
        };
        wanted.insert(permission.column(), Value::Bool(true));
    }
    Ok(wanted)
}

const RIGHTS: &[(&str, &str)] = &[
    ("read", "PermissionsRead"),
    ("create", "PermissionsCreate"),
    ("edit", "PermissionsEdit"),
    ("delete", "PermissionsDelete"),
    ("view_all", "PermissionsViewAllRecords"),
    ("modify_all", "PermissionsModifyAllRecords"),
    ("view_all_fields", "PermissionsViewAllFields"),
];

fn grant_object(tx: &mut Tx<'_>, caller: &Caller, set: &Id, entry: &Entry) -> Done {
    let schema = tx.org.schema();
    let object = object(&schema, &entry.key, entry.place)?;
    let filter = [
        ("ParentId", Value::from(set)),
        ("SobjectType", Value::from(object.name.as_str())),
    ];
    let known = tx.find_one("ObjectPermissions", &filter);
    let mut wanted = if known.is_none() { row(filter) } else { Row::new() };
    for right in entry.value.items() {
        let column = RIGHTS.iter().find(|(name, _)| *name == right.text());
        if let Some((_, column)) = column {
            wanted.insert((*column).to_owned(), Value::Bool(true));
        }
    }
    put(tx, caller, "ObjectPermissions", known.as_ref(), wanted).map(|_| ())
}

/// The field rows that a set has, by their field.
type Known = BTreeMap<String, Row>;

fn fields_of(tx: &Tx<'_>, set: &Id) -> Known {
    let rows = tx.find("FieldPermissions", &[("ParentId", Value::from(set))]);
    rows.into_iter()
        .map(|row| (text(&row, "Field").to_owned(), row))
        .collect()
}

fn grant_fields(tx: &mut Tx<'_>, caller: &Caller, set: &Id, entry: &Entry, known: &Known) -> Done {
    let schema = tx.org.schema();
    let object = object(&schema, &entry.key, entry.place)?;
    let mut wanted: BTreeMap<String, (bool, Place)> = BTreeMap::new();
    for (right, edit) in [("read", false), ("edit", true)] {
        let Some(names) = entry.value.get(right) else {
            continue;
        };
        if names.text() == "all" {
            let all = object.fields.iter().filter(|field| is_own_row(object, field));
            for field in all {
                let edit = edit && !field.calculated && !field.auto_number;
                wanted.insert(field.name.clone(), (edit, names.place));
            }
        }
        for name in names.items() {
            let field = field(object, name)?;
            wanted.insert(field_permission_name(object, field), (edit, name.place));
        }
    }
    for (name, (edit, place)) in wanted {
        let path = format!("{}.{name}", object.name);
        let row = known.get(&path);
        if row.is_some_and(|row| flag(row, "PermissionsEdit") || !edit) {
            continue;
        }
        let mut wanted = rights(edit);
        if row.is_none() {
            wanted.extend(place_of(set, object, path));
        }
        put(tx, caller, "FieldPermissions", row, wanted).map_err(|trouble| trouble.or_at(place))?;
    }
    Ok(())
}

fn rights(edit: bool) -> Row {
    row([
        ("PermissionsRead", Value::Bool(true)),
        ("PermissionsEdit", Value::Bool(edit)),
    ])
}

fn place_of(set: &Id, object: &ObjectDef, path: String) -> Row {
    row([
        ("ParentId", Value::from(set)),
        ("SobjectType", Value::from(object.name.as_str())),
        ("Field", Value::from(path)),
    ])
}

/// Whether a field has a row of its own: the parts of an address share the one of the address.
fn is_own_row(object: &ObjectDef, field: &FieldDef) -> bool {
    field.permissionable && field_permission_name(object, field) == field.name
}

fn grant_entity(tx: &mut Tx<'_>, caller: &Caller, set: &Id, entity: &Id) -> Done {
    let pair = row([
        ("ParentId", Value::from(set)),
        ("SetupEntityId", Value::from(entity)),
    ]);
    let filter = [
        ("ParentId", Value::from(set)),
        ("SetupEntityId", Value::from(entity)),
    ];
    if tx.count("SetupEntityAccess", &filter) == 0 {
        dml::insert(tx, caller, "SetupEntityAccess", &pair)?;
    }
    Ok(())
}

fn object<'s>(schema: &'s Schema, name: &str, place: Place) -> Result<&'s ObjectDef, Trouble> {
    schema.object(name).ok_or_else(|| {
        let known: Vec<&str> = schema.objects.iter().map(|object| object.name.as_str()).collect();
        Trouble::at(
            place,
            format!("the org has no object `{name}`{}", meant(name, &known)),
        )
    })
}

fn field<'o>(object: &'o ObjectDef, name: &Node) -> Result<&'o FieldDef, Trouble> {
    let found = object.field(name.text());
    found.ok_or_else(|| {
        let known: Vec<&str> = object
            .fields
            .iter()
            .filter(|field| field.permissionable)
            .map(|field| field.name.as_str())
            .collect();
        let meant = meant(name.text(), &known);
        Trouble::at(
            name.place,
            format!("{} has no field `{}`{meant}", object.name, name.text()),
        )
    })
}
