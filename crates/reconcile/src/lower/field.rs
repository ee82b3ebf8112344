//! Grants on fields.

use hallpass_model::{Change, Target};

use super::context::{Context, name, not_in_plan, verbs};
use super::rows::{OneRow, Step, create, delete, flag, id, step, text, update};
use super::{Cell, LowerError};
use crate::columns::FIELD_VERBS;

const OBJECT: &str = "FieldPermissions";

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let full = name(address)?.as_str();
    let (object, field) = full
        .split_once('.')
        .ok_or_else(|| not_in_plan(address, "the object of the field"))?;
    let target = Target::Field {
        object: object.into(),
        field: field.into(),
    };
    match step(change)? {
        Step::Make => {
            let key = [
                id("ParentId", context.set(address)?),
                text("SobjectType", object),
                text("Field", full),
            ];
            Ok(create(address, OBJECT, key.into_iter().chain(columns(change))))
        }
        Step::Change => Ok(update(
            address,
            OBJECT,
            context.grant_row(address, &target)?,
            columns(change),
        )),
        Step::Take => Ok(delete(address, OBJECT, context.grant_row(address, &target)?)),
    }
}

fn columns(change: &Change) -> impl Iterator<Item = (String, Cell)> {
    let verbs = verbs(change);
    FIELD_VERBS
        .into_iter()
        .map(move |(verb, column)| flag(column, verbs.has(verb)))
}
