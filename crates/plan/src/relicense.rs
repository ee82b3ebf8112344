//! A user that moves to a profile of another licence: what it holds is taken off first, and put back afterwards.
//!
//! A set that is tied to a user licence goes to users of that licence alone, and what a set grants is held against the
//! licence when it is assigned (Object Reference, PermissionSet and PermissionSetAssignment). So an org refuses to move a
//! user who holds what the new licence does not allow, and what allows it may not be held before the move.

use hallpass_model::{
    Action, Address, ApiName, Attribute, Attributes, BlockReason, Change, Kind, LiveAssignment, LiveUser,
    Reason, RecordId, State,
};

use crate::draft::Draft;
use crate::scope::Scope;

/// What the ids of user licences begin with (Object Reference, UserLicense).
const USER_LICENSE: &str = "100";

/// Adds to a draft that what the user holds, and keeps, makes room for the move.
pub(crate) fn relicense(scope: &Scope<'_>, draft: &mut Draft) {
    let Some((user, _)) = scope.user().zip(moves(scope, &draft.changes)) else {
        return;
    };
    if let Some((name, license)) = tied(scope, user, draft) {
        return refuse(scope, name, &license, draft);
    }
    let licenses = user.licenses.keys().map(|name| (Kind::License, name));
    let assignments = user.assignments.keys().map(|name| (Kind::Assignment, name));
    for (kind, name) in licenses.chain(assignments) {
        let address = scope.address(kind, name);
        if !draft.changes.iter().any(|change| change.address == address) {
            put_back(scope, address, name, draft);
        }
    }
}

/// Returns the licence that the user leaves, where the changes move it to a profile of another.
pub(crate) fn moves<'a>(scope: &Scope<'a>, changes: &[Change]) -> Option<&'a str> {
    let left = scope.user()?.license.known()?;
    let gets_profile = changes.iter().any(|change| {
        let after = change.after.as_ref().and_then(State::attributes);
        change.address == scope.user_address()
            && after.is_some_and(|after| after.contains_key(&Attribute::Profile))
    });
    (gets_profile && *left != scope.integration.user.license).then_some(left)
}

/// A set that stays on the user and is tied to a licence that it will not have.
fn tied<'a>(scope: &Scope<'a>, user: &'a LiveUser, draft: &Draft) -> Option<(&'a ApiName, RecordId)> {
    let target = scope.catalog().user_licenses.get(&scope.integration.user.license);
    let of_another = |held: &LiveAssignment| {
        let license = held.license.clone()?;
        let is_other = target.is_none_or(|target| target.id != license);
        (license.as_str().starts_with(USER_LICENSE) && is_other).then_some(license)
    };
    user.assignments.iter().find_map(|(name, held)| {
        let address = scope.address(Kind::Assignment, name);
        let goes = draft.changes.iter().any(|change| change.address == address);
        of_another(held).filter(|_| !goes).map(|license| (name, license))
    })
}

fn refuse(scope: &Scope<'_>, set: &ApiName, license: &RecordId, draft: &mut Draft) {
    let mut all = scope.catalog().user_licenses.iter();
    let license = all.find(|(_, seats)| seats.id == *license).map_or_else(
        || "another licence".to_owned(),
        |(name, _)| format!("licence {name}"),
    );
    let user = scope.user_address();
    draft.changes.retain(|change| change.address != user);
    draft.block(
        user,
        BlockReason::NoLicense,
        format!(
            "{} holds {set}, which is for users of {license} alone, and cannot move to {} with it",
            scope.integration.user.username, scope.integration.user.license
        ),
        format!("make {set} anew without a licence, or take it off the user"),
    );
}

fn put_back(scope: &Scope<'_>, address: Address, name: &ApiName, draft: &mut Draft) {
    let held = || {
        Some(State::Attributes(Attributes::from([(
            Attribute::Name,
            name.as_str().into(),
        )])))
    };
    let is_declared = match address.kind {
        Kind::License => scope.integration.licenses.contains(name),
        _ => *name == scope.integration.permission_set.name,
    };
    // It was counted as something with which nothing happens.
    draft.unchanged -= u64::from(is_declared);
    draft.change(address, Action::Replace, Reason::Relicensed, held(), held());
}
