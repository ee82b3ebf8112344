//! What a caller may see and touch.

mod access;
mod caller;
mod catalogue;
mod compute;
mod derived;
mod grants;
#[cfg(test)]
mod oracle;
mod setup;

pub(crate) use access::{Access, FieldAccess, ObjectAccess};
pub(crate) use caller::{Caller, SessionInfo, row_filter, sees_row};
pub(crate) use catalogue::listed;
pub(crate) use compute::{access_in, access_of};
pub(crate) use derived::is_object_permissionable;
pub(crate) use grants::field_permission_name;
