//! The integration's own permission set: its header.

use std::collections::BTreeMap;

use hallpass_model::{
    ApiName, Attribute, BlockReason, LivePermissionSet, PermissionSet, Username, WarningCode,
};

use super::entity::{Entity, Wanted, diff as entity, wanted_text};
use crate::draft::Draft;
use crate::observed;
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let declared = &scope.integration.permission_set;
    let live = scope.permission_set();
    let standing = live.map_or(Standing::Missing, |set| standing_of(scope, set));
    if let (Standing::Ours, Some(set)) = (&standing, live) {
        warn_of_other_holders(scope, set, draft);
    }
    entity(
        draft,
        Entity {
            address: scope.set_address(),
            standing,
            live: live.map(observed::permission_set).unwrap_or_default(),
            wanted: wanted(declared),
            identity: BTreeMap::from([(Attribute::Name, declared.name.as_str().into())]),
            mark: scope.mark(&declared.name),
        },
    );
}

fn wanted(declared: &PermissionSet) -> Wanted {
    let PermissionSet {
        name: _,
        label,
        description,
    } = declared;
    BTreeMap::from([
        (Attribute::Label, wanted_text(label)),
        (Attribute::Description, wanted_text(description)),
    ])
}

fn standing_of(scope: &Scope<'_>, set: &LivePermissionSet) -> Standing {
    if set.holders.contains(&scope.live.running_user.username) {
        return Standing::Refused(Refusal {
            reason: BlockReason::OwnAccess,
            message: format!(
                "{} is held by {}, the user as whom hallpass runs",
                set.name, scope.live.running_user.username
            ),
            hint: "run hallpass as another user, or take the set from this one".to_owned(),
        });
    }
    standing(scope, &scope.integration.permission_set.name, set.mark.as_ref())
}

fn other_holders<'s>(scope: &Scope<'s>, set: &'s LivePermissionSet) -> Vec<&'s str> {
    set.holders
        .iter()
        .filter(|holder| **holder != scope.integration.user.username)
        .map(Username::as_str)
        .collect()
}

fn warn_of_other_holders(scope: &Scope<'_>, set: &LivePermissionSet, draft: &mut Draft) {
    let others = other_holders(scope, set);
    if !others.is_empty() {
        draft.warn(
            Some(scope.set_address()),
            WarningCode::OtherHolders,
            format!("{} is also on {}", set.name, some_of(&others)),
        );
    }
}

/// Returns why changing the set would change what others have, if it would.
pub(super) fn shared(scope: &Scope<'_>) -> Option<Refusal> {
    let set = scope.permission_set()?;
    if !matches!(standing_of(scope, set), Standing::Ours | Standing::Adoptable) {
        return None;
    }
    let why = shared_with(scope, set)?;
    Some(Refusal {
        reason: BlockReason::Shared,
        message: format!("permission set {} {why}", set.name),
        hint: "give the integration a set of its own: name a new one under `permission_set.name`, apply, then take the old one away".to_owned(),
    })
}

fn shared_with(scope: &Scope<'_>, set: &LivePermissionSet) -> Option<String> {
    let groups: Vec<_> = set.groups.iter().map(ApiName::as_str).collect();
    let others = other_holders(scope, set);
    let ours = standing_of(scope, set) == Standing::Ours;
    if let Some(namespace) = &set.namespace {
        Some(format!("comes from the managed package {namespace}"))
    } else if set.needs_activation {
        Some("counts only in activated sessions".to_owned())
    } else if !groups.is_empty() {
        Some(format!("is part of the groups {}", some_of(&groups)))
    } else if !fits_license(scope, set) {
        Some("is tied to a licence that the integration does not have".to_owned())
    } else if !ours && !others.is_empty() {
        Some(format!("is also on {}", some_of(&others)))
    } else {
        None
    }
}

/// A set may be tied to the user's licence or to a permission set licence that the user gets.
fn fits_license(scope: &Scope<'_>, set: &LivePermissionSet) -> bool {
    let catalog = scope.catalog();
    let own = catalog.user_licenses.get(&scope.integration.user.license);
    let held = scope
        .integration
        .licenses
        .iter()
        .filter_map(|name| catalog.permission_set_licenses.get(name));
    set.license_id
        .as_ref()
        .is_none_or(|id| own.into_iter().chain(held).any(|seats| seats.id == *id))
}

/// Names at most three, and counts the rest.
fn some_of(names: &[&str]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => names.join(", "),
    }
}
