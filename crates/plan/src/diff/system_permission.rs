//! User permissions by API name.

use hallpass_model::{Kind, Target, Verbs};

use super::grant::{LiveGrants, of_kind, settle};
use crate::draft::Draft;
use crate::keyed::Keyed;
use crate::normalise::brought_along;
use crate::scope::Scope;

/// What the platform switched on because a declared permission requires it is left on: it would come back.
pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    let brought = brought_along(&scope.integration.grants);
    let is_brought = |target: &Target| brought.contains(&target.name());
    for found in of_kind(scope, live, Kind::SystemPermission) {
        match found {
            Keyed::Both(target, live, desired) => settle(scope, draft, target, live, desired),
            Keyed::Missing(target, desired) => settle(scope, draft, target, Verbs::NONE, desired),
            Keyed::Extra(target, _) if is_brought(target) => {
                draft.leave(scope.grant(target), "a declared permission requires it");
            }
            Keyed::Extra(target, live) => settle(scope, draft, target, live, Verbs::NONE),
        }
    }
}
