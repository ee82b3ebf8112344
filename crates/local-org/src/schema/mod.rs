//! What the org consists of: objects, fields, relationships and user permissions, from data files.

mod additions;
mod changes;
mod data;
mod field;
mod formula;
mod object;
mod parse;
mod permission;

pub(crate) use additions::{AddedField, AddedObject, Additions};
pub(crate) use changes::Definition;
pub(crate) use data::{CLASSIFICATION, ORG as ORG_DATA};
pub(crate) use field::{FieldDef, FieldExtras, FieldType};
pub(crate) use formula::sql_of as formula_sql;
pub(crate) use object::{ChildRelationship, ObjectDef, Schema};
pub(crate) use parse::{FIELD_PREFIX, OBJECT_PREFIX};
pub(crate) use permission::PermissionDef;
