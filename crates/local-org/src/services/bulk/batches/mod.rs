//! The older Bulk API: jobs of batches, below `/services/async`.
//!
//! Source: Bulk API 2.0 and Bulk API Developer Guide, "Bulk API". A batch is worked off when it is added.

mod batch;
mod data;
mod format;
mod handle;
mod keep;

pub(crate) use handle::handle;
pub(crate) use keep::TABLES;
