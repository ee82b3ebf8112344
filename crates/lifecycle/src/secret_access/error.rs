//! Why the setting could not be opened or closed.

use std::io;

use hallpass_salesforce::Error;

/// The setting by its label in Setup.
pub(super) const LABEL: &str =
    "Allow access to External Client App consumer secrets via REST API (enableClientSecretInRestApiAccess)";

/// Why the setting could not be opened or closed.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum AccessError {
    /// The org could not be asked.
    #[error("{doing} the setting \"{LABEL}\"")]
    Org {
        /// What was being done with it.
        doing: &'static str,
        /// What the org said.
        #[source]
        source: Error,
    },
    /// The org did not take the change.
    #[error("turn the setting \"{LABEL}\" {}: {problem}", if *.on { "on" } else { "off" })]
    Refused {
        /// Whether it was to be on.
        on: bool,
        /// What the org said.
        problem: String,
    },
    /// The org has no such setting.
    #[error("the org has no setting \"{LABEL}\"")]
    Missing,
    /// The note could not be written or removed.
    #[error("keep the note that the setting \"{LABEL}\" is to be turned off")]
    Note(#[source] io::Error),
}
