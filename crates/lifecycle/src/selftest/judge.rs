//! Which facts held.

use serde::Serialize;

use super::examine::{Witnessed, Words};

/// Whether a fact held.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Held {
    /// The org does as the local org.
    Held,
    /// It does something else.
    DidNotHold,
    /// It could not be seen.
    CouldNotTell,
}

impl Held {
    /// Returns the words.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Held::Held => "held",
            Held::DidNotHold => "did not hold",
            Held::CouldNotTell => "could not tell",
        }
    }
}

/// A fact of the local org's registry, and what a real org did.
#[derive(Debug, Clone, PartialEq, Eq, Serialize)]
pub struct Probed {
    /// The id of the fact.
    pub fact: &'static str,
    /// Whether it held.
    pub held: Held,
    /// What was seen.
    pub seen: String,
}

/// Says of each fact that has a probe whether it held.
#[must_use]
pub fn judge(seen: &Witnessed) -> Vec<Probed> {
    let login = |at: usize| seen.login.as_ref().map(|login| login[at].clone());
    let ended = seen.answers_ended.as_ref();
    vec![
        words(
            "oauth.wrong_secret",
            seen.wrong_secret.as_ref(),
            ("invalid_client", "invalid client credentials"),
        ),
        words(
            "oauth.unknown_client",
            seen.unknown_client.as_ref(),
            ("invalid_client_id", "client identifier invalid"),
        ),
        told(
            "sessions.row_of_token",
            seen.sessions.map(|count| format!("{count} sessions")),
            |text| text != "0 sessions",
        ),
        told("sessions.login_type", login(0), |text| {
            text == "Remote Access 2.0"
        }),
        told("sessions.login_subtype", login(1), |text| {
            text == "OauthClientCredentials"
        }),
        told("sessions.login_status", login(2), |text| text == "Success"),
        told(
            "sessions.freeze",
            seen.answers_frozen.as_ref().map(answer),
            |text| text == "the token works",
        ),
        words(
            "oauth.frozen_user",
            seen.frozen.as_ref(),
            ("invalid_grant", "authentication failure"),
        ),
        told("sessions.expired", ended.map(answer), |text| {
            text == "INVALID_SESSION_ID"
        }),
    ]
}

fn answer(answers: &Result<(), String>) -> String {
    match answers {
        Ok(()) => "the token works".to_owned(),
        Err(code) => code.clone(),
    }
}

fn words(fact: &'static str, seen: Option<&Words>, expected: (&str, &str)) -> Probed {
    let text = seen.map(|(error, description)| format!("{error}: {description}"));
    told(fact, text, |text| {
        text == format!("{}: {}", expected.0, expected.1)
    })
}

fn told(fact: &'static str, seen: Option<String>, holds: impl Fn(&str) -> bool) -> Probed {
    let held = match &seen {
        None => Held::CouldNotTell,
        Some(text) if holds(text) => Held::Held,
        Some(_) => Held::DidNotHold,
    };
    Probed {
        fact,
        held,
        seen: seen.unwrap_or_default(),
    }
}

#[cfg(test)]
mod tests {
    use super::{Held, Witnessed, judge};

    #[test]
    fn what_was_not_seen_is_neither_held_nor_not() {
        let all = judge(&Witnessed::default());
        assert!(
            all.len() > 5 && all.iter().all(|one| one.held == Held::CouldNotTell),
            "{all:?}"
        );
    }

    #[test]
    fn an_org_that_does_otherwise_is_told_with_what_it_did() {
        let seen = Witnessed {
            sessions: Some(0),
            frozen: Some(("inactive_user".to_owned(), "user is inactive".to_owned())),
            answers_frozen: Some(Ok(())),
            answers_ended: Some(Err("INVALID_SESSION_ID".to_owned())),
            ..Witnessed::default()
        };
        let all = judge(&seen);
        let of = |fact: &str| all.iter().find(|one| one.fact == fact).unwrap();
        assert_eq!(of("sessions.row_of_token").held, Held::DidNotHold);
        assert_eq!(of("oauth.frozen_user").seen, "inactive_user: user is inactive");
        assert_eq!(of("sessions.freeze").held, Held::Held);
        assert_eq!(of("sessions.expired").held, Held::Held);
    }
}
