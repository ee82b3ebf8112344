//! Access that a change of the specs gives and that was not there before.

use hallpass_model::IntegrationName;

/// One thing that an integration may do now and might not before.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct NewAccess {
    /// Whose it is.
    pub integration: IntegrationName,
    /// The place within the spec's document.
    pub subject: String,
    /// What it is, as a sentence without a full stop.
    pub message: String,
}
