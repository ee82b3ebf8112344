//! Where hostile input comes in: bytes go in, and nothing may come of them but an answer.
//!
//! The property tests of this crate and the fuzzers outside the workspace call the same functions. Whatever they are
//! given, they return; a panic, an endless loop or an endless allocation is a bug.

#[cfg(test)]
mod cases;
mod readers;
mod target;
#[cfg(test)]
mod tests;

pub use readers::{form, multipart, xml, zip};
pub use target::Target;
