//! The hooks that an object may have.

use super::{
    auth_session, field_permissions, groups, muting_permission_set, object_permissions, people,
    permission_set, permission_set_assignment, permission_set_license_assign, profile,
    session_perm_set_activation, setup_entity_access, sharing_groups, user, user_login, user_package_license,
    user_role,
};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::Tx;
use crate::value::{Id, Row};

/// The result of a hook: fine, or a refusal.
pub(crate) type Checked = Result<(), ApiError>;

/// What an object asks of its rows. Every hook does nothing unless an object says otherwise.
pub(crate) trait Rule: Sync {
    /// Returns the row that an insert stands for instead of making a new one.
    fn existing(&self, _tx: &mut Tx<'_>, _row: &Row) -> Option<Id> {
        None
    }

    /// Checks and completes a row before it is inserted.
    fn before_insert(&self, _tx: &mut Tx<'_>, _caller: &Caller, _row: &mut Row) -> Checked {
        Ok(())
    }

    /// Does what follows from an insert.
    fn after_insert(&self, _tx: &mut Tx<'_>, _caller: &Caller, _id: &Id, _row: &Row) -> Checked {
        Ok(())
    }

    /// Checks and completes changes before they are made.
    fn before_update(&self, _tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, _changes: &mut Row) -> Checked {
        Ok(())
    }

    /// Does what follows from an update.
    fn after_update(&self, _tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, _new: &Row) -> Checked {
        Ok(())
    }

    /// Checks a delete.
    fn before_delete(&self, _tx: &mut Tx<'_>, _caller: &Caller, _old: &Row) -> Checked {
        Ok(())
    }

    /// Does what follows from a delete.
    fn after_delete(&self, _tx: &mut Tx<'_>, _caller: &Caller, _old: &Row) -> Checked {
        Ok(())
    }
}

struct NoRule;

impl Rule for NoRule {}

const RULES: &[(&str, &dyn Rule)] = &[
    ("AuthSession", &auth_session::AuthSession),
    ("Contact", &people::Person),
    ("FieldPermissions", &field_permissions::FieldPermissions),
    ("Group", &sharing_groups::Group),
    ("GroupMember", &sharing_groups::GroupMember),
    ("Lead", &people::Person),
    ("MutingPermissionSet", &muting_permission_set::MutingPermissionSet),
    ("ObjectPermissions", &object_permissions::ObjectPermissions),
    ("PermissionSet", &permission_set::PermissionSet),
    (
        "PermissionSetAssignment",
        &permission_set_assignment::PermissionSetAssignment,
    ),
    ("PermissionSetGroup", &groups::PermissionSetGroup),
    (
        "PermissionSetGroupComponent",
        &groups::PermissionSetGroupComponent,
    ),
    (
        "PermissionSetLicenseAssign",
        &permission_set_license_assign::PermissionSetLicenseAssign,
    ),
    ("Profile", &profile::Profile),
    (
        "SessionPermSetActivation",
        &session_perm_set_activation::SessionPermSetActivation,
    ),
    ("SetupEntityAccess", &setup_entity_access::SetupEntityAccess),
    ("User", &user::User),
    ("UserLogin", &user_login::UserLogin),
    ("UserPackageLicense", &user_package_license::UserPackageLicense),
    ("UserRole", &user_role::UserRole),
];

/// Returns the rule of an object.
pub(crate) fn of(object: &str) -> &'static dyn Rule {
    RULES
        .iter()
        .find(|(name, _)| *name == object)
        .map_or(&NoRule, |(_, rule)| *rule)
}
