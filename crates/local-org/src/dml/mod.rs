//! Inserts, updates, deletes and upserts as a user: enforcement, validation, rules, audit trail.

mod bin;
mod defaults;
mod fields;
mod lookup;
mod run;
mod upsert;
mod values;

pub(crate) use bin::{Gone, changed_between, deleted_between, purge, undelete};
pub(crate) use lookup::{external_id_field, sees_a_parent};
pub(crate) use run::{delete, existing, insert, update};
pub(crate) use upsert::upsert;
pub(crate) use values::{as_stored, is_email};
