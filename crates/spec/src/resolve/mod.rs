//! From a spec to what is desired in one org: defaults filled, suffixes applied, placeholders replaced.

mod app;
mod grants;
mod integration;
mod login;
mod org;
mod policy;
mod resolved;
mod retire;
mod user;

pub(crate) use grants::{Granted, granted};
pub(crate) use integration::text;
pub use org::{Auth, OrgSettings, OrgTarget};
pub use resolved::{Resolved, resolve};
pub use retire::DEFAULT_GRACE_DAYS;
