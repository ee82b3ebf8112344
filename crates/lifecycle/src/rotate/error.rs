//! Why a rotation stopped.

use hallpass_salesforce::Error;

use super::Refusal;
use crate::handover::SinkError;
use crate::token::Interrupted;
use crate::verify::{Proof, Verdict};

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
    /// What is new is not as the spec says, or does not sign in.
    #[error("{what} is not proved: {}", wrong(proof))]
    Unproved {
        /// What was to be proved.
        what: &'static str,
        /// All that was found out.
        proof: Box<Proof>,
    },
    /// Somebody wanted the program to end.
    #[error(transparent)]
    Interrupted(#[from] Interrupted),
    /// The org does not come to rest: the same step was taken again and again.
    #[error("the org does not show what was done; look at the app in Setup, External Client App Manager")]
    Stuck,
}

/// The checks that stand in the way, by name: those that failed, or else those that tell nothing.
fn wrong(proof: &Proof) -> String {
    let of = |verdict: Verdict| {
        let checks = proof.checks.iter().filter(|check| check.verdict == verdict);
        checks.map(|check| check.name).collect::<Vec<_>>()
    };
    match of(Verdict::Failed).as_slice() {
        [] => format!("{} cannot be told from here", of(Verdict::CannotProve).join(", ")),
        failed => format!("{} failed", failed.join(", ")),
    }
}
