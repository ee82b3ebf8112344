//! Apps as OAuth and Connect see them: one view over external client apps and connected apps.
//!
//! The view is read from what the Metadata API stores, so that whatever is deployed is what tokens are given by.

mod app;
mod find;
mod read;
pub(crate) mod scopes;
pub(crate) mod secrets;
mod seed;

pub(crate) use app::{App, AppKind, IpRelaxation, PermittedUsers, RefreshPolicy};
pub(crate) use find::{by_consumer_key, by_developer_name, by_id};
pub(crate) use secrets::{Consumer, set_credentials};
pub(crate) use seed::{SeedApp, create_seed_app};

pub(crate) use crate::services::metadata::rest_secrets_allowed;
