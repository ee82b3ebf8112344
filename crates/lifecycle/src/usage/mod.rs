//! What integrations do with their access, from what the org writes down anyway: its login history, and the log of API
//! calls that every org has.
//!
//! `subjects` says who is looked at, `read` reads, `calls` counts the lines of a log file, `weigh` is pure and says what
//! came of it.

mod calls;
mod read;
mod report;
mod subjects;
mod weigh;

#[cfg(test)]
mod tests;

pub use calls::{Tally, tally};
pub use read::{Asked, LogFile, LoginRow, UsageRecords, read};
pub use report::{
    AddressUse, CallUse, CallWindow, ElsewhereLogin, Failure, IntegrationUsage, LastLogin, LoginWindow,
    UsageReport, Verdict,
};
pub use subjects::{Subject, subjects};
pub use weigh::weigh;
