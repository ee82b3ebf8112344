//! `MutingPermissionSet`: a permission set whose grants are taken away.

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::names::{check_developer_name, check_lengths};
use super::permission_set::{Mode, apply, load, overlay, permission_columns, refusal, render};
use crate::dml;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, id, row, text};

const OBJECT: &str = "MutingPermissionSet";

/// The row of a muting set.
pub(super) fn find(tx: &Tx<'_>, name: &str) -> Option<Row> {
    tx.find_one(OBJECT, &[("DeveloperName", json!(name))])
}

/// All muting sets.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find(OBJECT, &[])
        .iter()
        .filter_map(|row| Listing::of_row(text(row, "DeveloperName").to_owned(), row))
        .collect()
}

/// Reads a muting set.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let set = find(tx, name)?;
    let name = text(&set, "DeveloperName").to_owned();
    let contents = load(tx, Kind::MutingPermissionSet, &name, &set);
    let mut body = Element::new(OBJECT).with("label", text(&set, "MasterLabel"));
    body.children
        .extend(render(Kind::MutingPermissionSet, &contents, version));
    Some((name, visible(Kind::MutingPermissionSet, &body, version)))
}

/// Makes or changes a muting set; like a permission set's, its file replaces what was there.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    check_lengths(file, &[("label", 80)])?;
    let before = find(work.tx, name);
    if before.is_none() {
        check_developer_name(name, "Muting Permission Set")?;
    }
    let current = before
        .as_ref()
        .map(|set| load(work.tx, Kind::MutingPermissionSet, name, set))
        .unwrap_or_default();
    let wanted = overlay(work.tx, &current, file, Mode::Muting)?;
    let mut values = permission_columns(work.tx, &current, &wanted);
    let label = Value::from(file.value("label").unwrap_or(name));
    let (set, created, changed) = match before.as_ref().and_then(|set| Some((id(set, "Id")?, set))) {
        Some((set_id, set)) => {
            if set.get("MasterLabel") != Some(&label) {
                values.insert("MasterLabel".to_owned(), label);
            }
            if !values.is_empty() {
                dml::update(work.tx, work.caller, OBJECT, &set_id, &values).map_err(refusal)?;
            }
            (set_id, false, !values.is_empty())
        }
        None => {
            values.extend(row([
                ("DeveloperName", Value::from(name)),
                ("MasterLabel", label),
            ]));
            (
                dml::insert(work.tx, work.caller, OBJECT, &values).map_err(refusal)?,
                true,
                true,
            )
        }
    };
    apply(work, &set, &current, &wanted).map_err(refusal)?;
    Ok(Saved::new(set, created, changed || wanted != current))
}

/// Deletes a muting set with its rows, and takes it out of its group.
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some(set) = find(work.tx, name).and_then(|set| id(&set, "Id")) else {
        return Ok(None);
    };
    for component in work.tx.find(
        "PermissionSetGroupComponent",
        &[("PermissionSetId", Value::from(&set))],
    ) {
        if let Some(component) = id(&component, "Id") {
            dml::delete(work.tx, work.caller, "PermissionSetGroupComponent", &component).map_err(refusal)?;
        }
    }
    for object in ["FieldPermissions", "ObjectPermissions"] {
        for found in work.tx.find(object, &[("ParentId", Value::from(&set))]) {
            if let Some(found) = id(&found, "Id") {
                work.tx.delete_raw(object, &found);
            }
        }
    }
    dml::delete(work.tx, work.caller, OBJECT, &set).map_err(refusal)?;
    Ok(Some(set))
}
