//! Takes the steps, until nothing is left or nothing helps.

use hallpass_model::{Seen, Username};
use hallpass_salesforce::rows::{Collection, MAX_ROWS};
use hallpass_salesforce::{Error, Writer};
use serde::Serialize;

use super::next::{Step, next};
use super::observed::{Frozen, Observed, observe};

/// How often the org is looked at. Frozen users make no sessions, so what began before is over after one round.
const ROUNDS: usize = 5;

/// What was done, and what is left.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize)]
pub struct CutOff {
    /// How many sessions were ended, besides those that the plan ended.
    pub sessions_ended: usize,
    /// How many sessions live on.
    pub sessions_left: usize,
    /// How many refresh tokens were revoked.
    pub tokens_revoked: usize,
    /// How many refresh tokens are left.
    pub tokens_left: usize,
    /// Users who can still log in.
    pub open: Vec<Username>,
    /// Why tokens could not be seen, where they could not.
    pub unseen: Option<String>,
}

impl CutOff {
    /// Returns whether no way in shows.
    #[must_use]
    pub fn is_whole(&self) -> bool {
        self.sessions_left == 0 && self.tokens_left == 0 && self.open.is_empty()
    }
}

/// Ends what is left of the access of users that were just frozen.
///
/// # Errors
/// When the org cannot be read. What it refuses to end is told as left.
pub async fn cut_off(writer: &Writer, frozen: &Frozen) -> Result<CutOff, Error> {
    let reader = writer.reader();
    let mut done = CutOff::default();
    let mut observed = observe(&reader, frozen).await?;
    for _ in 0..ROUNDS {
        match next(&observed) {
            Step::Done => break,
            Step::EndSessions(sessions) => {
                for part in sessions.chunks(MAX_ROWS) {
                    writer
                        .write(&[Collection::delete("AuthSession", part.to_vec())?])
                        .await?;
                }
            }
            Step::RevokeTokens(held) => {
                for one in &held {
                    writer.revoke_refresh_tokens(&one.app.1, &one.user.1).await?;
                }
            }
        }
        let before = observed;
        observed = observe(&reader, frozen).await?;
        done.sessions_ended += before
            .sessions
            .iter()
            .filter(|id| !observed.sessions.contains(id))
            .count();
        done.tokens_revoked += held(&before).saturating_sub(held(&observed));
    }
    done.sessions_left = observed.sessions.len();
    done.tokens_left = held(&observed);
    done.unseen = observed.tokens.iter().find_map(|held| match &held.count {
        Seen::Unknown(why) => Some(why.clone()),
        Seen::Known(_) | Seen::Absent => None,
    });
    done.open = observed.open;
    Ok(done)
}

fn held(observed: &Observed) -> usize {
    let counts = observed.tokens.iter().filter_map(|held| held.count.known());
    counts.sum()
}
