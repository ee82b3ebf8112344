//! Bulk API 2.0: ingest and query jobs, below `/services/data/vX/jobs`.
//!
//! Source: Bulk API 2.0 and Bulk API Developer Guide. A job is worked off the moment it is handed over, in the same
//! transaction; every row is written as the caller, and one that is refused leaves the others alone.

mod batches;
mod dialect;
mod ingest;
mod job;
mod keep;
mod load;
mod query;
mod request;
mod routes;
mod table;
#[cfg(test)]
mod tests;

pub(crate) use batches::{TABLES as BATCH_TABLES, handle as batches};
pub(crate) use keep::TABLES;
pub(crate) use routes::handle;
