//! What the parts of an external client app have in common.

use serde_json::Value;

use super::component::{Saved, Work};
use super::defaults::{declare, visible};
use super::names::{check_developer_name, check_lengths};
use super::{app_header, documents};
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, row};

/// A part on its way into the store.
pub(super) struct Part {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) app: documents::Document,
    pub(super) before: Option<documents::Document>,
    /// What the file declares, defaults filled in.
    pub(super) body: Element,
}

/// Finds the app of a part and fills in the defaults.
///
/// # Errors
/// No such app, a second part of the same kind, or another app than before.
pub(super) fn open(work: &Work<'_, '_>, kind: Kind, name: &str, file: &Element) -> Result<Part, Problem> {
    check_developer_name(name, kind.xml_name())?;
    check_lengths(file, &[("label", 80)])?;
    let app_name = file.value("externalClientApplication").unwrap_or_default();
    // Code as recorded for a part whose app does not exist; the words are the platform's for unknown names.
    let app = documents::get(work.tx, Kind::ExternalClientApplication, app_name).ok_or_else(|| {
        Problem::shown(
            "INVALID_CROSS_REFERENCE_KEY",
            format!(
                "In field: ExternalClientApplication - no ExternalClientApplication named {app_name} found"
            ),
        )
    })?;
    let before = documents::get(work.tx, kind, name);
    if let Some(other) = documents::of_app(work.tx, kind, &app.name)
        && before.as_ref().is_none_or(|before| before.id != other.id)
    {
        // Recorded: there is one part of each kind per app, and the message names it.
        return Err(Problem::shown(
            "DUPLICATE_VALUE",
            format!(
                "duplicate value found: ExternalClientApplicationId duplicates value on {} with id: {}",
                other.name,
                other.id.short()
            ),
        ));
    }
    if before
        .as_ref()
        .is_some_and(|before| before.app.as_deref() != Some(app.name.as_str()))
    {
        return Err(Problem::coded(
            "INVALID_FIELD_FOR_INSERT_UPDATE",
            "Unable to create/update fields: ExternalClientApplicationId. Please check the security settings of this field and verify that it is read/write for your profile or permission set.",
        ));
    }
    let mut body = declare(
        kind,
        before.as_ref().map(|before| &before.body),
        file,
        work.version,
    );
    body.set("externalClientApplication", app.name.clone());
    if body.value("label").is_none() {
        body.set("label", name);
    }
    Ok(Part {
        kind,
        name: name.to_owned(),
        app,
        before,
        body,
    })
}

impl Part {
    /// The part's sObject row brought in step and the document stored.
    ///
    /// `extra` says whether something changed beside the document.
    pub(super) fn store(
        self,
        work: &mut Work<'_, '_>,
        object: Option<&str>,
        values: Row,
        extra: bool,
    ) -> Saved {
        // In sequence order again, so that equal documents are equal.
        let body = declare(self.kind, None, &self.body, u32::MAX);
        let changed = extra || self.before.as_ref().is_none_or(|before| before.body != body);
        let created = self.before.is_none();
        let id = match (&self.before, object) {
            (Some(before), Some(object)) => {
                if changed {
                    work.tx.update_raw(object, &before.id, values);
                }
                before.id.clone()
            }
            (Some(before), None) => before.id.clone(),
            (None, Some(object)) => {
                let mut values = values;
                values.extend(row([
                    ("DeveloperName", Value::from(self.name.clone())),
                    ("Language", Value::from("en_US")),
                    ("ExternalClientApplicationId", Value::from(&self.app.id)),
                ]));
                work.tx.insert_raw(object, values)
            }
            // Neither of the two has rows in SOQL, so the prefixes are ours.
            (None, None) => documents::new_id(work.tx, "0xG"),
        };
        if changed {
            documents::put(work.tx, self.kind, &self.name, &id, Some(&self.app.name), &body);
        }
        Saved::new(id, created, changed)
    }
}

/// Saves a part that has no rules of its own.
pub(super) fn save_plain(
    work: &mut Work<'_, '_>,
    kind: Kind,
    name: &str,
    file: &Element,
) -> Result<Saved, Problem> {
    let part = open(work, kind, name, file)?;
    Ok(part.store(work, None, Row::new(), false))
}

/// Reads a document that needs no translation.
pub(super) fn read_plain(tx: &Tx<'_>, kind: Kind, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, kind, name)?;
    Some((document.name, visible(kind, &document.body, version)))
}

/// Deletes a part with its row.
pub(super) fn delete(work: &mut Work<'_, '_>, kind: Kind, name: &str) -> Option<Id> {
    let document = documents::get(work.tx, kind, name)?;
    drop_part(work.tx, kind, &document);
    Some(document.id)
}

/// Deletes a document and its row, whichever part it is.
pub(super) fn drop_part(tx: &mut Tx<'_>, kind: Kind, document: &documents::Document) {
    if let Some(object) = app_header::object_of(kind) {
        tx.delete_raw(object, &document.id);
    }
    documents::remove(tx, kind, &document.name);
}

/// Gives a part another name.
pub(super) fn rename(work: &mut Work<'_, '_>, kind: Kind, old: &str, new: &str) -> Result<(), Problem> {
    check_developer_name(new, kind.xml_name())?;
    let document = documents::get(work.tx, kind, old).ok_or_else(|| missing(kind, old))?;
    if documents::get(work.tx, kind, new).is_some_and(|other| other.id != document.id) {
        return Err(Problem::coded(
            "DUPLICATE_DEVELOPER_NAME",
            format!("This Developer Name already exists: {new}"),
        ));
    }
    if let Some(object) = app_header::object_of(kind) {
        work.tx
            .update_raw(object, &document.id, row([("DeveloperName", Value::from(new))]));
    }
    documents::rename(work.tx, kind, &document.name, new);
    Ok(())
}

/// The refusal of a call on a component that is not there.
pub(super) fn missing(kind: Kind, name: &str) -> Problem {
    Problem::coded(
        "INVALID_CROSS_REFERENCE_KEY",
        format!("No {} named: {name} found", kind.xml_name()),
    )
}

/// A field's text as a row value; empty is null.
pub(super) fn text_value(body: &Element, field: &str) -> Value {
    body.value(field).map_or(Value::Null, Value::from)
}

/// A number field as a row value.
pub(super) fn number_value(body: &Element, field: &str) -> Value {
    body.value(field)
        .and_then(|text| text.parse::<i64>().ok())
        .map_or(Value::Null, Value::from)
}
