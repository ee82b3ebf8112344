//! Objects and the schema as a whole.

use std::collections::HashMap;

use serde::{Deserialize, Serialize};

use super::{FieldDef, PermissionDef};

/// A relationship from a parent to its children.
#[derive(Clone, Debug, PartialEq, Eq, Serialize, Deserialize)]
pub(crate) struct ChildRelationship {
    /// The name in subqueries.
    pub(crate) name: String,
    /// The child object.
    pub(crate) child: String,
    /// The reference field of the child.
    pub(crate) field: String,
}

/// One object.
#[derive(Clone, Debug, Default, Serialize, Deserialize)]
pub(crate) struct ObjectDef {
    /// The API name.
    pub(crate) name: String,
    /// The label.
    pub(crate) label: String,
    /// The label of several.
    pub(crate) label_plural: String,
    /// The first three characters of its Ids.
    pub(crate) key_prefix: String,
    /// Whether describe tells the key prefix: objects whose true prefix is not known keep theirs to themselves.
    pub(crate) prefix_is_known: bool,
    /// Whether an administrator made it.
    pub(crate) custom: bool,
    /// The Id of its definition, where an administrator made it.
    pub(crate) definition_id: Option<String>,
    /// Whether it is a custom setting.
    pub(crate) custom_setting: bool,
    /// Whether rows may be created.
    pub(crate) createable: bool,
    /// Whether rows may be updated.
    pub(crate) updateable: bool,
    /// Whether rows may be deleted.
    pub(crate) deletable: bool,
    /// Whether SOQL reaches it.
    pub(crate) queryable: bool,
    /// Whether rows may be read by Id.
    pub(crate) retrieveable: bool,
    /// Whether SOSL reaches it.
    pub(crate) searchable: bool,
    /// Whether Apex triggers exist for it.
    pub(crate) triggerable: bool,
    /// Whether it belongs to setup: such rows can't share a transaction with business rows.
    pub(crate) setup: bool,
    /// Whether the Tooling API serves it.
    pub(crate) tooling: bool,
    /// Whether only the Tooling API serves it.
    #[serde(default)]
    pub(crate) tooling_only: bool,
    /// Its fields, in the order of describe.
    pub(crate) fields: Vec<FieldDef>,
    /// Its children.
    pub(crate) children: Vec<ChildRelationship>,
    /// Fields by their names in lower case.
    #[serde(skip)]
    pub(crate) by_name: HashMap<String, usize>,
}

impl ObjectDef {
    /// Returns the field of that name, in any case.
    pub(crate) fn field(&self, name: &str) -> Option<&FieldDef> {
        self.by_name
            .get(&name.to_ascii_lowercase())
            .map(|&at| &self.fields[at])
    }

    /// Returns the reference field whose relationship has that name, in any case.
    pub(crate) fn relationship(&self, name: &str) -> Option<&FieldDef> {
        self.fields.iter().find(|field| {
            field
                .relationship
                .as_deref()
                .is_some_and(|known| known.eq_ignore_ascii_case(name))
        })
    }

    /// Returns the child relationship of that name, in any case.
    pub(crate) fn child(&self, name: &str) -> Option<&ChildRelationship> {
        self.children
            .iter()
            .find(|child| child.name.eq_ignore_ascii_case(name))
    }

    /// Returns what identifies it in the metadata catalogue: the short Id of its definition, or its name.
    pub(crate) fn durable_id(&self) -> &str {
        self.definition_id
            .as_deref()
            .map_or(&self.name, |id| id.get(..15).unwrap_or(id))
    }

    /// Returns what identifies one of its fields in the metadata catalogue.
    pub(crate) fn durable_id_of(&self, field: &FieldDef) -> String {
        let own = field
            .more
            .id
            .as_deref()
            .map_or(field.name.as_str(), |id| id.get(..15).unwrap_or(id));
        format!("{}.{own}", self.durable_id())
    }

    /// Returns the field of that name or durable id.
    pub(crate) fn field_by_durable_id(&self, id: &str) -> Option<&FieldDef> {
        self.field(id).or_else(|| {
            self.fields.iter().find(|field| {
                field
                    .more
                    .id
                    .as_deref()
                    .is_some_and(|own| own.starts_with(id) && id.len() >= 15)
            })
        })
    }

    /// Whether one of the two APIs serves it.
    pub(crate) fn is_served(&self, tooling: bool) -> bool {
        if tooling { self.tooling } else { !self.tooling_only }
    }

    /// Whether it is a custom metadata type, whose rows are metadata themselves.
    pub(crate) fn is_metadata_type(&self) -> bool {
        self.name.ends_with("__mdt")
    }

    /// Returns the field that holds the record's name.
    pub(crate) fn name_field(&self) -> Option<&FieldDef> {
        self.fields.iter().find(|field| field.name_field)
    }

    /// Whether rows carry `IsDeleted` and go to the recycle bin.
    pub(crate) fn has_recycle_bin(&self) -> bool {
        self.field("IsDeleted").is_some()
    }
}

/// All objects and user permissions.
#[derive(Clone, Debug)]
pub(crate) struct Schema {
    /// The objects, in the order of the data file.
    pub(crate) objects: Vec<ObjectDef>,
    /// The user permissions, in the order of the data file.
    pub(crate) permissions: Vec<PermissionDef>,
    pub(super) by_name: HashMap<String, usize>,
    pub(super) by_prefix: HashMap<String, usize>,
    pub(super) permission_by_name: HashMap<String, usize>,
}

impl Schema {
    /// Returns the object of that name, in any case.
    pub(crate) fn object(&self, name: &str) -> Option<&ObjectDef> {
        self.by_name
            .get(&name.to_ascii_lowercase())
            .map(|&at| &self.objects[at])
    }

    /// Returns the object of that name or durable id.
    pub(crate) fn object_by_durable_id(&self, id: &str) -> Option<&ObjectDef> {
        self.object(id).or_else(|| {
            self.objects.iter().find(|object| {
                object
                    .definition_id
                    .as_deref()
                    .is_some_and(|own| own.starts_with(id) && id.len() >= 15)
            })
        })
    }

    /// Returns the object whose Ids start with `prefix`.
    pub(crate) fn object_by_prefix(&self, prefix: &str) -> Option<&ObjectDef> {
        self.by_prefix.get(prefix).map(|&at| &self.objects[at])
    }

    /// Returns the field, where both object and field exist.
    pub(crate) fn field(&self, object: &str, field: &str) -> Option<&FieldDef> {
        self.object(object)?.field(field)
    }

    /// Returns the user permission of that name without `Permissions`, in any case.
    pub(crate) fn permission(&self, name: &str) -> Option<&PermissionDef> {
        self.permission_by_name
            .get(&name.to_ascii_lowercase())
            .map(|&at| &self.permissions[at])
    }
}
