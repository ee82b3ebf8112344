//! What the org consists of: objects, fields, relationships and user permissions, from data files.

mod additions;
mod data;
mod field;
mod object;
mod parse;
mod permission;

pub(crate) use additions::{AddedField, AddedObject, Additions};
pub(crate) use data::{CLASSIFICATION, ORG as ORG_DATA};
pub(crate) use field::{FieldDef, FieldType};
pub(crate) use object::{ChildRelationship, ObjectDef, Schema};
pub(crate) use permission::PermissionDef;
