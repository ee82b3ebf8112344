//! What differs, kind by kind: one file each, in three shapes.

mod all_fields;
mod app;
mod app_link;
mod assignment;
mod entity;
mod exposed;
mod field;
mod grant;
mod holder;
mod integration;
mod joined;
mod license;
mod login;
mod object;
mod password;
mod permission_set;
mod profile;
mod setup_entity;
mod system_permission;
mod user;

pub(crate) use integration::differences;
pub(crate) use password::tell_unseen;
pub(crate) use permission_set::some_of;
