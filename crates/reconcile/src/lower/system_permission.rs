//! User permissions: columns of the set's own row.

use hallpass_model::Change;

use super::LowerError;
use super::context::{Context, name};
use super::rows::{OneRow, Step, flag, step, unsupported, update};
use crate::columns::SYSTEM_PREFIX;

/// One column of the set. The columns of one set are put into one row by [`super::waves`].
pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let column = format!("{SYSTEM_PREFIX}{}", name(address)?);
    let granted = match step(change)? {
        Step::Make => true,
        Step::Take => false,
        Step::Change => return Err(unsupported(change)),
    };
    Ok(update(
        address,
        "PermissionSet",
        context.set(address)?,
        [flag(&column, granted)],
    ))
}
