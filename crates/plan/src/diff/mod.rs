//! What differs, kind by kind: one file each, in three shapes.

mod apex_class;
mod app;
mod app_link;
mod assignment;
mod custom_permission;
mod entity;
mod exposed;
mod field;
mod grant;
mod holder;
mod integration;
mod license;
mod login;
mod object;
mod permission_set;
mod profile;
mod system_permission;
mod user;

pub(crate) use integration::differences;
pub(crate) use permission_set::some_of;
