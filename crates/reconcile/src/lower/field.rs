//! Grants on fields.

use hallpass_model::{Change, Target};

use super::LowerError;
use super::context::{Context, name, not_in_plan};
use super::rows::{OneRow, text};
use super::verb_row::VerbRow;
use crate::columns::FIELD_VERBS;

const ROW: VerbRow = VerbRow {
    object: "FieldPermissions",
    columns: &FIELD_VERBS,
};

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let full = name(&change.address)?.as_str();
    let (object, field) = full
        .split_once('.')
        .ok_or_else(|| not_in_plan(&change.address, "the object of the field"))?;
    let target = Target::Field {
        object: object.into(),
        field: field.into(),
    };
    let named = vec![text("SobjectType", object), text("Field", full)];
    ROW.lower(context, change, &target, named)
}
