//! Why an org could not be read.

use hallpass_salesforce::Error;

/// Why an org could not be read. Nothing less than everything is ever returned instead.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum ReadError {
    /// The org refused, or could not be reached.
    #[error(transparent)]
    Org(#[from] Error),
    /// The org's answer lacks something without which nothing can be said.
    #[error("make sense of {what}: {problem}")]
    Unusable {
        /// What was read.
        what: &'static str,
        /// What is wrong with it.
        problem: String,
    },
}

impl ReadError {
    pub(super) fn unusable(what: &'static str, problem: impl Into<String>) -> Self {
        Self::Unusable {
            what,
            problem: problem.into(),
        }
    }
}
