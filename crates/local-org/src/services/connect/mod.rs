//! Connect REST: credentials of apps, and their usage.

mod credentials;
mod gate;
mod pairs;
mod routes;
mod staged;
#[cfg(test)]
mod tests;
mod usage;

pub(crate) use pairs::{TABLES, staged_key};
pub(crate) use routes::handle;
