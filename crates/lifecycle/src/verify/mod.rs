//! Proof: an integration can do what its spec says and nothing else, found out with its own token.
//!
//! [`verify`] drives; `step::next` decides what comes next from what was observed; one file below `checks` judges each
//! matter. Nothing is written: what is asked for is read, described, or refused. Calls that a spec declares are the
//! one thing that runs code of the org.

mod admin;
mod answer;
mod ask;
mod baseline;
mod check;
mod checks;
mod cost;
mod driver;
mod evidence;
mod global;
mod observed;
mod options;
mod record;
mod seen;
mod services;
mod step;
mod subject;
mod wait;

#[cfg(test)]
mod tests;

pub use answer::Answer;
pub use check::{Check, Proof, Verdict};
pub use driver::verify;
pub use evidence::{Evidence, bundle};
pub use options::{Event, Options, Source};
pub use services::Services;
pub use subject::Subject;
