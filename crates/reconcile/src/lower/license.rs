//! Permission set licences that users hold.

use hallpass_model::Change;

use super::context::{Context, not_in_org, thing};
use super::rows::{OneRow, Step, create, delete, id, step, unsupported};
use super::{Link, LowerError};

const OBJECT: &str = "PermissionSetLicenseAssign";

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let license = &*thing(address)?;
    match step(change)? {
        Step::Make => {
            let facts = context.live.catalog.permission_set_licenses.get(license);
            let facts =
                facts.ok_or_else(|| not_in_org(address, format!("permission set licence {license}")))?;
            let fields = [
                id("AssigneeId", context.user(address)?),
                id("PermissionSetLicenseId", Link::Known(facts.id.clone())),
            ];
            Ok(create(address, OBJECT, fields))
        }
        Step::Take => {
            let held = context.live_user(address)?.licenses.get(license).cloned();
            let held = held.ok_or_else(|| not_in_org(address, "the licence's assignment"))?;
            Ok(delete(address, OBJECT, Link::Known(held)))
        }
        Step::Change => Err(unsupported(change)),
    }
}
