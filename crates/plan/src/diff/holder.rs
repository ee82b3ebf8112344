//! The other users who hold the integration's own set: whoever does has access that nobody declared.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Attribute, Enforce, Kind, Username, WarningCode};

use super::permission_set::{other_holders, some_of, standing_of};
use crate::draft::Draft;
use crate::ownership::Standing;
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let Some(set) = scope
        .permission_set()
        .filter(|set| standing_of(scope, set) == Standing::Ours)
    else {
        return;
    };
    let (theirs, strangers): (Vec<_>, Vec<_>) = other_holders(scope, set)
        .into_iter()
        .partition(|holder| is_of_fleet(scope, holder));
    for holder in &strangers {
        let name = ApiName::new(holder.as_str());
        let held = BTreeMap::from([(Attribute::Name, name.as_str().into())]);
        draft.delete(scope.address(Kind::Holder, &name), held);
    }
    let told = match scope.integration.enforce {
        // The changes say it.
        Enforce::Exact => theirs,
        Enforce::Additive | Enforce::Report | Enforce::Adopt => [theirs, strangers].concat(),
    };
    if !told.is_empty() {
        let names: Vec<_> = told.into_iter().map(Username::as_str).collect();
        draft.warn(
            Some(scope.set_address()),
            WarningCode::OtherHolders,
            format!("{} is also on {}", set.name, some_of(&names)),
        );
    }
}

/// What a user of ours holds is for the spec of its own integration to say.
fn is_of_fleet(scope: &Scope<'_>, holder: &Username) -> bool {
    let declared = scope
        .desired
        .integrations
        .values()
        .any(|one| one.user.username == *holder);
    let mark = scope.live.users.get(holder).and_then(|user| user.mark.as_ref());
    let bearer = ApiName::new(holder.as_str());
    declared || mark.is_some_and(|mark| mark.fleet == scope.desired.fleet && mark.is_of(&bearer))
}
