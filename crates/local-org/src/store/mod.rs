//! Rows in SQLite: one table an object, transactions, Ids, the clock.

mod codec;
mod folder;
mod functions;
mod knobs;
mod org;
mod tables;
mod tx;

pub(crate) use folder::Folder;
pub use folder::{FolderError, Owner, owner};
pub(crate) use knobs::{Fault, FaultAnswer};
pub(crate) use org::{CallRecord, Org, OrgSettings};
pub(crate) use tables::{stamp, whole_second};
pub(crate) use tx::Tx;
