//! Writing rows: collections of one object, and steps that build on each other.

mod collection;
mod outcome;
mod send;
mod step;

pub use collection::{Collection, Fields, MAX_COLLECTIONS, MAX_ROWS, Verb};
pub use outcome::RowOutcome;
pub use step::{Step, StepOutcome};
