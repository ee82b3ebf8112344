//! Sets and groups that users hold.

use hallpass_model::{Change, Username};

use super::context::{Context, name, not_in_org, thing};
use super::rows::{OneRow, Step, create, delete, id, step, unsupported};
use super::{Link, LowerError};

const OBJECT: &str = "PermissionSetAssignment";

/// What the ids of permission set groups start with (Object Reference, PermissionSetGroup).
const GROUP_PREFIX: &str = "0PG";

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    match step(change)? {
        Step::Make => {
            let held = held(context, change)?;
            let is_group = matches!(&held, Link::Known(id) if id.as_str().starts_with(GROUP_PREFIX));
            let column = if is_group {
                "PermissionSetGroupId"
            } else {
                "PermissionSetId"
            };
            Ok(create(
                address,
                OBJECT,
                [id("AssigneeId", context.user(address)?), id(column, held)],
            ))
        }
        Step::Take => {
            let set = &*thing(address)?;
            let assignment = context.live_user(address)?.assignments.get(set);
            let assignment = assignment.ok_or_else(|| not_in_org(address, "the assignment"))?;
            Ok(delete(address, OBJECT, Link::Known(assignment.id.clone())))
        }
        Step::Change => Err(unsupported(change)),
    }
}

/// Another user's assignment of the integration's own set: it only ever goes.
pub(super) fn lower_holder(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let holder = Username::new(name(address)?.as_str());
    let held = context.live_set(address)?.holders.get(&holder).cloned();
    match step(change)? {
        Step::Take => {
            let held = held.ok_or_else(|| not_in_org(address, "the assignment"))?;
            Ok(delete(address, OBJECT, Link::Known(held)))
        }
        Step::Make | Step::Change => Err(unsupported(change)),
    }
}

/// The integration's own set, or one that is managed elsewhere.
fn held(context: &Context<'_>, change: &Change) -> Result<Link, LowerError> {
    let address = &change.address;
    let set = &*thing(address)?;
    if *set == context.bearer(address)?.permission_set {
        return context.set(address);
    }
    let elsewhere = context.live.catalog.permission_sets.get(set);
    let ours = || context.live.permission_sets.get(set).map(|set| &set.id);
    let others = || context.live.elsewhere.sets.get(set).map(|set| &set.id);
    let found = elsewhere.or_else(ours).or_else(others);
    let found = found.cloned().map(Link::Known);
    found.ok_or_else(|| not_in_org(address, format!("permission set or group {set}")))
}
