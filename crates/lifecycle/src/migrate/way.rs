//! What an org shows of the two ways in.

use hallpass_model::{IntegrationName, Seen, Username};
use hallpass_salesforce::RecordId;
use jiff::Timestamp;

use super::app::OldApp;
use super::note::Note;

/// What was seen of a migration.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Observed {
    /// When it was looked.
    pub now: Timestamp,
    /// The moment after which the old way has to be silent.
    pub since: Timestamp,
    /// The old user, where the org has it.
    pub old: Option<Way>,
    /// The integration's own user, where the org has it.
    pub new: Option<Way>,
    /// How much is left to do, or blocked, until the new way is as its spec says.
    pub changes: usize,
    /// Whether hallpass runs as the old user.
    pub is_own: bool,
    /// The integration to whom a mark says that the old user belongs.
    pub owner: Option<IntegrationName>,
    /// The app through which the consumer signs in the old way, where that is known.
    pub app: Option<OldApp>,
}

/// A user, and what it was used for.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Way {
    /// The user.
    pub username: Username,
    /// Its id.
    pub id: RecordId,
    /// Whether it is active.
    pub active: bool,
    /// Whether its logins are refused.
    pub frozen: Seen<bool>,
    /// Its profile.
    pub profile: String,
    /// Its `AboutMe` without our note.
    pub about_me: String,
    /// What hallpass noted when it closed this way.
    pub note: Option<Note>,
    /// When it last logged in, as the user itself says.
    pub last_login: Option<Timestamp>,
    /// What used it lately, the latest first.
    pub uses: Seen<Vec<Use>>,
    /// When one of its sessions over the API was last kept alive.
    pub last_session: Option<Timestamp>,
    /// Its sessions over the API that live.
    pub sessions: Vec<RecordId>,
}

/// One way of signing in as a user.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Use {
    /// The app, by its label; for what signs in without one, how.
    pub app: String,
    /// How, in the words of the login history; empty for a token that lives longer than its session.
    pub how: String,
    /// How often it worked, as far as it was looked back.
    pub logins: usize,
    /// How often it was refused.
    pub refused: usize,
    /// When it last worked.
    pub last: Option<Timestamp>,
}

impl Way {
    /// Returns when the way was last used, by whomever.
    #[must_use]
    pub fn last_used(&self) -> Option<Timestamp> {
        let uses = self.uses.known().into_iter().flatten();
        let others = self.last_login.into_iter().chain(self.last_session);
        uses.filter_map(|one| one.last).chain(others).max()
    }

    /// Returns whether somebody can log in this way.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.active && self.frozen != Seen::Known(true)
    }
}
