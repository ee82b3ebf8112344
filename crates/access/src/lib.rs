//! Effective access: what a user may do, and through what.
//!
//! [`effective`] joins all that a user holds and adds what the platform implies, each grant with its sources.
//! Pure: it sees a [`hallpass_model::Live`] and nothing else. What could not be seen is named, not guessed.

mod effective;
mod implied;
mod source;

#[cfg(test)]
mod tests;

pub use effective::{Access, effective};
pub use implied::{closure, over_all_objects};
pub use source::{Because, Source};
