//! The elements that grant access to a setup entity, as a table.

use serde_json::json;

use crate::schema::ObjectDef;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

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
        element: "customMetadataTypeAccesses",
        field: "name",
        object: "CustomObject",
        column: METADATA_TYPE,
    },
    EntityElement {
        element: "customSettingAccesses",
        field: "name",
        object: "CustomObject",
        column: CUSTOM_SETTING,
    },
    EntityElement {
        element: "externalCredentialPrincipalAccesses",
        field: "externalCredentialPrincipal",
        object: "ExternalCredentialParameter",
        column: PRINCIPAL,
    },
    EntityElement {
        element: "pageAccesses",
        field: "apexPage",
        object: "ApexPage",
        column: "Name",
    },
];

/// No columns: objects are named as the schema names them, of one kind each.
const METADATA_TYPE: &str = "\0type";
const CUSTOM_SETTING: &str = "\0setting";
/// No column either: principals are named `Credential-Principal` (Metadata API Developer Guide, PermissionSet).
const PRINCIPAL: &str = "\0principal";

/// A granted entity.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in super::super) struct Entity {
    pub(super) element: &'static str,
    pub(super) name: String,
}

impl EntityElement {
    /// The Id and canonical name of the entity called `name`, with its namespace if it has one.
    pub(super) fn find(&self, tx: &Tx<'_>, name: &str) -> Option<(Id, String)> {
        match self.column {
            METADATA_TYPE | CUSTOM_SETTING => {
                let schema = tx.org.schema();
                let object = schema.object(name).filter(|object| self.is_of(object))?;
                return Some((Id::parse(object.definition_id.as_deref()?)?, object.name.clone()));
            }
            PRINCIPAL => return principal(tx, name),
            _ => {}
        }
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
        match self.column {
            METADATA_TYPE | CUSTOM_SETTING => tx
                .org
                .schema()
                .object_by_durable_id(entity.as_str())
                .filter(|object| self.is_of(object))
                .map(|object| object.name.clone()),
            PRINCIPAL => tx
                .get(self.object, entity)
                .and_then(|row| principal_name(tx, &row)),
            _ => tx.get(self.object, entity).map(|row| self.name_of_row(&row)),
        }
    }

    fn is_of(&self, object: &ObjectDef) -> bool {
        if self.column == METADATA_TYPE {
            object.is_metadata_type()
        } else {
            object.custom_setting
        }
    }

    fn name_of_row(&self, row: &Row) -> String {
        let (namespace, name) = (text(row, "NamespacePrefix"), text(row, self.column));
        if namespace.is_empty() {
            name.to_owned()
        } else {
            format!("{namespace}__{name}")
        }
    }
}

/// The principal that is called `Credential-Principal`.
fn principal(tx: &Tx<'_>, name: &str) -> Option<(Id, String)> {
    tx.find("ExternalCredentialParameter", &[])
        .iter()
        .find_map(|row| {
            let own = principal_name(tx, row)?;
            own.eq_ignore_ascii_case(name)
                .then(|| Some((id(row, "Id")?, own.clone())))?
        })
}

/// Only principals can be granted; a credential has other parameters too.
fn principal_name(tx: &Tx<'_>, parameter: &Row) -> Option<String> {
    if !text(parameter, "ParameterType").ends_with("Principal") {
        return None;
    }
    let credential = tx.get("ExternalCredential", &id(parameter, "ExternalCredentialId")?)?;
    Some(format!(
        "{}-{}",
        text(&credential, "DeveloperName"),
        text(parameter, "ParameterName")
    ))
}
