//! `PermissionSetGroup`: which sets a group is made of, and what it mutes.

use std::collections::BTreeMap;

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::names::{check_developer_name, check_lengths};
use super::permission_set::refusal;
use super::{muting, permission_set};
use crate::dml;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const OBJECT: &str = "PermissionSetGroup";
const COMPONENT: &str = "PermissionSetGroupComponent";

/// Prefix of the Ids of muting sets.
const MUTING: &str = "0QM";

fn find(tx: &Tx<'_>, name: &str) -> Option<Row> {
    tx.find_one(OBJECT, &[("DeveloperName", json!(name))])
}

/// All groups.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find(OBJECT, &[])
        .iter()
        .filter_map(|row| Listing::of_row(text(row, "DeveloperName").to_owned(), row))
        .collect()
}

/// Reads a group.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let group = find(tx, name)?;
    let mut body = Element::new(OBJECT).with(
        "hasActivationRequired",
        flag(&group, "HasActivationRequired").to_string(),
    );
    body = body.with("label", text(&group, "MasterLabel"));
    if !text(&group, "Description").is_empty() {
        body = body.with("description", text(&group, "Description"));
    }
    body = body.with("status", text(&group, "Status"));
    let mut parts: Vec<(&str, String)> = components(tx, &group)
        .keys()
        .filter_map(|part| named(tx, part))
        .collect();
    parts.sort();
    for (element, name) in parts {
        body = body.with(element, name);
    }
    let name = text(&group, "DeveloperName").to_owned();
    Some((name, visible(Kind::PermissionSetGroup, &body, version)))
}

/// The parts of a group, each with the row that makes it one.
fn components(tx: &Tx<'_>, group: &Row) -> BTreeMap<Id, Id> {
    let group = group.get("Id").cloned().unwrap_or_default();
    tx.find(COMPONENT, &[("PermissionSetGroupId", group)])
        .iter()
        .filter_map(|row| Some((id(row, "PermissionSetId")?, id(row, "Id")?)))
        .collect()
}

fn named(tx: &Tx<'_>, part: &Id) -> Option<(&'static str, String)> {
    if part.prefix() == MUTING {
        let set = tx.header("MutingPermissionSet", part)?;
        return Some(("mutingPermissionSets", text(&set, "DeveloperName").to_owned()));
    }
    let set = tx.header("PermissionSet", part)?;
    let (namespace, name) = (text(&set, "NamespacePrefix"), text(&set, "Name"));
    let full = if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}__{name}")
    };
    Some(("permissionSets", full))
}

/// Makes or changes a group; the file names all of its parts.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    check_lengths(file, &[("label", 80), ("description", 255)])?;
    let wanted = wanted(work.tx, file)?;
    let mut values = row([
        ("MasterLabel", Value::from(file.value("label").unwrap_or(name))),
        (
            "Description",
            file.value("description").map_or(Value::Null, Value::from),
        ),
        (
            "HasActivationRequired",
            Value::Bool(file.flag("hasActivationRequired")),
        ),
    ]);
    let before = find(work.tx, name);
    let (group, created, mut changed) =
        match before.as_ref().and_then(|group| Some((id(group, "Id")?, group))) {
            Some((group, known)) => {
                values.retain(|field, value| known.get(field).unwrap_or(&Value::Null) != value);
                if !values.is_empty() {
                    dml::update(work.tx, work.caller, OBJECT, &group, &values).map_err(refusal)?;
                }
                (group, false, !values.is_empty())
            }
            None => {
                check_developer_name(name, "Permission Set Group")?;
                values.insert("DeveloperName".to_owned(), Value::from(name));
                values.retain(|_, value| !value.is_null());
                (
                    dml::insert(work.tx, work.caller, OBJECT, &values).map_err(refusal)?,
                    true,
                    true,
                )
            }
        };
    let present = components(work.tx, &row([("Id", Value::from(&group))]));
    for (part, component) in &present {
        if !wanted.contains(part) {
            dml::delete(work.tx, work.caller, COMPONENT, component).map_err(refusal)?;
            changed = true;
        }
    }
    for part in wanted.iter().filter(|part| !present.contains_key(*part)) {
        let values = row([
            ("PermissionSetGroupId", Value::from(&group)),
            ("PermissionSetId", Value::from(part)),
        ]);
        dml::insert(work.tx, work.caller, COMPONENT, &values).map_err(refusal)?;
        changed = true;
    }
    Ok(Saved::new(group, created, changed))
}

fn wanted(tx: &Tx<'_>, file: &Element) -> Result<Vec<Id>, Problem> {
    let mut wanted = Vec::new();
    for (element, object) in [
        ("permissionSets", "PermissionSet"),
        ("mutingPermissionSets", "MutingPermissionSet"),
    ] {
        for name in file.all(element).map(|child| child.text.trim()) {
            let found = if object == "PermissionSet" {
                permission_set::find(tx, name)
            } else {
                muting::find(tx, name)
            };
            let part = found.and_then(|row| id(&row, "Id")).ok_or_else(|| {
                Problem::of_file(format!("In field: {element} - no {object} named {name} found"))
            })?;
            wanted.push(part);
        }
    }
    Ok(wanted)
}

/// Deletes a group; its sets stay.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some(group) = find(work.tx, name).and_then(|group| id(&group, "Id")) else {
        return Ok(None);
    };
    dml::delete(work.tx, work.caller, OBJECT, &group).map_err(refusal)?;
    Ok(Some(group))
}
