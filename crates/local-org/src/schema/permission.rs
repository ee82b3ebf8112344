//! User permissions: boolean columns of permission sets, profiles, muting sets and licences.

use super::{FieldDef, FieldType};

/// One user permission.
#[derive(Clone, Debug)]
pub(crate) struct PermissionDef {
    /// The API name without `Permissions`.
    pub(crate) name: String,
    /// The label, as refusals name it.
    pub(crate) label: String,
    /// Whether PermissionSet has the column.
    pub(crate) on_permission_set: bool,
    /// Whether Profile has the column.
    pub(crate) on_profile: bool,
    /// Whether MutingPermissionSet has the column.
    pub(crate) on_muting: bool,
    /// Whether PermissionSetLicense has the column (as `MaximumPermissions…`).
    pub(crate) on_license: bool,
    /// The permissions that it can't be without.
    pub(crate) depends_on: Vec<String>,
}

impl PermissionDef {
    /// Returns the column of PermissionSet, Profile and MutingPermissionSet.
    pub(crate) fn column(&self) -> String {
        format!("Permissions{}", self.name)
    }

    /// Returns the column of PermissionSetLicense.
    pub(crate) fn maximum_column(&self) -> String {
        format!("MaximumPermissions{}", self.name)
    }

    /// Returns the column of UserPermissionAccess, which nobody writes.
    pub(super) fn own_field(&self) -> FieldDef {
        FieldDef {
            createable: false,
            updateable: false,
            ..self.field(true)
        }
    }

    pub(super) fn field(&self, writable: bool) -> FieldDef {
        FieldDef {
            name: if writable {
                self.column()
            } else {
                self.maximum_column()
            },
            createable: writable,
            updateable: writable,
            defaulted_on_create: true,
            filterable: true,
            sortable: true,
            groupable: true,
            ..FieldDef::bare("", &self.label, FieldType::Boolean)
        }
    }
}
