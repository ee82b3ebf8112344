//! The HTTP shell and what it hands requests to.

mod answer;
mod authority;
mod caller;
mod encoding;
mod json;
mod limits;
mod message;
mod routes;
mod shell;
mod tls;

pub(crate) use authority::Authority;
pub(crate) use message::{Request, Response};
pub(crate) use routes::handle;
pub(crate) use shell::{Place, Shell};
