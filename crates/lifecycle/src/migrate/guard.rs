//! What stands in the way of a cut-over.

use std::collections::BTreeSet;
use std::fmt;

use hallpass_model::{IntegrationName, Seen, Username};
use jiff::Timestamp;

use super::way::{Observed, Use};

/// A reason not to close the old way.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Obstacle {
    /// The org has no old user.
    NoOldWay,
    /// Nobody could sign in any more: the new user is missing, inactive or frozen.
    NoNewWay(Username),
    /// hallpass runs as the old user.
    OwnAccess,
    /// The old user belongs to an integration, whose spec ends it.
    Owned(IntegrationName),
    /// The old user was closed by somebody else, or is not active.
    ClosedByOthers,
    /// The new way is not as its spec says.
    Unfinished(usize),
    /// Nobody ever signed in the new way.
    NewNeverUsed,
    /// The consumer used the old way lately.
    StillInUse(BTreeSet<String>),
    /// Somebody else signs in as the same user.
    Shared(BTreeSet<String>),
    /// Nobody can tell whether the old way is in use.
    Unseen(String),
}

impl Obstacle {
    /// Returns whether `--force` goes past it.
    #[must_use]
    pub const fn yields(&self) -> bool {
        match self {
            Obstacle::NoOldWay
            | Obstacle::NoNewWay(_)
            | Obstacle::OwnAccess
            | Obstacle::Owned(_)
            | Obstacle::ClosedByOthers => false,
            Obstacle::Unfinished(_)
            | Obstacle::NewNeverUsed
            | Obstacle::StillInUse(_)
            | Obstacle::Shared(_)
            | Obstacle::Unseen(_) => true,
        }
    }

    /// Returns the word used in JSON.
    #[must_use]
    pub const fn word(&self) -> &'static str {
        match self {
            Obstacle::NoOldWay => "no_old_way",
            Obstacle::NoNewWay(_) => "no_new_way",
            Obstacle::OwnAccess => "own_access",
            Obstacle::Owned(_) => "owned",
            Obstacle::ClosedByOthers => "closed_by_others",
            Obstacle::Unfinished(_) => "unfinished",
            Obstacle::NewNeverUsed => "new_never_used",
            Obstacle::StillInUse(_) => "still_in_use",
            Obstacle::Shared(_) => "shared",
            Obstacle::Unseen(_) => "unseen",
        }
    }
}

impl fmt::Display for Obstacle {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Obstacle::NoOldWay => f.write_str("the org has no such old user"),
            Obstacle::NoNewWay(user) => write!(f, "{user} cannot log in, so nothing would be left"),
            Obstacle::OwnAccess => f.write_str("hallpass runs as the old user"),
            Obstacle::Owned(name) => write!(
                f,
                "a mark says that the old user belongs to integration {name}; the end of its spec closes it"
            ),
            Obstacle::ClosedByOthers => {
                f.write_str("the old user is closed already, and hallpass leaves it as it is")
            }
            Obstacle::Unfinished(changes) => {
                write!(
                    f,
                    "the new way is not as its spec says: {changes} changes are left"
                )
            }
            Obstacle::NewNeverUsed => f.write_str("nobody has ever signed in the new way"),
            Obstacle::StillInUse(apps) => write!(f, "the old way is still in use, through {}", list(apps)),
            Obstacle::Shared(apps) => {
                write!(
                    f,
                    "somebody else signs in as the old user, through {}",
                    list(apps)
                )
            }
            Obstacle::Unseen(why) => write!(f, "what uses the old way cannot be seen: {why}"),
        }
    }
}

fn list(apps: &BTreeSet<String>) -> String {
    apps.iter().map(String::as_str).collect::<Vec<_>>().join(", ")
}

/// Returns what stands in the way of closing the old way, worst first. None stands in the way of going on with what
/// hallpass began.
#[must_use]
pub fn obstacles(observed: &Observed) -> Vec<Obstacle> {
    let Some(old) = &observed.old else {
        return vec![Obstacle::NoOldWay];
    };
    if observed.is_own {
        return vec![Obstacle::OwnAccess];
    }
    if let Some(owner) = &observed.owner {
        return vec![Obstacle::Owned(owner.clone())];
    }
    if old.note.is_some() {
        return Vec::new();
    }
    if !old.is_open() {
        return vec![Obstacle::ClosedByOthers];
    }
    let mut found = Vec::new();
    match &observed.new {
        Some(new) if !new.is_open() => found.push(Obstacle::NoNewWay(new.username.clone())),
        Some(new) if new.last_used().is_none() => found.push(Obstacle::NewNeverUsed),
        Some(_) => {}
        None => found.push(Obstacle::NoNewWay(Username::from("the new user"))),
    }
    if observed.changes > 0 {
        found.push(Obstacle::Unfinished(observed.changes));
    }
    found.extend(uses(observed));
    found
}

fn uses(observed: &Observed) -> Vec<Obstacle> {
    let Some(old) = &observed.old else {
        return Vec::new();
    };
    let uses = match &old.uses {
        Seen::Known(uses) => uses,
        Seen::Unknown(why) => return vec![Obstacle::Unseen(why.clone())],
        Seen::Absent => return vec![Obstacle::Unseen("the org was not asked".to_owned())],
    };
    let lately = |one: &&Use| one.last.is_some_and(|last| last >= observed.since);
    let is_consumers = |one: &&Use| observed.app.as_ref().is_none_or(|app| app.label == one.app);
    let (own, others): (Vec<&Use>, Vec<&Use>) = uses.iter().filter(lately).partition(is_consumers);
    let names = |uses: Vec<&Use>| {
        uses.into_iter()
            .map(|one| one.app.clone())
            .collect::<BTreeSet<_>>()
    };
    let mut found = Vec::new();
    let (mut own, others) = (names(own), names(others));
    // The user itself and its sessions know of uses that the history does not show any more.
    let lately = |last: Option<Timestamp>| last.is_some_and(|last| last >= observed.since);
    let told = match own.is_empty() && others.is_empty() {
        true if lately(old.last_session) => Some("a session that began before"),
        true if lately(old.last_login) => Some("something that left no trace"),
        _ => None,
    };
    own.extend(told.map(str::to_owned));
    if !own.is_empty() {
        found.push(Obstacle::StillInUse(own));
    }
    if !others.is_empty() {
        found.push(Obstacle::Shared(others));
    }
    found
}
