//! Between an org and the words of hallpass: reads live state, lowers plans to operations, runs them.
mod columns;
mod metadata;
mod read;
pub use read::{ReadError, read};
