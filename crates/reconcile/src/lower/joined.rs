//! Licences of packages, public groups and queues that users are in.

use hallpass_model::{Change, Kind};

use super::context::{Context, not_in_org, thing};
use super::rows::{OneRow, Step, create, delete, id, step, unsupported};
use super::{Link, LowerError};

pub(super) fn lower(context: &Context<'_>, change: &Change) -> Result<OneRow, LowerError> {
    let address = &change.address;
    let name = &*thing(address)?;
    let (object, user, what) = match change.kind {
        Kind::PackageLicense => ("UserPackageLicense", "UserId", "PackageLicenseId"),
        _ => ("GroupMember", "UserOrGroupId", "GroupId"),
    };
    match step(change)? {
        Step::Make => {
            let found = context.live.catalog.joinable(change.kind, name);
            let found = found.ok_or_else(|| not_in_org(address, format!("{} {name}", change.kind)))?;
            let fields = [
                id(user, context.user(address)?),
                id(what, Link::Known(found.clone())),
            ];
            Ok(create(address, object, fields))
        }
        Step::Take => {
            let joined = context.live_user(address)?.joined.get(&change.kind);
            let held = joined.and_then(|joined| joined.known()?.get(name).cloned());
            let held = held.ok_or_else(|| not_in_org(address, "the membership"))?;
            Ok(delete(address, object, Link::Known(held)))
        }
        Step::Change => Err(unsupported(change)),
    }
}
