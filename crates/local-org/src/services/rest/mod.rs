//! The versioned REST API: resources, describe, rows, collections, composite, batch, limits.

mod batch;
mod call;
mod collections;
mod composite;
mod describe;
mod describe_field;
mod describe_global;
mod etag;
mod graph;
mod layouts;
mod limits;
mod methods;
mod password;
mod references;
mod related;
mod replication;
mod resources;
mod routes;
mod rows;
mod shape;
#[cfg(test)]
mod tests;
mod tree;
mod version;

pub(crate) use call::Call;
pub(crate) use limits::DAILY_CALLS;
pub(crate) use password::{reset as reset_password, set as set_password};
pub(crate) use routes::{dispatch, handle};
pub(crate) use version::{LATEST, Version};
