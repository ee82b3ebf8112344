//! Effective access, computed from rows.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::Arc;

use crate::schema::Schema;
use crate::store::Tx;
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
pub(crate) struct Access(Arc<Grants>);

#[derive(Debug)]
pub(super) struct Grants {
    pub(super) schema: Arc<Schema>,
    /// Everything is allowed: the org's own work.
    pub(super) all: bool,
    pub(super) permissions: BTreeSet<String>,
    pub(super) objects: BTreeMap<String, ObjectAccess>,
    pub(super) fields: BTreeMap<String, FieldAccess>,
    pub(super) entities: BTreeSet<Id>,
}

impl Access {
    /// Access to everything, for the org's own work.
    pub(crate) fn all(schema: Arc<Schema>) -> Access {
        Access(Arc::new(Grants {
            schema,
            all: true,
            permissions: BTreeSet::new(),
            objects: BTreeMap::new(),
            fields: BTreeMap::new(),
            entities: BTreeSet::new(),
        }))
    }

    /// Returns what the caller may do with an object.
    pub(crate) fn object(&self, name: &str) -> ObjectAccess {
        if self.0.all && self.0.schema.object(name).is_some() {
            return ObjectAccess {
                read: true,
                create: true,
                edit: true,
                delete: true,
                view_all: true,
                modify_all: true,
                view_all_fields: true,
            };
        }
        self.0
            .objects
            .get(&name.to_ascii_lowercase())
            .copied()
            .unwrap_or_default()
    }

    /// Returns what the caller may do with a field.
    pub(crate) fn field(&self, object: &str, field: &str) -> FieldAccess {
        let access = self.object(object);
        let Some(definition) = self.0.schema.field(object, field) else {
            return FieldAccess::default();
        };
        if self.0.all || !definition.permissionable {
            return FieldAccess {
                read: access.read,
                edit: access.edit || access.create,
            };
        }
        let key = format!("{object}.{field}").to_ascii_lowercase();
        self.0.fields.get(&key).copied().unwrap_or_default()
    }

    /// Whether the caller may run an Apex class, or use another entity that is granted by its Id.
    pub(crate) fn class(&self, id: &Id) -> bool {
        self.0.all || self.0.entities.contains(id)
    }

    /// Whether the caller holds a user permission, named without `Permissions`.
    pub(crate) fn permission(&self, name: &str) -> bool {
        self.0.all || self.0.permissions.contains(&name.to_ascii_lowercase())
    }
}

/// Returns the effective access of a user.
pub(crate) fn access_of(tx: &Tx<'_>, user: &Id) -> Access {
    tx.org.cached_access(user, || Access::all(tx.org.schema.clone()))
}
