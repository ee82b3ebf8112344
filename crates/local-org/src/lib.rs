//! A Salesforce org in one process: SQLite inside, HTTP outside, with the same paths, bodies and refusals.
//!
//! The org is described by data files (`data/`), kept by the store, guarded by effective access
//! and rules, and answered by one folder a surface below `services/`. Everything but the HTTP shell is
//! synchronous: a request goes in, an answer comes out.

// One describe of a field is one long literal.
#![recursion_limit = "256"]

#[cfg(doctest)]
#[doc = include_str!("../README.md")]
struct Readme;

mod apps;
mod dml;
mod enforce;
mod error;
pub mod facts;
#[cfg(any(test, feature = "fuzz"))]
pub mod hostile;
mod random;
#[cfg(test)]
mod refusals;
mod rules;
mod running;
mod schema;
mod seed;
mod seed_file;
mod server;
mod services;
mod sessions;
mod standard_profiles;
mod store;
#[cfg(test)]
mod testing;
mod value;

pub use running::{Call, Credentials, LocalOrg, Options, Refused, StartError};
pub use seed_file::{SEED_SCHEMA, Seed, SeedError, SeedProblem};
pub use store::{Fault, FolderError, Owner, owner};
