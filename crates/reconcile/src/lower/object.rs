//! Grants on objects.

use hallpass_model::{Change, Target};

use super::LowerError;
use super::context::{Context, name};
use super::rows::{OneRow, text};
use super::verb_row::VerbRow;
use crate::columns::OBJECT_VERBS;

const ROW: VerbRow = VerbRow {
    object: "ObjectPermissions",
    columns: &OBJECT_VERBS,
};

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let object = name(&change.address)?;
    let named = vec![text("SobjectType", object.as_str())];
    ROW.lower(context, change, &Target::Object(object.clone()), named)
}
