//! Who may touch what: the access of the fleet as a matrix, everybody else who holds a target, and whose access nobody
//! manages.
//!
//! `matrix` and `coverage` are pure; `census` and `holders` read, and hand over to a pure part. All say what they could
//! not see.

mod census;
mod coverage;
mod holders;
mod matrix;
mod weigh;

#[cfg(test)]
mod tests;

pub use census::{Census, FoundApp, FoundUser, read_census};
pub use coverage::{Coverage, Covered, Management, coverage};
pub use holders::{Held, Holdings, read_holders};
pub use matrix::{Entry, Subject, of_desired, of_live};
pub use weigh::{Holder, holders_of};
