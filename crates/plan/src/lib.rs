//! The planner: [`plan`] turns what is desired and what is live into what is to be done.
//!
//! Diff, then order, then judge, each in its own files: `diff` finds the differences kind by kind, `preflight`
//! takes out what cannot work, `enforce` what the spec forbids, `order` says what waits for what, `risk` what is at
//! stake. [`check`] is a second opinion that shares no code with all this. Nothing here does I/O, waits, reads a
//! clock or the environment: the same input gives the same bytes, in whatever order it was read.

mod beyond;
mod check;
mod compare;
mod diff;
mod draft;
mod enforce;
mod fingerprint;
mod forget;
mod hold;
mod keyed;
mod memory;
mod moved;
mod normalise;
mod observed;
mod order;
mod ownership;
mod parity;
mod planner;
mod preflight;
mod privileges;
mod prune;
mod relicense;
mod retire;
mod risk;
mod safety;
mod scope;

#[cfg(test)]
mod laws;

pub use check::{Fault, FaultCode, check, check_before_run};
pub use compare::{Compared, Comparison, Fate, compare};
pub use forget::forget;
pub use hold::{freeze, thaw};
pub use memory::apply_in_memory;
pub use moved::{Moved, moved};
pub use parity::{Disparity, Parity, Side, parity};
pub use planner::plan;
pub use privileges::{Privilege, privilege};
pub use risk::risk_of_grant;
pub use safety::{Deletes, LimitExceeded, Measure, deletes, refuse_if_unsafe};
