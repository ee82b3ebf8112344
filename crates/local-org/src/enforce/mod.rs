//! What a caller may see and touch.

mod access;
mod caller;

pub(crate) use access::{Access, FieldAccess, ObjectAccess, access_of};
pub(crate) use caller::{Caller, SessionInfo};
