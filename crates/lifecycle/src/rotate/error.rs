//! Why a rotation stopped.

use hallpass_salesforce::Error;

use super::Refusal;
use crate::handover::SinkError;
use crate::token::Interrupted;

/// Why a rotation stopped. Run again, it goes on where it stopped.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum RotateError {
    /// Nothing may be done.
    #[error(transparent)]
    Refused(Refusal),
    /// The org shows no secrets.
    #[error("the org does not show the secrets of its apps")]
    Hidden(#[source] Option<Box<Error>>),
    /// The app has no consumer, or not one.
    #[error("the app has {0} consumers, and it needs one")]
    Consumers(usize),
    /// More than one pair is staged.
    #[error("more than one pair is staged")]
    Several,
    /// The org could not be asked, or refused.
    #[error("{doing}")]
    Org {
        /// What was being done.
        doing: &'static str,
        /// What the org said.
        #[source]
        source: Box<Error>,
    },
    /// The consumer did not get the pair.
    #[error("hand the new pair over")]
    Sink(#[source] SinkError),
    /// What is new gives no token.
    #[error("sign in with {0}")]
    Proof(&'static str, #[source] Box<Error>),
    /// The token stands for somebody else.
    #[error("{what} signs in as user {found}, and the integration's is {wanted}")]
    Somebody {
        /// What signed in.
        what: &'static str,
        /// Who it signs in as.
        found: String,
        /// Who it should.
        wanted: String,
    },
    /// Somebody wanted the program to end.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// The org does not come to rest: the same step was taken again and again.
    #[error("the org does not show what was done; look at the app in Setup, External Client App Manager")]
    Stuck,
}
