//! Policy: what a spec should not ask for, each rule with its reason and its fix.
//!
//! One rule a file under `rules/`, with a code that never changes its meaning. Rules see what is desired and the date,
//! which is given to them; there is no I/O and no clock. The privilege floor refuses; every other rule warns.

mod finding;
mod judge;
mod rule;
mod rules;
mod waiver;

#[cfg(test)]
mod tests;

pub use finding::{Finding, Level, WaivedBy};
pub use judge::{judge, refused};
pub use rule::RuleInfo;
pub use rules::rules;
