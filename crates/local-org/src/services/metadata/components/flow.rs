//! `Flow`: kept and granted, never run. Its elements come back as they were deployed.
//!
//! Source: Metadata API Developer Guide, Flow; Object Reference, FlowDefinitionView.

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::documents;
use super::named_rows::forget_access;
use super::names::check_developer_name;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

const DEFINITION: &str = "FlowDefinition";
const VIEW: &str = "FlowDefinitionView";

/// The key prefix of versions of flows.
const VERSION: &str = "301";

/// All flows.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    tx.find(DEFINITION, &[])
        .iter()
        .filter_map(|row| Listing::of_row(text(row, "DeveloperName").to_owned(), row))
        .collect()
}

fn find(tx: &Tx<'_>, name: &str) -> Option<(Id, Row)> {
    let row = tx.find_one(DEFINITION, &[("DeveloperName", json!(name))])?;
    Some((id(&row, "Id")?, row))
}

fn view(tx: &Tx<'_>, definition: &Id) -> Option<Row> {
    tx.find_one(VIEW, &[("DurableId", json!(definition.short()))])
}

/// Reads a flow: its latest version, as retrieving does from 44.0 on.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let (definition, row) = find(tx, name)?;
    let name = text(&row, "DeveloperName").to_owned();
    let body = documents::get(tx, Kind::Flow, &name)
        .map_or_else(|| of_rows(tx, &definition, &row), |document| document.body);
    Some((name, visible(Kind::Flow, &body, version)))
}

/// What is known of a flow that nobody deployed.
fn of_rows(tx: &Tx<'_>, definition: &Id, row: &Row) -> Element {
    let view = view(tx, definition).unwrap_or_default();
    let status = if flag(&view, "IsActive") {
        "Active"
    } else {
        "Draft"
    };
    let mut body = Element::new(Kind::Flow.root());
    for (field, value) in [
        ("label", text(row, "MasterLabel")),
        ("processType", text(&view, "ProcessType")),
        ("status", status),
    ] {
        body.set(field, value);
    }
    body
}

/// Makes a flow or changes it. A flow that is active gets a new version, another one is written over.
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let before = find(work.tx, name);
    if before.is_none() {
        check_developer_name(name, "Flow")?;
    }
    let mut body = file.clone();
    Kind::Flow.root().clone_into(&mut body.name);
    body.remove("fullName");
    if body.value("status").is_none() {
        body.children.push(Element::leaf("status", "Draft"));
        body = visible(Kind::Flow, &body, u32::MAX);
    }
    let known = read(work.tx, name, u32::MAX).map(|(_, known)| known);
    if let (Some((definition, _)), true) = (&before, known.as_ref() == Some(&body)) {
        return Ok(Saved::new(definition.clone(), false, false));
    }
    let created = before.is_none();
    let definition = match before {
        Some((definition, _)) => definition,
        None => work.tx.insert_raw(
            DEFINITION,
            row([
                ("DeveloperName", Value::from(name)),
                ("MasterLabel", Value::from(name)),
            ]),
        ),
    };
    keep_version(work.tx, &definition, name, &body);
    documents::put(work.tx, Kind::Flow, name, &definition, None, &body);
    Ok(Saved::new(definition, created, true))
}

/// Writes the rows that SOQL shows of a flow.
fn keep_version(tx: &mut Tx<'_>, definition: &Id, name: &str, body: &Element) {
    let before = view(tx, definition);
    let was_active = before.as_ref().is_some_and(|view| flag(view, "IsActive"));
    let number = before
        .as_ref()
        .and_then(|view| view.get("VersionNumber")?.as_i64())
        .unwrap_or_default();
    let is_new = before.is_none() || was_active;
    let kept = |field: &str| {
        before
            .as_ref()
            .and_then(|view| view.get(field).cloned())
            .unwrap_or(Value::Null)
    };
    let latest = match kept("LatestVersionId") {
        Value::String(latest) if !is_new => Value::from(latest),
        _ => Value::from(documents::new_id(tx, VERSION)),
    };
    // A draft beside an active version leaves that active.
    let active = match body.value("status") {
        Some("Active") => latest.clone(),
        Some("Draft" | "InvalidDraft") if was_active => kept("ActiveVersionId"),
        _ => Value::Null,
    };
    let is_active = body.value("status") == Some("Active") || (was_active && !active.is_null());
    let of_file = |field: &str| body.value(field).map_or(Value::Null, Value::from);
    let of_start = |field: &str| {
        body.child("start")
            .and_then(|start| start.value(field))
            .map_or(Value::Null, Value::from)
    };
    tx.update_raw(
        DEFINITION,
        definition,
        row([
            ("MasterLabel", of_file("label")),
            ("Description", of_file("description")),
            ("ActiveVersionId", active.clone()),
            ("LatestVersionId", latest.clone()),
        ]),
    );
    // Whole versions only.
    let version = body
        .value("apiVersion")
        .and_then(|text| text.split('.').next()?.parse::<i64>().ok());
    let values = row([
        ("ApiName", Value::from(name)),
        ("Label", of_file("label")),
        ("Description", of_file("description")),
        ("ProcessType", of_file("processType")),
        ("TriggerType", of_start("triggerType")),
        ("RecordTriggerType", of_start("recordTriggerType")),
        ("TriggerObjectOrEventLabel", of_start("object")),
        ("IsActive", Value::Bool(is_active)),
        ("VersionNumber", Value::from(number + i64::from(is_new))),
        ("ApiVersion", json!(version)),
        ("ActiveVersionId", active),
        ("LatestVersionId", latest),
        ("ManageableState", Value::from("unmanaged")),
        ("Builder", Value::from("Flow Builder")),
        ("DurableId", Value::from(definition.short())),
    ]);
    match before.and_then(|view| id(&view, "Id")) {
        Some(view) => tx.update_raw(VIEW, &view, values),
        None => {
            tx.insert_raw(VIEW, values);
        }
    }
}

/// Deletes a flow with the access to it; an active one stays (the words are reported).
pub(super) fn delete(work: &mut Work<'_, '_>, name: &str) -> Result<Option<Id>, Problem> {
    let Some((definition, _)) = find(work.tx, name) else {
        return Ok(None);
    };
    let view = view(work.tx, &definition);
    if view.as_ref().is_some_and(|view| flag(view, "IsActive")) {
        return Err(Problem::coded(
            "INSUFFICIENT_ACCESS_ON_CROSS_REFERENCE_ENTITY",
            "insufficient access rights on cross-reference id",
        ));
    }
    if let Some(view) = view.and_then(|view| id(&view, "Id")) {
        work.tx.delete_raw(VIEW, &view);
    }
    forget_access(work.tx, &definition);
    work.tx.delete_raw(DEFINITION, &definition);
    documents::remove(work.tx, Kind::Flow, name);
    Ok(Some(definition))
}
