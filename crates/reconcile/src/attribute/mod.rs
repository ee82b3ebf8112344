//! Who moved what: the org's Setup Audit Trail, read beside a plan, says who, when and through what.
//!
//! A step between two readings: [`attribute`] asks the org, and only where something moved; all that is decided is decided
//! by pure code over what the org said, in [`judge`].

mod ask;
mod clue;
mod clues;
mod judge;
mod line;
mod names;
mod origin;
#[cfg(test)]
mod tests;

pub use ask::attribute;
pub use origin::{Evidence, Origin, Origins, Via};
