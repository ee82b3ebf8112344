//! Who is calling.

use super::Access;
use crate::value::Id;

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
