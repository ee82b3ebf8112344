//! Effective access: what is asked of it.

use std::sync::Arc;

use super::grants::{Grants, field_permission_name};
use super::{derived, setup};
use crate::schema::{ObjectDef, Schema};
use crate::value::Id;

/// What a caller may do with an object.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct ObjectAccess {
    /// See rows.
    pub(crate) read: bool,
    /// Create rows.
    pub(crate) create: bool,
    /// Change rows.
    pub(crate) edit: bool,
    /// Delete rows.
    pub(crate) delete: bool,
    /// See rows that sharing hides.
    pub(crate) view_all: bool,
    /// Change rows that sharing protects.
    pub(crate) modify_all: bool,
    /// See all fields, whatever the field permissions say.
    pub(crate) view_all_fields: bool,
}

impl ObjectAccess {
    const FULL: ObjectAccess = ObjectAccess {
        read: true,
        create: true,
        edit: true,
        delete: true,
        view_all: true,
        modify_all: true,
        view_all_fields: true,
    };

    /// Adds what `other` allows.
    pub(super) fn join(&mut self, other: ObjectAccess) {
        self.read |= other.read;
        self.create |= other.create;
        self.edit |= other.edit;
        self.delete |= other.delete;
        self.view_all |= other.view_all;
        self.modify_all |= other.modify_all;
        self.view_all_fields |= other.view_all_fields;
    }
}

/// What a caller may do with a field.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub(crate) struct FieldAccess {
    /// See it.
    pub(crate) read: bool,
    /// Set it.
    pub(crate) edit: bool,
}

/// The effective access of one user. Cheap to clone.
#[derive(Clone, Debug)]
pub(crate) struct Access {
    schema: Arc<Schema>,
    /// None where everything is allowed: the org's own work.
    grants: Option<Arc<Grants>>,
}

impl Access {
    /// Access to everything, for the org's own work.
    pub(crate) fn all(schema: Arc<Schema>) -> Access {
        Access { schema, grants: None }
    }

    pub(super) fn granted(schema: Arc<Schema>, grants: Grants) -> Access {
        Access {
            schema,
            grants: Some(Arc::new(grants)),
        }
    }

    /// Returns what the caller may do with an object.
    pub(crate) fn object(&self, name: &str) -> ObjectAccess {
        let Some(object) = self.schema.object(name) else {
            return ObjectAccess::default();
        };
        let Some(grants) = &self.grants else {
            return ObjectAccess::FULL;
        };
        if object.setup {
            return setup::access(&object.name, self);
        }
        if let Some(access) = derived::access(&object.name, self) {
            return access;
        }
        let mut access = grants.object(&object.name);
        // Object Reference, PermissionSet: View All Data and Modify All Data reach every object.
        if self.permission("ViewAllData") || self.permission("ModifyAllData") {
            access.join(ObjectAccess {
                read: true,
                view_all: true,
                ..ObjectAccess::default()
            });
        }
        if self.permission("ModifyAllData") {
            access.join(ObjectAccess {
                view_all_fields: access.view_all_fields,
                ..ObjectAccess::FULL
            });
        }
        access
    }

    /// Returns what the caller may do with a field. That a field can't be written at all is the schema's to say.
    pub(crate) fn field(&self, object: &str, field: &str) -> FieldAccess {
        let access = self.object(object);
        let Some(definition) = self.schema.object(object) else {
            return FieldAccess::default();
        };
        let Some(field) = definition.field(field) else {
            return FieldAccess::default();
        };
        let writes = access.edit || access.create;
        let Some(grants) = self
            .grants
            .as_ref()
            .filter(|_| field.permissionable && !definition.setup)
        else {
            return FieldAccess {
                read: access.read,
                edit: writes,
            };
        };
        let granted = grants.field(&definition.name, &field_permission_name(definition, field));
        FieldAccess {
            read: access.read && (granted.read || access.view_all_fields),
            edit: writes && granted.edit,
        }
    }

    /// Whether the caller may run an Apex class, or use another entity that is granted by its Id.
    pub(crate) fn class(&self, id: &Id) -> bool {
        let Some(grants) = &self.grants else { return true };
        // Authors of Apex may run all of it (Salesforce help, "Apex Class Security").
        grants.entity(id) || id.prefix() == "01p" && self.permission("AuthorApex")
    }

    /// Returns the definition of a custom metadata type or custom setting of that name.
    pub(super) fn definition(&self, name: &str) -> Option<&ObjectDef> {
        let object = self.schema.object(name)?;
        (object.custom_setting || object.is_metadata_type()).then_some(object)
    }

    /// Whether the caller holds a user permission, named without `Permissions`.
    pub(crate) fn permission(&self, name: &str) -> bool {
        self.grants.as_ref().is_none_or(|grants| grants.permission(name))
    }
}
