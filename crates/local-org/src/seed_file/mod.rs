//! Seed files: what a local org is to hold, in YAML.

mod additions;
mod apply;
mod file;
mod node;
mod parse;
mod problem;
mod repeat;
mod shape;
#[cfg(test)]
mod tests;

pub(crate) use apply::{apply, grant_added};
pub use file::Seed;
pub use problem::{SeedError, SeedProblem};
pub use shape::SEED_SCHEMA;
