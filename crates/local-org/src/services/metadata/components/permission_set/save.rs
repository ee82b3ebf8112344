//! Finding, reading, saving and deleting permission sets.

use serde_json::{Value, json};

use super::{Contents, Mode, apply, load, overlay, render};
use crate::dml;
use crate::error::ApiError;
use crate::services::metadata::components::component::{Listing, Saved, Work};
use crate::services::metadata::components::defaults::visible;
use crate::services::metadata::components::documents;
use crate::services::metadata::components::names::{check_developer_name, check_lengths};
use crate::services::metadata::components::satellite::missing;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const OBJECT: &str = "PermissionSet";

/// The row of a permission set that is neither a profile's nor a group's.
pub(in super::super) fn find(tx: &Tx<'_>, name: &str) -> Option<Row> {
    let (namespace, bare) = name
        .split_once("__")
        .map_or(("", name), |(namespace, bare)| (namespace, bare));
    tx.find(OBJECT, &[("Name", json!(bare))])
        .into_iter()
        .find(|set| is_own(set) && text(set, "NamespacePrefix").eq_ignore_ascii_case(namespace))
}

fn is_own(set: &Row) -> bool {
    !flag(set, "IsOwnedByProfile") && text(set, "Type") != "Group"
}

fn full_name(set: &Row) -> String {
    let (namespace, name) = (text(set, "NamespacePrefix"), text(set, "Name"));
    if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}__{name}")
    }
}

/// All permission sets.
pub(in super::super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    let mut listings: Vec<Listing> = tx
        .find(OBJECT, &[("IsOwnedByProfile", json!(false))])
        .iter()
        .filter(|set| is_own(set))
        .filter_map(|set| Listing::of_row(full_name(set), set))
        .collect();
    listings.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    listings
}

/// Reads a permission set: from 40.0 everything that it holds.
pub(in super::super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let set = find(tx, name)?;
    let name = full_name(&set);
    let contents = load(tx, Kind::PermissionSet, &name, &set);
    let mut body = Element::new(OBJECT)
        .with(
            "hasActivationRequired",
            flag(&set, "HasActivationRequired").to_string(),
        )
        .with("label", text(&set, "Label"));
    if !text(&set, "Description").is_empty() {
        body.set("description", text(&set, "Description"));
    }
    if let Some(license) = license_name(tx, &set) {
        body.set("license", license);
    }
    body.children
        .extend(render(Kind::PermissionSet, &contents, version));
    Some((name, visible(Kind::PermissionSet, &body, version)))
}

/// Makes or changes a permission set.
pub(in super::super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    check_lengths(file, &[("label", 80), ("description", 255)])?;
    let before = find(work.tx, name);
    if before.is_none() {
        check_developer_name(name, "Permission Set")?;
    }
    let mode = if work.version >= 40 {
        Mode::Replace
    } else {
        Mode::Overlay
    };
    let current = before
        .as_ref()
        .map(|set| load(work.tx, Kind::PermissionSet, name, set))
        .unwrap_or_default();
    let wanted = overlay(work.tx, &current, file, mode)?;
    let header = header(work, file)?;
    let (set, created, header_changed) = match &before {
        Some(set) => {
            let set_id = id(set, "Id").ok_or_else(|| missing(Kind::PermissionSet, name))?;
            let mut changes: Row = header
                .into_iter()
                .filter(|(field, value)| set.get(field).unwrap_or(&Value::Null) != value)
                .collect();
            changes.extend(permission_columns(work.tx, &current, &wanted));
            if !changes.is_empty() {
                dml::update(work.tx, work.caller, OBJECT, &set_id, &changes).map_err(refusal)?;
            }
            (set_id, false, !changes.is_empty())
        }
        None => {
            let mut values = header;
            values.insert("Name".to_owned(), json!(name));
            values.extend(permission_columns(work.tx, &current, &wanted));
            (
                dml::insert(work.tx, work.caller, OBJECT, &values).map_err(refusal)?,
                true,
                true,
            )
        }
    };
    apply(work, &set, &current, &wanted).map_err(refusal)?;
    if wanted.others != current.others {
        keep_others(work.tx, name, &set, &wanted);
    }
    Ok(Saved::new(set, created, header_changed || wanted != current))
}

/// Deletes a permission set with what it grants.
pub(in super::super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some(set) = find(work.tx, name).and_then(|set| id(&set, "Id")) else {
        return Ok(None);
    };
    dml::delete(work.tx, work.caller, OBJECT, &set).map_err(refusal)?;
    for object in [
        "FieldPermissions",
        "ObjectPermissions",
        "SetupEntityAccess",
        "PermissionSetTabSetting",
    ] {
        for row in work.tx.find(object, &[("ParentId", json!(set.as_str()))]) {
            if let Some(id) = id(&row, "Id") {
                work.tx.delete_raw(object, &id);
            }
        }
    }
    documents::remove(work.tx, Kind::PermissionSet, name);
    Ok(Some(set))
}

/// Gives a permission set another API name.
pub(in super::super) fn rename(work: &mut Work<'_, '_>, old: &str, new: &str) -> Result<(), Problem> {
    check_developer_name(new, "Permission Set")?;
    let set = find(work.tx, old)
        .and_then(|set| id(&set, "Id"))
        .ok_or_else(|| missing(Kind::PermissionSet, old))?;
    dml::update(work.tx, work.caller, OBJECT, &set, &row([("Name", json!(new))])).map_err(refusal)?;
    documents::rename(work.tx, Kind::PermissionSet, old, new);
    Ok(())
}

/// The columns of the set itself. A file that leaves the licence out leaves it alone: it can't be changed after create.
fn header(work: &Work<'_, '_>, file: &Element) -> Result<Row, Problem> {
    let mut values = row([
        ("Label", json!(file.value("label"))),
        (
            "Description",
            file.value("description").map_or(Value::Null, Value::from),
        ),
        (
            "HasActivationRequired",
            Value::Bool(file.flag("hasActivationRequired")),
        ),
    ]);
    if let Some(name) = file.value("license") {
        let license = find_license(work.tx, name)
            .ok_or_else(|| Problem::of_file(format!("In field: license - no License named {name} found")))?;
        values.insert("LicenseId".to_owned(), Value::from(license));
    }
    Ok(values)
}

fn find_license(tx: &Tx<'_>, name: &str) -> Option<Id> {
    [
        ("PermissionSetLicense", "DeveloperName"),
        ("PermissionSetLicense", "MasterLabel"),
        ("UserLicense", "Name"),
    ]
    .into_iter()
    .find_map(|(object, field)| tx.find_one(object, &[(field, json!(name))]))
    .and_then(|row| id(&row, "Id"))
}

fn license_name(tx: &Tx<'_>, set: &Row) -> Option<String> {
    let license = id(set, "LicenseId")?;
    if let Some(row) = tx.get("PermissionSetLicense", &license) {
        return Some(text(&row, "DeveloperName").to_owned());
    }
    tx.get("UserLicense", &license)
        .map(|row| text(&row, "Name").to_owned())
}

/// The permission columns that differ.
pub(in super::super) fn permission_columns(tx: &Tx<'_>, before: &Contents, after: &Contents) -> Row {
    let mut columns = Row::new();
    for permission in &tx.org.schema().permissions {
        let (was, is) = (
            before.permissions.contains(&permission.name),
            after.permissions.contains(&permission.name),
        );
        if was != is {
            columns.insert(permission.column(), Value::Bool(is));
        }
    }
    columns
}

fn keep_others(tx: &Tx<'_>, name: &str, set: &Id, contents: &Contents) {
    let mut body = Element::new(OBJECT);
    body.children.clone_from(&contents.others);
    if body.children.is_empty() {
        documents::remove(tx, Kind::PermissionSet, name);
    } else {
        documents::put(tx, Kind::PermissionSet, name, set, None, &body);
    }
}

/// A rule's refusal as a component's problem: deploy messages carry the words alone.
pub(in super::super) fn refusal(error: ApiError) -> Problem {
    Problem::coded(&error.code, error.message)
}
