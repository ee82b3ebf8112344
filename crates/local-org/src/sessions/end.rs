//! Ending tokens.

use super::approval::{find_approval, withdraw};
use super::{keep, token};
use crate::store::Tx;

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
