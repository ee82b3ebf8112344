//! Components that are a row with a developer name, and perhaps more than the row can hold.
//!
//! What has a column is read from the row, so that changes over SOQL objects are seen here; the rest is kept as it was
//! deployed. Like all types without rules of their own, a file replaces what was there.

use serde_json::{Value, json};

use super::component::{Listing, Saved, Work};
use super::defaults::visible;
use super::documents;
use super::names::check_developer_name;
use super::permission_set::refusal;
use super::queue_members;
use crate::dml;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::store::Tx;
use crate::value::{Id, Row, flag, id, row, text};

/// How the value of an element is kept in a column.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum As {
    Text,
    Flag,
    /// The developer name of a role.
    Role,
}

/// Where the components of a kind are.
struct Place {
    object: &'static str,
    /// The value of `Type`, for objects that hold several kinds.
    kind: Option<&'static str>,
    columns: &'static [(&'static str, &'static str, As)],
    /// Whether rows are written by the rules of the object, or made here only.
    by_rules: bool,
}

const CUSTOM_PERMISSION: Place = Place {
    object: "CustomPermission",
    kind: None,
    columns: &[
        ("description", "Description", As::Text),
        ("isLicensed", "IsLicensed", As::Flag),
        ("label", "MasterLabel", As::Text),
    ],
    by_rules: false,
};

const ROLE: Place = Place {
    object: "UserRole",
    kind: None,
    columns: &[
        ("caseAccessLevel", "CaseAccessForAccountOwner", As::Text),
        ("contactAccessLevel", "ContactAccessForAccountOwner", As::Text),
        ("description", "RollupDescription", As::Text),
        ("name", "Name", As::Text),
        (
            "opportunityAccessLevel",
            "OpportunityAccessForAccountOwner",
            As::Text,
        ),
        ("parentRole", "ParentRoleId", As::Role),
    ],
    by_rules: true,
};

const GROUP: Place = Place {
    object: "Group",
    kind: Some("Regular"),
    columns: &[
        ("doesIncludeBosses", "DoesIncludeBosses", As::Flag),
        ("name", "Name", As::Text),
    ],
    by_rules: true,
};

const QUEUE: Place = Place {
    object: "Group",
    kind: Some("Queue"),
    columns: &[
        ("doesSendEmailToMembers", "DoesSendEmailToMembers", As::Flag),
        ("email", "Email", As::Text),
        ("name", "Name", As::Text),
    ],
    by_rules: true,
};

/// Remote sites have no rows that SOQL finds.
fn place(kind: Kind) -> Option<&'static Place> {
    match kind {
        Kind::CustomPermission => Some(&CUSTOM_PERMISSION),
        Kind::Role => Some(&ROLE),
        Kind::Group => Some(&GROUP),
        Kind::Queue => Some(&QUEUE),
        _ => None,
    }
}

fn rows(tx: &Tx<'_>, place: &Place) -> Vec<Row> {
    match place.kind {
        Some(kind) => tx.find(place.object, &[("Type", json!(kind))]),
        None => tx.find(place.object, &[]),
    }
}

fn full_name(row: &Row) -> String {
    let (namespace, name) = (text(row, "NamespacePrefix"), text(row, "DeveloperName"));
    if namespace.is_empty() {
        name.to_owned()
    } else {
        format!("{namespace}__{name}")
    }
}

fn find(tx: &Tx<'_>, place: &Place, name: &str) -> Option<Row> {
    rows(tx, place)
        .into_iter()
        .find(|row| full_name(row).eq_ignore_ascii_case(name))
}

/// All components of the kind.
pub(super) fn list(tx: &Tx<'_>, kind: Kind) -> Vec<Listing> {
    let mut listings: Vec<Listing> = match place(kind) {
        Some(place) => rows(tx, place)
            .iter()
            .filter_map(|row| Listing::of_row(full_name(row), row))
            .collect(),
        None => documents::all(tx, kind)
            .into_iter()
            .map(Listing::of_document)
            .collect(),
    };
    listings.sort_by(|one, other| one.full_name.cmp(&other.full_name));
    listings
}

/// Reads a component.
pub(super) fn read(tx: &Tx<'_>, kind: Kind, name: &str, version: u32) -> Option<(String, Element)> {
    let document = documents::get(tx, kind, name);
    let Some(place) = place(kind) else {
        return document.map(|document| (document.name, visible(kind, &document.body, version)));
    };
    let row = find(tx, place, name)?;
    let mut body = document.map_or_else(|| Element::new(kind.root()), |document| document.body);
    for (element, column, how) in place.columns {
        body.remove(element);
        let value = match how {
            As::Text => Some(text(&row, column).to_owned()),
            As::Flag => Some(flag(&row, column).to_string()),
            As::Role => id(&row, column)
                .and_then(|role| tx.get("UserRole", &role))
                .map(|role| text(&role, "DeveloperName").to_owned()),
        };
        if let Some(value) = value.filter(|value| !value.is_empty()) {
            body.children.push(Element::leaf(element, value));
        }
    }
    if let (Kind::Queue, Some(queue)) = (kind, id(&row, "Id")) {
        queue_members::render(tx, &queue, &mut body);
    }
    Some((full_name(&row), visible(kind, &body, version)))
}

/// Makes or changes a component.
pub(super) fn save(
    work: &mut Work<'_, '_>,
    kind: Kind,
    name: &str,
    file: &Element,
) -> Result<Saved, Problem> {
    let Some(place) = place(kind) else {
        return Ok(keep(work, kind, name, None, file));
    };
    let before = find(work.tx, place, name);
    if before.is_none() {
        check_developer_name(name, kind.xml_name())?;
    }
    let mut values = values(work.tx, place, file)?;
    let (component, created, changed) = match before.as_ref().and_then(|row| Some((id(row, "Id")?, row))) {
        Some((component, row)) => {
            values.retain(|field, value| row.get(field).unwrap_or(&Value::Null) != value);
            if !values.is_empty() && place.by_rules {
                dml::update(work.tx, work.caller, place.object, &component, &values).map_err(refusal)?;
            } else if !values.is_empty() {
                work.tx.update_raw(place.object, &component, values.clone());
            }
            (component, false, !values.is_empty())
        }
        None => {
            values.insert("DeveloperName".to_owned(), Value::from(name));
            values.retain(|_, value| !value.is_null());
            if let Some(kind) = place.kind {
                values.insert("Type".to_owned(), Value::from(kind));
            }
            let made = if place.by_rules {
                if kind == Kind::Role {
                    values
                        .entry("OpportunityAccessForAccountOwner".to_owned())
                        .or_insert_with(|| Value::from("Edit"));
                }
                dml::insert(work.tx, work.caller, place.object, &values).map_err(refusal)?
            } else {
                values.insert("Language".to_owned(), Value::from("en_US"));
                work.tx.insert_raw(place.object, values)
            };
            (made, true, true)
        }
    };
    let members_changed = kind == Kind::Queue && queue_members::apply(work, &component, file)?;
    let rest = rest(place, file);
    let kept = keep(work, kind, name, Some(&component), &rest);
    Ok(Saved::new(
        component,
        created,
        changed
            || members_changed
            || (kept.changed && !kept.created)
            || kept.created && !rest.children.is_empty(),
    ))
}

/// The columns that a file declares; what it leaves out is emptied.
fn values(tx: &Tx<'_>, place: &Place, file: &Element) -> Result<Row, Problem> {
    let mut values = Row::new();
    let schema = tx.org.schema();
    for (element, column, how) in place.columns {
        let Some(field) = schema.field(place.object, column) else {
            continue;
        };
        let value = match (how, file.value(element)) {
            (As::Flag, _) => Value::Bool(file.flag(element)),
            // Access levels that a file leaves out stay as they are.
            (As::Text, None) if column.ends_with("AccountOwner") => continue,
            (_, None) => Value::Null,
            (As::Text, Some(given)) => Value::from(given),
            (As::Role, Some(given)) => {
                let role = tx
                    .find_one("UserRole", &[("DeveloperName", json!(given))])
                    .ok_or_else(|| {
                        Problem::of_file(format!("In field: parentRole - no Role named {given} found"))
                    })?;
                Value::from(text(&role, "Id"))
            }
        };
        values.insert(field.name.clone(), value);
    }
    Ok(values)
}

/// What of a file has no column.
fn rest(place: &Place, file: &Element) -> Element {
    let mut rest = file.clone();
    rest.children.retain(|child| {
        child.name != "fullName"
            && !matches!(child.name.as_str(), "queueMembers" | "queueSobject")
            && !place.columns.iter().any(|(element, ..)| *element == child.name)
    });
    rest
}

fn keep(work: &mut Work<'_, '_>, kind: Kind, name: &str, component: Option<&Id>, file: &Element) -> Saved {
    let mut body = Element::new(kind.root());
    body.children = file
        .children
        .iter()
        .filter(|child| child.name != "fullName")
        .cloned()
        .collect();
    let before = documents::get(work.tx, kind, name);
    let component = component
        .cloned()
        .or_else(|| before.as_ref().map(|before| before.id.clone()))
        .unwrap_or_else(|| documents::new_id(work.tx, "0rp"));
    let changed = before.as_ref().is_none_or(|before| before.body != body);
    if changed {
        documents::put(work.tx, kind, name, &component, None, &body);
    }
    Saved::new(component, before.is_none(), changed)
}

/// Deletes a component with the access to it.
pub(super) fn delete(work: &mut Work<'_, '_>, kind: Kind, name: &str) -> Result<Option<Id>, Problem> {
    let component = match place(kind) {
        None => documents::get(work.tx, kind, name).map(|document| document.id),
        Some(place) => {
            let Some(component) = find(work.tx, place, name).and_then(|row| id(&row, "Id")) else {
                return Ok(None);
            };
            if place.by_rules {
                dml::delete(work.tx, work.caller, place.object, &component).map_err(refusal)?;
            } else {
                forget_access(work.tx, &component);
                work.tx.delete_raw(place.object, &component);
            }
            Some(component)
        }
    };
    documents::remove(work.tx, kind, name);
    Ok(component)
}

/// Takes an entity that goes out of all sets.
pub(super) fn forget_access(tx: &mut Tx<'_>, entity: &Id) {
    let of = row([("SetupEntityId", Value::from(entity))]);
    for found in tx.find(
        "SetupEntityAccess",
        &[("SetupEntityId", of["SetupEntityId"].clone())],
    ) {
        if let Some(found) = id(&found, "Id") {
            tx.delete_raw("SetupEntityAccess", &found);
        }
    }
}
