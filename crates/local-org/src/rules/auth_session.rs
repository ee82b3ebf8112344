//! AuthSession: deleting a row ends the session.

use super::rule::Rule;

/// The token's table refers to the row, and a token without its row is not good any more; nothing else follows.
pub(super) struct AuthSession;

impl Rule for AuthSession {}
