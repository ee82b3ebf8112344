//! From a seed file to rows.

mod apps;
mod code;
mod objects;
mod organization;
mod rows;
mod sets;
mod users;
mod whole;
mod work;

pub(crate) use objects::grant_added;
pub(crate) use whole::apply;
