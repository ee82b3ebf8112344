//! User permissions by API name.

use hallpass_model::{ApiName, Kind, Target, Verbs, WarningCode, brings, brought_along};

use super::grant::{LiveGrants, of_kind, settle};
use crate::draft::Draft;
use crate::keyed::Keyed;
use crate::scope::Scope;

/// What the platform switched on because a declared permission requires it is left on: it would come back.
pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    let brought = brought_along(&scope.integration.grants);
    let is_brought = |target: &Target| brought.contains(&target.name());
    for found in of_kind(scope, live, Kind::SystemPermission) {
        match found {
            Keyed::Both(target, live, desired) => settle(scope, draft, target, live, desired),
            Keyed::Missing(target, desired) => {
                warn_of_required(scope, target, draft);
                settle(scope, draft, target, Verbs::NONE, desired);
            }
            Keyed::Extra(target, _) if is_brought(target) => {
                draft.leave(scope.grant(target), "a declared permission requires it");
            }
            Keyed::Extra(target, live) => settle(scope, draft, target, live, Verbs::NONE),
        }
    }
}

/// Setup switches required permissions on by itself, the API refuses to go without them.
fn warn_of_required(scope: &Scope<'_>, target: &Target, draft: &mut Draft) {
    let name = target.name();
    let declared = |other: &ApiName| {
        scope
            .integration
            .grants
            .contains_key(&Target::SystemPermission(other.clone()))
    };
    let required: Vec<&str> = brings(&name)
        .iter()
        .copied()
        .filter(|other| {
            let other = ApiName::from(*other);
            scope.catalog().system_permissions.contains(&other) && !declared(&other)
        })
        .collect();
    if !required.is_empty() {
        let required = required.join(", ");
        draft.warn(
            Some(scope.grant(target)),
            WarningCode::Other,
            format!("{name} requires {required}, which the spec does not hold: an org may refuse it"),
        );
    }
}
