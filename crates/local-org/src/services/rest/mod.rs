//! The versioned REST API: resources, describe, rows, collections, composite, batch, limits.

mod call;
mod routes;
mod version;

pub(crate) use call::Call;
pub(crate) use routes::handle;
pub(crate) use version::{LATEST, Version};
