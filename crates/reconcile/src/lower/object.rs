//! Grants on objects.

use hallpass_model::{Change, Target};

use super::context::{Context, name, verbs};
use super::rows::{OneRow, Step, create, delete, flag, id, step, text, update};
use super::{Cell, LowerError};
use crate::columns::OBJECT_VERBS;

const OBJECT: &str = "ObjectPermissions";

/// A row is always written with all of its verbs, and deleted when none is left: an update to none makes the org
/// delete it, and later calls by its id fail (Object Reference, PermissionSet).
pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let object = name(address)?;
    let target = Target::Object(object.clone());
    match step(change)? {
        Step::Make => {
            let key = [
                id("ParentId", context.set(address)?),
                text("SobjectType", object.as_str()),
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
    OBJECT_VERBS
        .into_iter()
        .map(move |(verb, column)| flag(column, verbs.has(verb)))
}
