//! `Settings`: one file for each area, always there. A file overlays what there is.

use super::component::{Listing, Saved, Work};
use super::documents;
use crate::facts::connect::REST_CLIENT_SECRET_ACCESS;
use crate::services::metadata::types::{FILES, Kind, Problem, SettingsFile, catalogue};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::Id;

const SECRETS: &str = "enableClientSecretInRestApiAccess";

/// Whether "Allow access to External Client App consumer secrets via REST API" is on: as deployed, else as the
/// behaviour says.
pub(crate) fn rest_secrets_allowed(tx: &Tx<'_>) -> bool {
    setting(tx, "ExternalClientApp", SECRETS).as_deref() == Some("true")
}

/// A value of the org's settings by its path, such as `sessionSettings/sessionTimeout`.
pub(crate) fn setting(tx: &Tx<'_>, name: &str, path: &str) -> Option<String> {
    let stored = stored(tx, SettingsFile::named(name)?);
    let (parents, field) = path.rsplit_once('/').unwrap_or(("", path));
    let mut within = &stored;
    for parent in parents.split('/').filter(|parent| !parent.is_empty()) {
        within = within.child(parent)?;
    }
    within.value(field).map(str::to_owned)
}

/// One listing for each file.
pub(super) fn list(tx: &Tx<'_>) -> Vec<Listing> {
    FILES.iter().map(|file| listing(tx, file)).collect()
}

fn listing(tx: &Tx<'_>, file: &SettingsFile) -> Listing {
    match documents::get(tx, Kind::Settings, file.name) {
        Some(document) => Listing::of_document(document),
        None => Listing {
            full_name: file.name.to_owned(),
            id: Id::make("000", 0),
            created: (tx.stamp(), None),
            modified: (tx.stamp(), None),
        },
    }
}

/// Reads the settings of a name, as far as API `version` knows them.
pub(super) fn read(tx: &Tx<'_>, name: &str, version: u32) -> Option<(String, Element)> {
    let file = SettingsFile::named(name)?;
    let stored = stored(tx, file);
    let mut shown = Element::new(file.root);
    for field in catalogue()
        .fields(file.root)
        .iter()
        .filter(|field| field.since <= version)
    {
        shown.children.extend(stored.all(field.name).cloned());
    }
    Some((file.name.to_owned(), shown))
}

/// Changes settings. What a file leaves out stays (Metadata API Developer Guide, Settings); a list replaces the list
/// that was there, and one without entries empties it (the same, SecuritySettings, NetworkAccess).
pub(super) fn save(work: &mut Work<'_, '_>, name: &str, file: &Element) -> Result<Saved, Problem> {
    let known = SettingsFile::named(name).ok_or_else(|| {
        Problem::coded(
            "INVALID_CROSS_REFERENCE_KEY",
            format!("No Settings named: {name} found"),
        )
    })?;
    let before = stored(work.tx, known);
    let mut body = before.clone();
    overlay(&mut body, file, known.root);
    let changed = body != before;
    let id = documents::get(work.tx, Kind::Settings, known.name)
        .map_or_else(|| documents::new_id(work.tx, "0St"), |document| document.id);
    if changed {
        documents::put(work.tx, Kind::Settings, known.name, &id, None, &body);
    }
    Ok(Saved::new(id, false, changed))
}

/// Puts what `file` says over `body`, in the order of the type.
fn overlay(body: &mut Element, file: &Element, type_name: &str) {
    let mut children = Vec::new();
    for field in catalogue().fields(type_name) {
        let given: Vec<&Element> = file.all(field.name).collect();
        match (body.child(field.name), given.as_slice()) {
            (_, []) => children.extend(body.all(field.name).cloned()),
            (_, [empty]) if empty.children.is_empty() && catalogue().is_type(field.field_type) => {}
            (Some(before), [part]) if !field.many && catalogue().is_type(field.field_type) => {
                let mut merged = before.clone();
                overlay(&mut merged, part, field.field_type);
                children.push(merged);
            }
            (_, given) => children.extend(given.iter().map(|&child| child.clone())),
        }
    }
    body.children = children;
}

fn stored(tx: &Tx<'_>, file: &SettingsFile) -> Element {
    if let Some(document) = documents::get(tx, Kind::Settings, file.name) {
        return document.body;
    }
    let mut defaults = defaults(file);
    if defaults.child(SECRETS).is_some() {
        let on = tx.org.behaviours.is(&REST_CLIENT_SECRET_ACCESS, "on");
        defaults.set(SECRETS, on.to_string());
    }
    defaults
}

/// The settings of an org that nobody has changed.
pub(crate) fn defaults(file: &SettingsFile) -> Element {
    let mut body = Element::new(file.root);
    for (path, value) in file.defaults {
        match path.split_once('/') {
            None => body.children.push(Element::leaf(path, *value)),
            Some((parent, field)) => {
                if body.child(parent).is_none() {
                    body.children.push(Element::new(parent));
                }
                if let Some(part) = body.children.last_mut() {
                    part.children.push(Element::leaf(field, *value));
                }
            }
        }
    }
    body
}
