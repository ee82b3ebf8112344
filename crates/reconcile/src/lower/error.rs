//! Why a plan cannot be lowered.

use hallpass_model::{Action, Address};

/// Why a plan cannot be lowered: it does not fit the org that it is to change.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum LowerError {
    /// The plan changes something that the org does not have.
    #[error("find {what} for {address} in the org")]
    NotInOrg {
        /// The change.
        address: Address,
        /// What is missing.
        what: String,
    },
    /// The plan does not say something without which the change cannot be made.
    #[error("find {what} for {address} in the plan")]
    NotInPlan {
        /// The change.
        address: Address,
        /// What is missing.
        what: String,
    },
    /// Things of this kind cannot be changed in this way.
    #[error("{action} {address}: things of this kind cannot be")]
    Unsupported {
        /// The change.
        address: Address,
        /// What the plan wants.
        action: Action,
    },
    /// A description has no room for its mark.
    #[error("mark {address}: its text has {length} characters with the mark, and {max} fit")]
    TooLong {
        /// The change.
        address: Address,
        /// The length.
        length: usize,
        /// The most.
        max: usize,
    },
    /// The files of an app were not read, and writing them unread would reset what they hold.
    #[error("change {address}: its metadata was not read ({why})")]
    Unread {
        /// The change.
        address: Address,
        /// Why not.
        why: String,
    },
    /// Changes wait for one another.
    #[error("order the changes: {0} waits for itself")]
    Circle(Address),
}
