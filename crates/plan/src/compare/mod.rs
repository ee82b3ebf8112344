//! Two states of the specs, compared: who gains and loses what, as the planner sees it, without any org.
//!
//! The planner compares specs with an org, so an org is imagined in which the earlier state was applied and in which all
//! exists that either state names. Each integration has an org of its own, so that none is in another's way.

mod compared;
mod imagined;
mod opens;

#[cfg(test)]
mod tests;

pub use compared::{Compared, Comparison, Fate, compare};
