//! A file over the grants that are there.

use super::contents::{Contents, FieldGrant, ObjectGrant};
use super::entities::{ELEMENTS, Entity};
use crate::services::metadata::types::Problem;
use crate::services::metadata::xml::Element;
use crate::store::Tx;

/// What becomes of grants that a file leaves out.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(in super::super) enum Mode {
    /// They go: PermissionSet from 40.0 (Metadata API Developer Guide, PermissionSet).
    Replace,
    /// They go, and what is left are rights to take away: MutingPermissionSet.
    Muting,
    /// They stay: PermissionSet below 40.0, Profile always (Metadata API Developer Guide, Profile).
    Overlay,
}

/// Elements that say something about the set itself, not about what it grants.
const HEADER: &[&str] = &[
    "fullName",
    "label",
    "description",
    "license",
    "hasActivationRequired",
    "custom",
    "userLicense",
    "loginHours",
    "loginIpRanges",
];

/// The grants after `file`.
///
/// # Errors
/// Names that the org does not know. Texts are the platform's; the one for user permissions is recorded.
pub(in super::super) fn overlay(
    tx: &Tx<'_>,
    current: &Contents,
    file: &Element,
    mode: Mode,
) -> Result<Contents, Problem> {
    let mut contents = match mode {
        Mode::Replace | Mode::Muting => Contents::default(),
        Mode::Overlay => current.clone(),
    };
    for child in &file.children {
        match child.name.as_str() {
            "userPermissions" => user_permission(tx, &mut contents, child)?,
            "objectPermissions" => object(tx, &mut contents, child)?,
            "fieldPermissions" => field(tx, &mut contents, child, mode)?,
            "tabSettings" => tab(&mut contents, child),
            "tabVisibilities" => profile_tab(&mut contents, child),
            name if HEADER.contains(&name) => {}
            name => match ELEMENTS.iter().find(|element| element.element == name) {
                Some(element) => {
                    let given = child.value(element.field).unwrap_or_default();
                    let Some((id, name)) = element.find(tx, given) else {
                        return Err(not_found(element.field, element.object, given));
                    };
                    if child.flag("enabled") {
                        contents.entities.insert(
                            id,
                            Entity {
                                element: element.element,
                                name,
                            },
                        );
                    } else {
                        contents.entities.remove(&id);
                    }
                }
                None => other(&mut contents, child),
            },
        }
    }
    Ok(contents)
}

fn user_permission(tx: &Tx<'_>, contents: &mut Contents, child: &Element) -> Result<(), Problem> {
    let name = child.value("name").unwrap_or_default();
    // Names of user permissions are exact: `ApiOnlyUser` for `ApiUserOnly` is the recorded example.
    let schema = tx.org.schema();
    let known = schema
        .permission(name)
        .filter(|known| known.on_permission_set && known.name == name);
    let Some(known) = known else {
        return Err(Problem::of_file(format!("Unknown user permission: {name}")));
    };
    if child.flag("enabled") {
        contents.permissions.insert(known.name.clone());
    } else {
        contents.permissions.remove(&known.name);
    }
    Ok(())
}

fn object(tx: &Tx<'_>, contents: &mut Contents, child: &Element) -> Result<(), Problem> {
    let name = child.value("object").unwrap_or_default();
    let schema = tx.org.schema();
    let known = schema
        .object(name)
        .ok_or_else(|| not_found("field", "CustomObject", name))?;
    let before = contents.objects.get(&known.name).copied().unwrap_or_default();
    // Profile's flags may be left out; what is left out there stays.
    let flag = |field: &str, before: bool| child.value(field).map_or(before, |_| child.flag(field));
    let grant = ObjectGrant {
        read: flag("allowRead", before.read),
        create: flag("allowCreate", before.create),
        edit: flag("allowEdit", before.edit),
        delete: flag("allowDelete", before.delete),
        view_all: flag("viewAllRecords", before.view_all),
        modify_all: flag("modifyAllRecords", before.modify_all),
        view_all_fields: flag("viewAllFields", before.view_all_fields),
    };
    if grant == ObjectGrant::default() {
        contents.objects.remove(&known.name);
    } else {
        contents.objects.insert(known.name.clone(), grant);
    }
    Ok(())
}

fn field(tx: &Tx<'_>, contents: &mut Contents, child: &Element, mode: Mode) -> Result<(), Problem> {
    let full = child.value("field").unwrap_or_default();
    let unknown = || not_found("field", "CustomField", full);
    let (object, field) = full.split_once('.').ok_or_else(unknown)?;
    let schema = tx.org.schema();
    let object = schema.object(object).ok_or_else(unknown)?;
    let field = object.field(field).ok_or_else(unknown)?;
    let name = format!("{}.{}", object.name, field.name);
    if !field.permissionable {
        return Err(Problem::of_file(format!(
            "You cannot deploy to a required field: {name}"
        )));
    }
    let edit = child.flag("editable");
    let grant = FieldGrant {
        // Edit carries Read; taken away, it goes alone.
        read: child.flag("readable") || (edit && mode != Mode::Muting),
        edit,
    };
    if grant != FieldGrant::default() {
        contents.fields.insert(name, grant);
    } else {
        contents.fields.remove(&name);
    }
    Ok(())
}

/// `Visible` and `Available` of a permission set are `DefaultOn` and `DefaultOff` of its rows.
fn tab(contents: &mut Contents, child: &Element) {
    let name = child.value("tab").unwrap_or_default().to_owned();
    match child.value("visibility") {
        Some("Visible") => contents.tabs.insert(name, "DefaultOn".to_owned()),
        Some("Available") => contents.tabs.insert(name, "DefaultOff".to_owned()),
        _ => contents.tabs.remove(&name),
    };
}

fn profile_tab(contents: &mut Contents, child: &Element) {
    let name = child.value("tab").unwrap_or_default().to_owned();
    match child.value("visibility") {
        Some(visibility @ ("DefaultOn" | "DefaultOff")) => contents.tabs.insert(name, visibility.to_owned()),
        _ => contents.tabs.remove(&name),
    };
}

/// What has no rows here replaces an element that names the same thing.
fn other(contents: &mut Contents, child: &Element) {
    let key = |element: &Element| {
        element
            .children
            .iter()
            .find(|field| !matches!(field.text.trim(), "true" | "false"))
            .map(|field| (field.name.clone(), field.text.trim().to_owned()))
    };
    let name = key(child);
    contents
        .others
        .retain(|known| known.name != child.name || key(known) != name);
    contents.others.push(child.clone());
}

fn not_found(field: &str, kind: &str, name: &str) -> Problem {
    Problem::of_file(format!("In field: {field} - no {kind} named {name} found"))
}
