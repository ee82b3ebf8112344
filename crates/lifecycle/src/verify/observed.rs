//! What was observed so far.

use hallpass_salesforce::{Error, Org};

use super::admin::Admin;
use super::record::Logins;
use super::seen::Seen;
use crate::credential::Credential;

/// What was observed so far; nothing where it was not looked at yet.
#[derive(Default)]
pub(super) struct Observed {
    /// Whether a token of its own is wanted.
    pub(super) wants_token: bool,
    /// Whether the org has its user.
    pub(super) has_user: bool,
    /// Whether somebody wants the program to end.
    pub(super) is_interrupted: bool,
    /// What the administrator sees.
    pub(super) admin: Option<Result<Admin, String>>,
    /// Its credential, or why there is none.
    pub(super) credential: Option<Result<Credential, String>>,
    /// Its token, or why there is none.
    pub(super) token: Option<Result<Org, Error>>,
    /// What it saw.
    pub(super) seen: Option<Seen>,
    /// What the login history says.
    pub(super) logins: Option<Logins>,
    /// Whether its token is gone.
    pub(super) revoked: Option<Result<(), String>>,
}
