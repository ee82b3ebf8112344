//! Effective access: what a user may do, and through what.
//!
//! [`effective`] joins all that a user holds (profile, sets, groups without what is muted) and adds what the platform
//! implies, each grant with its sources. [`allowed`] says what of that counts, [`explain`] why, [`extra`] what of it no
//! spec holds, and [`violations`] what never should be.
//! Pure: it sees a [`hallpass_model::Live`] and nothing else. What could not be seen is named, not guessed.

mod allowed;
mod ceiling;
mod effective;
mod explain;
mod extra;
mod fields;
mod source;

#[cfg(test)]
mod laws;
#[cfg(test)]
mod tests;

pub use allowed::{Need, Violation, allowed, need, sources, violations};
pub use ceiling::Ceiling;
pub use effective::{Access, effective};
pub use explain::{Explained, Explanation, explain};
pub use extra::{Extra, Origin, extra};
pub use fields::{lookup, root};
pub use source::{Because, HeldBack, Source, Through};
