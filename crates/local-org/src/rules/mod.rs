//! What each object asks of its rows beyond types: a file an object.

mod auth_session;
mod ceiling;
mod dependencies;
pub(crate) mod duties;
mod field_permissions;
mod groups;
mod muting_permission_set;
mod names;
mod object_permissions;
mod people;
mod permission_set;
mod permission_set_assignment;
mod permission_set_license_assign;
mod profile;
mod rule;
mod seats;
mod session_perm_set_activation;
mod setup_entity_access;
mod sharing_groups;
#[cfg(test)]
mod tests;
mod user;
mod user_login;
mod user_package_license;
mod user_role;

pub(crate) use groups::settle as settle_groups;
pub(crate) use names::check_developer_name;
pub(crate) use profile::own_set_name;
pub(crate) use rule::of;
pub(crate) use setup_entity_access::access_type;
pub(crate) use user::confirm_email;
pub(crate) use user_role::make_groups as make_role_groups;
