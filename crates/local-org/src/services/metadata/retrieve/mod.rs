//! Retrievals: a package asked for, an archive of files given.

mod build;
mod properties;
mod record;

pub(crate) use build::{Wanted, retrieve};
pub(crate) use properties::{Names, of_listing};
pub(crate) use record::{check, keep, to_element};
