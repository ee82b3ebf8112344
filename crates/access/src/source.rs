//! Where a grant comes from.

use std::fmt;

use hallpass_model::{ApiName, Verb, Verbs};

/// One reason why a user has verbs on a target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// Through what the user has them.
    pub through: Through,
    /// Which verbs this source gives.
    pub verbs: Verbs,
    /// Why it gives them.
    pub because: Because,
}

/// Something that a user holds and that gives access.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Through {
    /// A permission set, held directly.
    PermissionSet(ApiName),
    /// A permission set group, where nobody asked which of its sets it is.
    Group(ApiName),
    /// A set of a permission set group.
    Member {
        /// The group.
        group: ApiName,
        /// The set in it.
        permission_set: ApiName,
    },
    /// The profile.
    Profile(String),
}

impl Through {
    /// Returns what the user holds: the group, where it is a set in a group; nothing for the profile.
    #[must_use]
    pub const fn held(&self) -> Option<&ApiName> {
        match self {
            Through::PermissionSet(name) | Through::Group(name) | Through::Member { group: name, .. } => {
                Some(name)
            }
            Through::Profile(_) => None,
        }
    }
}

impl fmt::Display for Through {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Through::PermissionSet(name) => write!(f, "permission set {name}"),
            Through::Group(name) => write!(f, "group {name}"),
            Through::Member {
                group,
                permission_set,
            } => write!(f, "permission set {permission_set} in group {group}"),
            Through::Profile(name) => write!(f, "profile {name}"),
        }
    }
}

/// Why a source gives verbs on a target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// It says so itself.
    Granted,
    /// It says so itself, and counts because it is active in a session of the user now.
    Activated,
    /// A verb that it grants on the same target implies them.
    Verb(Verb),
    /// It grants all fields of the field's object.
    AllFields,
    /// It grants this user permission, which covers every object.
    Permission(ApiName),
    /// The field can't be granted: whoever has the object has it.
    FollowsObject,
}

impl fmt::Display for Because {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Because::Granted => f.write_str("grants it"),
            Because::Activated => f.write_str("grants it, and is active in a session now"),
            Because::Verb(verb) => write!(f, "grants {verb}, which brings it"),
            Because::AllFields => write!(f, "grants all fields of the object"),
            Because::Permission(name) => write!(f, "grants {name}, which covers every object"),
            Because::FollowsObject => f.write_str("grants the object, and the field comes with it"),
        }
    }
}

/// Why something that is granted does not count.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum HeldBack {
    /// The group's muting set takes it out of what a set of the group grants.
    Muted {
        /// The set that grants it, in its group.
        through: Through,
        /// What is muted.
        verbs: Verbs,
        /// The muting set.
        by: Option<ApiName>,
    },
    /// It counts only in a session for which it was activated.
    Activation {
        /// The set or group.
        through: Through,
        /// What it would give.
        verbs: Verbs,
    },
}

impl HeldBack {
    /// Returns the verbs that are held back.
    #[must_use]
    pub const fn verbs(&self) -> Verbs {
        match self {
            HeldBack::Muted { verbs, .. } | HeldBack::Activation { verbs, .. } => *verbs,
        }
    }
}

impl fmt::Display for HeldBack {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            HeldBack::Muted {
                through,
                by: Some(by),
                ..
            } => write!(f, "{through} grants it, and {by} mutes it there"),
            HeldBack::Muted {
                through, by: None, ..
            } => {
                write!(f, "{through} grants it, and the group does not")
            }
            HeldBack::Activation { through, .. } => {
                write!(f, "{through} grants it, in sessions for which it was activated")
            }
        }
    }
}
