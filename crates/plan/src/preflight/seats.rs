//! Whether seats of licences are free, counting what this very plan takes.

use std::collections::BTreeMap;

use hallpass_model::{
    Action, ApiName, Attribute, BlockReason, Change, Kind, Seats, State, Value, WarningCode,
};

use crate::draft::Draft;
use crate::scope::Scope;

/// At this many seats left after the plan, a person should know.
const FEW: i64 = 1;

/// Only active users take a seat, so coming back takes one too, and a move to another licence's profile as well.
pub(super) fn of_users(drafts: &mut [(Scope<'_>, Draft)]) {
    let mut taken = BTreeMap::new();
    for (scope, draft) in drafts {
        let license = scope.integration.user.license.as_str();
        let seats = scope.catalog().user_licenses.get(license);
        let takes = |change: &Change| change.kind == Kind::User && takes_seat(scope, change);
        take(&mut taken, license, seats, draft, takes);
    }
}

fn takes_seat(scope: &Scope<'_>, change: &Change) -> bool {
    let after = change.after.as_ref().and_then(State::attributes);
    let comes_back = after.is_some_and(|after| after.get(&Attribute::Active) == Some(&Value::Flag(true)));
    let live = scope.user().and_then(|user| user.license.known());
    let moves = after.is_some_and(|after| after.contains_key(&Attribute::Profile))
        && live.is_some_and(|live| *live != scope.integration.user.license);
    change.action == Action::Create || comes_back || moves
}

/// Licences of packages, one a seat; site licences have no seats, and nobody is given one.
pub(super) fn of_package_licenses(drafts: &mut [(Scope<'_>, Draft)]) {
    let mut taken: BTreeMap<ApiName, BTreeMap<&str, i64>> = BTreeMap::new();
    for (scope, draft) in drafts {
        let declared = scope.integration.joins.get(&Kind::PackageLicense);
        for name in declared.into_iter().flatten() {
            let seats = scope.catalog().package_licenses.get(name);
            let takes = |change: &Change| gives(change, Kind::PackageLicense, name);
            let taken = taken.entry(name.clone()).or_default();
            take(taken, name.as_str(), seats, draft, takes);
        }
    }
}

fn gives(change: &Change, kind: Kind, name: &ApiName) -> bool {
    change.kind == kind && change.action == Action::Create && change.address.name.as_ref() == Some(name)
}

/// Permission set licences, one assignment a seat.
pub(super) fn of_permission_set_licenses(drafts: &mut [(Scope<'_>, Draft)]) {
    let mut taken: BTreeMap<ApiName, BTreeMap<&str, i64>> = BTreeMap::new();
    for (scope, draft) in drafts {
        for name in &scope.integration.licenses {
            let seats = scope.catalog().permission_set_licenses.get(name);
            let takes = |change: &Change| gives(change, Kind::License, name);
            take(
                taken.entry(name.clone()).or_default(),
                name.as_str(),
                seats,
                draft,
                takes,
            );
        }
    }
}

fn take<'n>(
    taken: &mut BTreeMap<&'n str, i64>,
    license: &'n str,
    seats: Option<&Seats>,
    draft: &mut Draft,
    takes: impl Fn(&Change) -> bool,
) {
    let (Some(at), Some(seats)) = (draft.changes.iter().position(takes), seats) else {
        return;
    };
    let taken = taken.entry(license).or_default();
    let free = seats.total - seats.used - *taken;
    let address = draft.changes[at].address.clone();
    if free <= 0 {
        draft.changes.remove(at);
        draft.block(
            address,
            BlockReason::NoSeat,
            format!("no seat of licence {license} is free: {}", use_of(seats, *taken)),
            "free a seat by deactivating a user or taking a licence away, or buy more",
        );
        return;
    }
    *taken += 1;
    if free - 1 <= FEW {
        draft.warn(
            Some(address),
            WarningCode::SeatsLow,
            format!(
                "{} of {} seats of licence {license} are left after this",
                free - 1,
                seats.total
            ),
        );
    }
}

fn use_of(seats: &Seats, taken: i64) -> String {
    let Seats { id: _, total, used } = seats;
    match taken {
        0 => format!("{used} of {total} are taken"),
        more => format!("{used} of {total} are taken, and {more} more by this plan"),
    }
}
