//! What to do next.

use hallpass_model::Seen;
use hallpass_salesforce::RecordId;

use super::observed::{Held, Observed};

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// End these sessions.
    EndSessions(Vec<RecordId>),
    /// Revoke these tokens.
    RevokeTokens(Vec<Held>),
    /// Nothing: no way in is left that shows.
    Done,
}

/// Says what to do next: tokens first, because they make sessions.
#[must_use]
pub fn next(observed: &Observed) -> Step {
    let held = observed.tokens.iter().filter(|held| match &held.count {
        Seen::Known(count) => *count > 0,
        Seen::Absent | Seen::Unknown(_) => false,
    });
    let held: Vec<Held> = held.cloned().collect();
    if !held.is_empty() {
        return Step::RevokeTokens(held);
    }
    if !observed.sessions.is_empty() {
        return Step::EndSessions(observed.sessions.clone());
    }
    Step::Done
}

#[cfg(test)]
mod tests {
    use hallpass_model::{ApiName, Seen, Username};
    use hallpass_salesforce::RecordId;

    use super::{Held, Observed, Step, next};

    fn id(text: &str) -> RecordId {
        RecordId::parse(text).unwrap()
    }

    fn held(count: Seen<usize>) -> Held {
        Held {
            app: (ApiName::from("Billing"), id("0xI000000000001")),
            user: (Username::from("b@example.com"), id("005000000000001")),
            count,
        }
    }

    #[test]
    fn tokens_go_before_the_sessions_that_they_make() {
        let session = id("0Ak000000000001");
        let mut observed = Observed {
            open: Vec::new(),
            sessions: vec![session.clone()],
            tokens: vec![held(Seen::Known(2)), held(Seen::Known(0))],
        };
        assert_eq!(next(&observed), Step::RevokeTokens(vec![held(Seen::Known(2))]));
        observed.tokens.remove(0);
        assert_eq!(next(&observed), Step::EndSessions(vec![session]));
        observed.sessions.clear();
        assert_eq!(next(&observed), Step::Done);
    }

    #[test]
    fn what_cannot_be_seen_is_no_reason_to_go_on_for_ever() {
        let observed = Observed {
            tokens: vec![held(Seen::Unknown("no".to_owned()))],
            ..Observed::default()
        };
        assert_eq!(next(&observed), Step::Done);
    }
}
