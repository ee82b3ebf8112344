//! The Enterprise org that a new local org starts as.

mod whole;

pub(crate) use whole::{Identities, seed};
