//! The Enterprise org that a new local org starts as.

mod catalog;
mod content;
mod identities;
mod licenses;
mod people;
mod profiles;
mod sets;
mod whole;

pub(crate) use identities::Identities;
pub(crate) use whole::{reset, seed};
