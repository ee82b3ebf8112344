//! The HTTP shell and what it hands requests to.

mod message;
mod routes;
mod shell;

pub(crate) use message::{Request, Response};
pub(crate) use routes::handle;
pub(crate) use shell::Shell;
