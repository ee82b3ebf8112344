//! The Enterprise org that a new local org starts as.

mod catalog;
mod content;
mod identities;
mod licenses;
mod people;
mod profiles;
mod sets;
mod whole;

pub(crate) use catalog::{fill as fill_catalogue, is_filled_late, refresh_object};
pub(crate) use content::{class_row, custom_permission_row};
pub(crate) use identities::Identities;
pub(crate) use people::admin_id;
pub(crate) use profiles::{grant_fields, grant_object};
pub(crate) use sets::RUNNER_SET;
pub(crate) use whole::{reset, seed};
