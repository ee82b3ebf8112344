//! Grants → the elements of a file.

use super::contents::{Contents, ObjectGrant};
use super::entities::ELEMENTS;
use crate::services::metadata::types::Kind;
use crate::services::metadata::xml::Element;

/// The elements of what a permission set or profile grants at API `version`, in no order yet.
///
/// Only enabled user permissions and readable objects and fields come back (Metadata API Developer Guide,
/// PermissionSet); where `viewAllFields` is on, the fields of that object don't.
pub(in super::super) fn render(kind: Kind, contents: &Contents, version: u32) -> Vec<Element> {
    let mut elements: Vec<Element> = Vec::new();
    for name in &contents.permissions {
        elements.push(
            Element::new("userPermissions")
                .with("enabled", "true")
                .with("name", name),
        );
    }
    // Grants without Read are no grants, but may be taken away alone.
    let shown = |grant: &ObjectGrant| grant.read || kind == Kind::MutingPermissionSet;
    for (name, grant) in contents.objects.iter().filter(|(_, grant)| shown(grant)) {
        elements.push(object(name, *grant, version));
    }
    for (name, grant) in &contents.fields {
        let object = name.split_once('.').map_or(name.as_str(), |(object, _)| object);
        if contents
            .objects
            .get(object)
            .is_none_or(|grant| !grant.view_all_fields)
        {
            elements.push(
                Element::new("fieldPermissions")
                    .with("editable", grant.edit.to_string())
                    .with("field", name)
                    .with("readable", grant.read.to_string()),
            );
        }
    }
    for element in ELEMENTS {
        let mut names: Vec<&str> = contents
            .entities
            .values()
            .filter(|entity| entity.element == element.element)
            .map(|entity| entity.name.as_str())
            .collect();
        names.sort_unstable();
        for name in names {
            let mut fields = [(element.field, name), ("enabled", "true")];
            fields.sort_unstable();
            elements.push(
                Element::new(element.element)
                    .with(fields[0].0, fields[0].1)
                    .with(fields[1].0, fields[1].1),
            );
        }
    }
    for (name, visibility) in &contents.tabs {
        elements.push(tab(kind, name, visibility));
    }
    elements.extend(contents.others.iter().cloned());
    elements
}

fn object(name: &str, grant: ObjectGrant, version: u32) -> Element {
    let element = Element::new("objectPermissions")
        .with("allowCreate", grant.create.to_string())
        .with("allowDelete", grant.delete.to_string())
        .with("allowEdit", grant.edit.to_string())
        .with("allowRead", grant.read.to_string())
        .with("modifyAllRecords", grant.modify_all.to_string())
        .with("object", name);
    // Known from 63.0.
    let element = if version >= 63 {
        element.with("viewAllFields", grant.view_all_fields.to_string())
    } else {
        element
    };
    element.with("viewAllRecords", grant.view_all.to_string())
}

fn tab(kind: Kind, name: &str, visibility: &str) -> Element {
    if kind == Kind::Profile {
        return Element::new("tabVisibilities")
            .with("tab", name)
            .with("visibility", visibility);
    }
    let shown = if visibility == "DefaultOn" {
        "Visible"
    } else {
        "Available"
    };
    Element::new("tabSettings")
        .with("tab", name)
        .with("visibility", shown)
}
