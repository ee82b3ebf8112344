//! A collection for Postman and Newman, in their format v2.1, and the environment that it runs in.
//!
//! The collection holds no secret and may be shared; the environment holds it all.

mod collection;
mod environment;
mod exercise;
mod objects;
mod refused;
mod request;
mod services;
#[cfg(test)]
mod tests;
mod token;
mod writes;

use std::path::{Path, PathBuf};

pub(super) use collection::collection;
pub(super) use environment::environment;
pub use exercise::Exercise;

use super::Stamp;

/// Where the collection is written.
pub(super) fn collection_file(folder: &Path, stamp: &Stamp) -> PathBuf {
    folder.join(format!("{}.postman_collection.json", name(stamp)))
}

/// Where the environment is written.
pub(super) fn environment_file(folder: &Path, stamp: &Stamp) -> PathBuf {
    folder.join(format!("{}.postman_environment.json", name(stamp)))
}

fn name(stamp: &Stamp) -> String {
    format!("{}.{}", stamp.integration, stamp.org)
}
