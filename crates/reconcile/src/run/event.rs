//! What a run tells while it runs.

use std::time::Duration;

use hallpass_model::{Address, Status};

/// Something that happened while waves ran.
#[derive(Debug, Clone, PartialEq, Eq)]
#[non_exhaustive]
pub enum Event {
    /// A wave begins.
    WaveStarted {
        /// Which, from 1.
        wave: usize,
        /// Of how many.
        of: usize,
        /// How many changes it closes.
        changes: usize,
    },
    /// A change has come to its end.
    Ended {
        /// Which change.
        address: Address,
        /// How.
        status: Status,
    },
    /// The org is doing something in its own time.
    Waiting {
        /// What is waited for.
        what: String,
        /// How far it is.
        state: String,
        /// For how long already.
        waited: Duration,
    },
}
