//! What comes next.

use super::observed::Observed;

/// The next thing to do.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum Step {
    /// Ask the administrator's questions.
    AskAdmin,
    /// Get the credential.
    GetCredential,
    /// Get a token.
    GetToken,
    /// Ask the integration's questions.
    AskAsItself,
    /// Look into the login history.
    LookAtLogins,
    /// End the token.
    Revoke,
    /// Nothing is left to do.
    Done,
}

impl Step {
    pub(super) const fn words(self) -> &'static str {
        match self {
            Self::AskAdmin => "asking what Salesforce itself thinks it may do",
            Self::GetCredential => "getting its credential",
            Self::GetToken => "getting a token",
            Self::AskAsItself => "asking with its own token",
            Self::LookAtLogins => "looking into the login history",
            Self::Revoke => "revoking its token",
            Self::Done => "done",
        }
    }
}

/// Decides what comes next. A token that was given is revoked, whatever else happened.
pub(super) fn next(observed: &Observed) -> Step {
    let has_token = matches!(observed.token, Some(Ok(_)));
    let is_open = has_token && observed.revoked.is_none();
    match () {
        () if observed.is_interrupted && is_open => Step::Revoke,
        () if observed.is_interrupted || !observed.has_user => Step::Done,
        () if observed.admin.is_none() => Step::AskAdmin,
        () if observed.wants_token && observed.credential.is_none() => Step::GetCredential,
        () if matches!(observed.credential, Some(Ok(_))) && observed.token.is_none() => Step::GetToken,
        () if has_token && observed.seen.is_none() => Step::AskAsItself,
        () if observed.logins.is_none() => Step::LookAtLogins,
        () if is_open => Step::Revoke,
        () => Step::Done,
    }
}
