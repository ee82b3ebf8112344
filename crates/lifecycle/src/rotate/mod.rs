//! Rotation: a new pair of key and secret takes the place of the old one, and both are good in between.
//!
//! What was done already is read from the org, so a rotation that was stopped anywhere goes on with the next run.

mod driver;
mod error;
mod key;
mod next;
mod next_key;
mod org;
mod prove;

pub use driver::{Ended, Event, HandOver, Rotation, Way};
pub use error::RotateError;
pub use key::{NewKey, NoKey, new_key};
pub use next::{Done, Observed, Refusal, Slot, Step, Which, Wish, next};
pub use next_key::{KeyStep, ObservedKey, next_key};
pub use prove::{Prover, Purpose};
