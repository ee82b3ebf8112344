//! From a spec to what is desired in one org: defaults filled, suffixes applied, placeholders replaced.

mod app;
mod grants;
mod integration;
mod org;
mod placeholder;
mod resolved;
mod user;

pub(crate) use integration::{app_names, set_name};
pub use org::{Auth, OrgSettings, OrgTarget};
pub(crate) use placeholder::{Substitution, substitute};
pub use resolved::{Resolved, resolve};
