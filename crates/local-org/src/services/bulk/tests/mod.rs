//! Jobs as clients live through them.

mod batches;
mod ingest;
mod query;
mod world;
