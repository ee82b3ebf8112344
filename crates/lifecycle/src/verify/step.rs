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

#[cfg(test)]
mod tests {
    use super::{Step, next};
    use crate::credential::{Credential, Key};
    use crate::verify::observed::Observed;

    fn credential() -> Credential {
        Credential {
            client_id: "3MVG9".to_owned(),
            key: Key::Secret("secret".into()),
        }
    }

    fn with_user() -> Observed {
        Observed {
            wants_token: true,
            has_user: true,
            ..Observed::default()
        }
    }

    #[test]
    fn without_a_user_there_is_nothing_to_ask() {
        assert_eq!(next(&Observed::default()), Step::Done);
    }

    #[test]
    fn the_administrator_is_asked_first_and_a_credential_only_where_it_is_wanted() {
        let mut observed = with_user();
        assert_eq!(next(&observed), Step::AskAdmin);
        observed.admin = Some(Err("refused".to_owned()));
        assert_eq!(next(&observed), Step::GetCredential);
        observed.credential = Some(Ok(credential()));
        assert_eq!(next(&observed), Step::GetToken);
        observed.wants_token = false;
        observed.credential = None;
        assert_eq!(next(&observed), Step::LookAtLogins);
    }

    #[test]
    fn without_a_credential_the_logins_are_looked_at_all_the_same() {
        let observed = Observed {
            admin: Some(Err("refused".to_owned())),
            credential: Some(Err("hidden".to_owned())),
            ..with_user()
        };
        assert_eq!(next(&observed), Step::LookAtLogins);
    }

    #[test]
    fn who_interrupts_before_there_is_a_token_is_let_go() {
        let observed = Observed {
            is_interrupted: true,
            ..with_user()
        };
        assert_eq!(next(&observed), Step::Done);
    }
}
