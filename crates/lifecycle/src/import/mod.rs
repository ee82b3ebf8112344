//! Specs for what an org has already: which integrations there are, and what belongs to each.
//!
//! [`look`] reads, [`group`] decides without I/O: one integration a user, with the set that is its own, what else it holds, and
//! its apps. [`group_files`] does so with metadata files. What cannot become a spec is left out with its reason; nothing is ever written to the org.

mod apps;
mod files;
mod found;
mod group;
mod look;
mod name;
mod own_set;
mod sketch;
mod user;

#[cfg(test)]
mod tests;

pub use files::{File, group_files, is_read};
pub use found::{Found, Imported, LeftOut, Remark};
pub use group::group;
pub use hallpass_reconcile::{Survey, SurveyedApp, Wanted};
pub use look::{Looked, look};
pub use name::{integration_name, words_of};
