//! Ending tokens.

use serde_json::Value;

use super::approval::{find_approval, withdraw};
use super::{keep, token};
use crate::facts::sessions::DEACTIVATION_ENDS_SESSIONS;
use crate::store::Tx;
use crate::value::{Id, id};

/// Revokes an access token, or a refresh token with the access tokens that came of it; false when it is neither.
pub(crate) fn revoke(tx: &mut Tx<'_>, revoked: &str) -> bool {
    if let Some(session) = keep::get(tx, &token::digest(revoked)) {
        let was_there = tx.get("AuthSession", &session.auth_session).is_some();
        tx.delete_raw("AuthSession", &session.auth_session);
        keep::sweep(tx);
        return was_there;
    }
    let Some(approval) = find_approval(tx, revoked) else {
        return false;
    };
    withdraw(tx, &approval);
    keep::sweep(tx);
    true
}

/// Ends the sessions of a user who was deactivated: they do not come back with the user.
pub(crate) fn end_with_user(tx: &mut Tx<'_>, user: &Id) {
    if !tx.org.behaviours.is(&DEACTIVATION_ENDS_SESSIONS, "on") {
        return;
    }
    for session in tx.find("AuthSession", &[("UsersId", Value::from(user))]) {
        if let Some(session) = id(&session, "Id") {
            tx.delete_raw("AuthSession", &session);
        }
    }
    keep::sweep(tx);
}
