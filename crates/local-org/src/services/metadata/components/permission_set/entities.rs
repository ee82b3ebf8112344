//! The elements that grant access to a setup entity, as a table.

use serde_json::json;

use crate::store::Tx;
use crate::value::{Id, id, text};

/// An element of a permission set and the rows behind it.
#[derive(Debug)]
pub(super) struct EntityElement {
    /// Element of PermissionSet and Profile.
    pub(super) element: &'static str,
    /// Field of the element that names the entity; it is also what messages call it.
    pub(super) field: &'static str,
    /// sObject, metadata type and `SetupEntityType`.
    pub(super) object: &'static str,
    /// Column of the sObject that holds the name.
    pub(super) column: &'static str,
}

/// Source: Metadata API Developer Guide, PermissionSet; Object Reference, SetupEntityAccess.
pub(super) const ELEMENTS: &[EntityElement] = &[
    EntityElement {
        element: "classAccesses",
        field: "apexClass",
        object: "ApexClass",
        column: "Name",
    },
    EntityElement {
        element: "customPermissions",
        field: "name",
        object: "CustomPermission",
        column: "DeveloperName",
    },
    EntityElement {
        element: "flowAccesses",
        field: "flow",
        object: "FlowDefinition",
        column: "DeveloperName",
    },
    EntityElement {
        element: "pageAccesses",
        field: "apexPage",
        object: "ApexPage",
        column: "Name",
    },
];

/// A granted entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Entity {
    pub(super) element: &'static str,
    pub(super) name: String,
}

impl EntityElement {
    /// The Id and canonical name of the entity called `name`, with its namespace if it has one.
    pub(super) fn find(&self, tx: &Tx<'_>, name: &str) -> Option<(Id, String)> {
        let (namespace, bare) = name
            .split_once("__")
            .map_or((None, name), |(ns, bare)| (Some(ns), bare));
        tx.find(self.object, &[(self.column, json!(bare))])
            .iter()
            .find(|row| {
                namespace.is_none_or(|namespace| text(row, "NamespacePrefix").eq_ignore_ascii_case(namespace))
            })
            .and_then(|row| Some((id(row, "Id")?, self.name_of_row(row))))
    }

    /// The name of the entity with that Id.
    pub(super) fn name_of(&self, tx: &Tx<'_>, entity: &Id) -> Option<String> {
        tx.get(self.object, entity).map(|row| self.name_of_row(&row))
    }

    fn name_of_row(&self, row: &crate::value::Row) -> String {
        let (namespace, name) = (text(row, "NamespacePrefix"), text(row, self.column));
        if namespace.is_empty() {
            name.to_owned()
        } else {
            format!("{namespace}__{name}")
        }
    }
}
