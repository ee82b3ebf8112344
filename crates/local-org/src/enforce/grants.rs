//! The grants of one user, added up.

use std::collections::{BTreeMap, BTreeSet};

use super::{FieldAccess, ObjectAccess};
use crate::schema::{FieldDef, FieldType, ObjectDef};
use crate::value::{Id, Row, flag, id, text};

/// All that a user's permission sets grant.
#[derive(Debug, Default, PartialEq, Eq)]
pub(super) struct Grants {
    permissions: BTreeSet<String>,
    objects: BTreeMap<String, ObjectAccess>,
    fields: BTreeMap<(String, String), FieldAccess>,
    entities: BTreeSet<Id>,
}

impl Grants {
    /// Adds the user permissions of a PermissionSet row.
    pub(super) fn add_permissions(&mut self, set: &Row) {
        let on = set.iter().filter(|(_, value)| value.as_bool() == Some(true));
        self.permissions.extend(
            on.filter_map(|(name, _)| name.strip_prefix("Permissions"))
                .map(str::to_ascii_lowercase),
        );
    }

    /// Adds an ObjectPermissions row.
    pub(super) fn add_object(&mut self, row: &Row) {
        self.objects
            .entry(text(row, "SobjectType").to_ascii_lowercase())
            .or_default()
            .join(ObjectAccess {
                read: flag(row, "PermissionsRead"),
                create: flag(row, "PermissionsCreate"),
                edit: flag(row, "PermissionsEdit"),
                delete: flag(row, "PermissionsDelete"),
                view_all: flag(row, "PermissionsViewAllRecords"),
                modify_all: flag(row, "PermissionsModifyAllRecords"),
                view_all_fields: flag(row, "PermissionsViewAllFields"),
            });
    }

    /// Adds a FieldPermissions row.
    pub(super) fn add_field(&mut self, row: &Row) {
        let Some((object, field)) = text(row, "Field").split_once('.') else {
            return;
        };
        let access = self.fields.entry(key(object, field)).or_default();
        access.read |= flag(row, "PermissionsRead");
        access.edit |= flag(row, "PermissionsEdit");
    }

    /// Adds a SetupEntityAccess row.
    pub(super) fn add_entity(&mut self, row: &Row) {
        self.entities.extend(id(row, "SetupEntityId"));
    }

    pub(super) fn object(&self, name: &str) -> ObjectAccess {
        self.objects
            .get(&name.to_ascii_lowercase())
            .copied()
            .unwrap_or_default()
    }

    pub(super) fn field(&self, object: &str, field: &str) -> FieldAccess {
        self.fields.get(&key(object, field)).copied().unwrap_or_default()
    }

    pub(super) fn entity(&self, id: &Id) -> bool {
        self.entities.contains(id)
    }

    pub(super) fn permission(&self, name: &str) -> bool {
        self.permissions.contains(&name.to_ascii_lowercase())
    }
}

fn key(object: &str, field: &str) -> (String, String) {
    (object.to_ascii_lowercase(), field.to_ascii_lowercase())
}

/// Returns the name under which FieldPermissions rows keep a field: parts of an address go by the whole.
pub(crate) fn field_permission_name(object: &ObjectDef, field: &FieldDef) -> String {
    field
        .compound
        .as_deref()
        .and_then(|name| object.field(name))
        .filter(|whole| {
            matches!(whole.kind, FieldType::Address | FieldType::Location) && whole.permissionable
        })
        .map_or_else(|| field.name.clone(), |whole| whole.name.clone())
}
