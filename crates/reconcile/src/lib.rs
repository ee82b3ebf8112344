//! Between an org and the words of hallpass: reads live state, lowers plans to operations, runs them.
mod columns;
mod metadata;
mod read;
pub use read::{ReadError, read};
mod lower;
pub use lower::{
    AppDeploy, Cell, Deploy, Link, LowerError, Operation, Row, RowVerb, Rows, Thing, Wave, lower, show,
};
