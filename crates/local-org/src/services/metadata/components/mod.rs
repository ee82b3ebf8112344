//! The stored components: how each kind is listed, read, saved and deleted.

mod apex_class;
mod app_header;
mod app_links;
mod auto_policies;
mod certificate;
mod component;
mod connected_app;
mod custom_field;
mod custom_object;
mod defaults;
pub(crate) mod documents;
mod external_credential;
mod flow;
mod global_oauth;
mod muting;
mod named_rows;
mod names;
mod oauth_policies;
mod oauth_settings;
mod permission_set;
mod permission_set_group;
mod policies;
mod profile;
mod profile_new;
mod queue_members;
mod run_as;
mod satellite;
mod settings;

pub(crate) use auto_policies::complete_apps;
pub(crate) use component::{Listing, Saved, Work, delete, exists, list, read, read_name, rename, save};
pub(crate) use run_as::user_renamed;
#[cfg(test)]
pub(crate) use settings::defaults as settings_of;
pub(crate) use settings::{rest_secrets_allowed, setting};
