//! Event log files: the calls of a day as a file of the next.
//!
//! Only ApiTotalUsage, which every org has without an add-on (Object Reference, EventLogFile, API Total Usage).

mod event;
mod files;
mod write;

#[cfg(test)]
mod tests;

pub(crate) use event::{ApiEvent, event};
pub(crate) use files::{body, settle};
pub(crate) use write::{Circumstances, TABLES, Whose, write};
