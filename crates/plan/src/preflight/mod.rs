//! What cannot work is found before any write.

mod near;
mod running_user;
mod seats;
mod target;

use crate::draft::Draft;
use crate::prune::prune;
use crate::scope::Scope;

pub(crate) use near::near;
pub(crate) use running_user::running_user_lacks;
pub(crate) use target::missing_target;

/// Takes out of the drafts what the org would refuse, and then what waits for it.
///
/// Seats come after everything else: what is blocked for another reason takes none.
pub(crate) fn preflight(drafts: &mut [(Scope<'_>, Draft)]) {
    for (scope, draft) in drafts.iter_mut() {
        let lacks = running_user_lacks(scope.live, &mut draft.changes);
        draft.blocked.extend(lacks);
        prune(scope, draft);
    }
    seats::of_users(drafts);
    prune_all(drafts);
    seats::of_permission_set_licenses(drafts);
    seats::of_package_licenses(drafts);
    prune_all(drafts);
}

fn prune_all(drafts: &mut [(Scope<'_>, Draft)]) {
    for (scope, draft) in drafts {
        prune(scope, draft);
    }
}
