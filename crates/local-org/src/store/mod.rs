//! Rows in SQLite: one table an object, transactions, Ids, the clock.

mod calls;
mod codec;
mod definitions;
mod failure;
mod fault;
mod folder;
mod functions;
mod knobs;
mod localized;
mod org;
mod tables;
mod text;
mod tx;

pub(crate) use calls::CallRecord;
pub(crate) use failure::{OrAbort, StoreError, is_of_the_file};
pub use fault::Fault;
pub(crate) use fault::FaultAnswer;
pub(crate) use folder::Folder;
pub use folder::{FolderError, Owner, owner};
pub(crate) use org::{Org, OrgSettings};
pub(crate) use tables::{keep_additions, stamp, whole_second};
pub(crate) use tx::Tx;
