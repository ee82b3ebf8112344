//! Who is calling.

use super::Access;
use crate::schema::{ObjectDef, Schema};
use crate::store::Tx;
use crate::value::{Id, Row, text};

/// The session that a call rides on.
#[derive(Clone, Debug)]
pub(crate) struct SessionInfo {
    /// The Id of the AuthSession row.
    pub(crate) id: Id,
    /// The Id of the app that the token was given to.
    pub(crate) app: Option<Id>,
    /// The scopes of the token.
    pub(crate) scopes: Vec<String>,
}

/// A user in a session, with effective access.
#[derive(Clone, Debug)]
pub(crate) struct Caller {
    /// The user.
    pub(crate) user_id: Id,
    /// The username.
    pub(crate) username: String,
    /// The session; none for the org's own work.
    pub(crate) session: Option<SessionInfo>,
    /// What the user may see and touch.
    pub(crate) access: Access,
}

impl Caller {
    /// Returns the org itself at work on behalf of `user`: it may do everything.
    pub(crate) fn system(tx: &Tx<'_>, user: &Id) -> Caller {
        Caller {
            user_id: user.clone(),
            username: "automated process".to_owned(),
            session: None,
            access: Access::all(tx.org.schema()),
        }
    }
}

impl Caller {
    /// Returns the object that an Id belongs to, if the caller can read it: the prefix of another says nothing.
    pub(crate) fn object_of<'s>(&self, schema: &'s Schema, id: &Id) -> Option<&'s ObjectDef> {
        schema
            .object_by_prefix(id.prefix())
            .filter(|object| self.access.object(&object.name).read)
    }
}

/// The objects of which a user without one of the permissions sees only own rows, by that field.
///
/// Source: Object Reference, AuthSession, LoginHistory, OauthToken, PermissionSetAssignment.
const OWN_ROWS: &[(&str, &str, &[&str])] = &[
    ("AuthSession", "UsersId", &["ManageUsers", "ManageInternalUsers"]),
    ("LoginHistory", "UserId", &["ManageUsers", "MonitorLoginHistory"]),
    ("OauthToken", "UserId", &["CustomizeApplication"]),
    (
        "PermissionSetAssignment",
        "AssigneeId",
        &["ViewSetup", "AssignPermissionSets"],
    ),
];

/// Whether the caller sees a row of an object whose rows it can read.
pub(crate) fn sees_row(caller: &Caller, object: &ObjectDef, row: &Row) -> bool {
    row_filter(caller, &object.name).is_none_or(|field| text(row, field) == caller.user_id.as_str())
}

/// Returns the field that must hold the caller's Id in the rows that the caller may see of `object`,
/// or none where all rows are visible.
pub(crate) fn row_filter(caller: &Caller, object: &str) -> Option<&'static str> {
    OWN_ROWS
        .iter()
        .find(|(name, _, _)| name.eq_ignore_ascii_case(object))
        .filter(|(_, _, permissions)| !permissions.iter().any(|name| caller.access.permission(name)))
        .map(|(_, field, _)| *field)
}
