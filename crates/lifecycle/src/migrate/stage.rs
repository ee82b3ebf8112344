//! Where a migration stands.

use std::fmt;

use hallpass_model::Seen;
use serde::Serialize;

use super::way::Observed;

/// Where a migration stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize)]
#[serde(rename_all = "snake_case")]
pub enum Stage {
    /// The org has no old user.
    NoOldWay,
    /// The old way was closed by somebody else, or its user is not active.
    ClosedByOthers,
    /// The new way is not there yet, or not as its spec says.
    NotReady,
    /// Both ways are open, and nobody has signed in the new way.
    BothAlive,
    /// Both are in use, or nobody can tell that the old one is not.
    Switching,
    /// The new way is in use, and the old one is silent.
    Quiet,
    /// hallpass began to close the old way and did not come to the end.
    HalfClosed,
    /// The old way is closed.
    Closed,
}

impl Stage {
    /// Returns the stage of what was seen.
    #[must_use]
    pub fn of(observed: &Observed) -> Self {
        let Some(old) = &observed.old else {
            return Stage::NoOldWay;
        };
        if old.note.is_some() {
            return match old.is_open() || !old.sessions.is_empty() {
                true => Stage::HalfClosed,
                false => Stage::Closed,
            };
        }
        if !old.is_open() {
            return Stage::ClosedByOthers;
        }
        let new = observed.new.as_ref().filter(|new| new.is_open());
        let Some(new) = new.filter(|_| observed.changes == 0) else {
            return Stage::NotReady;
        };
        if new.last_used().is_none() {
            return Stage::BothAlive;
        }
        let is_silent = old.last_used().is_none_or(|last| last < observed.since);
        match is_silent && matches!(old.uses, Seen::Known(_)) {
            true => Stage::Quiet,
            false => Stage::Switching,
        }
    }
}

impl fmt::Display for Stage {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Stage::NoOldWay => "The org has no such old user; there is nothing to migrate from.",
            Stage::ClosedByOthers => "The old way is closed, and not by hallpass.",
            Stage::NotReady => "The old way is open, and the new one is not ready.",
            Stage::BothAlive => "Both ways are open, and nobody has signed in the new way yet.",
            Stage::Switching => "Both ways are in use.",
            Stage::Quiet => "The new way is in use, and the old one is silent.",
            Stage::HalfClosed => "The old way is closed in part.",
            Stage::Closed => "The old way is closed.",
        })
    }
}
