//! The sets and groups that the user holds.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Attribute, Attributes, BlockReason, Kind, WarningCode};

use crate::draft::Draft;
use crate::keyed::{Keyed, keyed};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let none = BTreeMap::new();
    let live = scope.user().map_or(&none, |user| &*user.assignments);
    let declared = BTreeSet::from([&scope.integration.permission_set.name]);
    for found in keyed(live.iter(), declared.into_iter().map(|name| (name, ()))) {
        match found {
            Keyed::Both(..) => draft.unchanged += 1,
            Keyed::Missing(name, ()) => {
                draft.create(scope.address(Kind::Assignment, name), attributes(name));
            }
            Keyed::Extra(name, _) => extra(scope, name, draft),
        }
    }
    unsettled(scope, draft);
    for name in &scope.integration.also_assigned {
        if !live.contains_key(name) && !scope.catalog().permission_sets.contains_key(name) {
            draft.block(
                scope.address(Kind::Assignment, name),
                BlockReason::NoPermissionSet,
                format!("the org has no permission set or group {name}"),
                "correct the name under `also_assigned`, or take it out",
            );
        }
    }
}

/// What a group gives is worked out by the org in its own time: until then its user has what the group gave before.
/// Nothing of a plan rests on it, so nothing waits for it.
fn unsettled(scope: &Scope<'_>, draft: &mut Draft) {
    let groups = scope.user().map(|user| &user.unsettled).into_iter().flatten();
    for (group, status) in groups {
        let state = match status.as_str() {
            "Failed" => {
                "the org could not work out what it gives: its user has what it gave before, until somebody \
                         recalculates it in Setup"
                    .to_owned()
            }
            _ => format!(
                "the org is still working out what it gives ({status}): until then its user has what it gave before"
            ),
        };
        draft.warn(
            Some(scope.address(Kind::Assignment, group)),
            WarningCode::Other,
            format!("group {group}: {state}"),
        );
    }
}

fn extra(scope: &Scope<'_>, name: &ApiName, draft: &mut Draft) {
    let address = scope.address(Kind::Assignment, name);
    match scope.integration.also_assigned.contains(name) {
        true => draft.leave(address, "allowed by `also_assigned` and managed elsewhere"),
        false => draft.delete(address, attributes(name)),
    }
}

fn attributes(name: &ApiName) -> Attributes {
    BTreeMap::from([(Attribute::Name, name.as_str().into())])
}
