//! Jobs as clients live through them.

mod ingest;
mod query;
mod world;
