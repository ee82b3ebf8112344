//! The REST API through `handle`, without a network.

mod access;
mod composite;
mod more;
mod provisioning;
mod resources;
mod rows;
