//! The integration's own permission set: its header.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, Attribute, BlockReason, LivePermissionSet, PermissionSet, Username};

use super::entity::{Entity, Wanted, diff as entity, wanted_text};
use crate::draft::Draft;
use crate::observed;
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let declared = &scope.integration.permission_set;
    let live = scope.permission_set();
    let standing = live.map_or(Standing::Missing, |set| standing_of(scope, set));
    entity(
        draft,
        Entity {
            address: scope.set_address(),
            standing,
            live: live.map(observed::permission_set).unwrap_or_default(),
            wanted: wanted(declared, live),
            identity: BTreeMap::from([(Attribute::Name, declared.name.as_str().into())]),
            mark: scope.lasting_mark(&declared.name, live.and_then(|set| set.mark.as_ref())),
        },
    );
}

fn wanted(declared: &PermissionSet, live: Option<&LivePermissionSet>) -> Wanted {
    let PermissionSet {
        name,
        label,
        description,
    } = declared;
    // A set that had the name of before is renamed. Its own name in another case is its own name.
    let new_name = live.filter(|set| set.name != *name).map(|_| name.as_str().into());
    BTreeMap::from([
        (Attribute::Name, new_name.into()),
        (Attribute::Label, wanted_text(label)),
        (Attribute::Description, wanted_text(description)),
    ])
}

pub(super) fn standing_of(scope: &Scope<'_>, set: &LivePermissionSet) -> Standing {
    if set.holders.contains_key(&scope.live.running_user.username) {
        return Standing::Refused(Refusal {
            reason: BlockReason::OwnAccess,
            message: format!(
                "{} is held by {}, the user as whom hallpass runs",
                set.name, scope.live.running_user.username
            ),
            hint: "run hallpass as another user, or take the set from this one".to_owned(),
        });
    }
    standing(scope, &set.name, set.mark.as_ref())
}

/// Tabs show things and give no access to them: what somebody added is told and left.
pub(super) fn tell_tabs(scope: &Scope<'_>, draft: &mut Draft) {
    let ours = scope
        .permission_set()
        .filter(|set| standing_of(scope, set) == Standing::Ours && !set.tabs.is_empty());
    if let Some(set) = ours {
        let tabs: Vec<&str> = set.tabs.iter().map(String::as_str).collect();
        let why = format!(
            "{} also shows the tabs {}, which no spec manages",
            set.name,
            some_of(&tabs)
        );
        draft.leave(scope.set_address(), why);
    }
}

/// Returns the users who hold the set besides the integration's own.
pub(super) fn other_holders<'s>(scope: &Scope<'s>, set: &'s LivePermissionSet) -> Vec<&'s Username> {
    let own = &scope.integration.user.username;
    set.holders.keys().filter(|holder| *holder != own).collect()
}

/// Returns why changing the set would change what others have, if it would.
pub(super) fn shared(scope: &Scope<'_>) -> Option<Refusal> {
    let set = scope.permission_set()?;
    if !matches!(standing_of(scope, set), Standing::Ours | Standing::Adoptable) {
        return None;
    }
    let why = shared_with(scope, set);
    if why.is_empty() {
        return None;
    }
    Some(Refusal {
        reason: BlockReason::Shared,
        message: format!("permission set {} {}", set.name, why.join(", and ")),
        hint: "copy and swap: name a new set under `permission_set.name` and apply, which makes it as the spec says and \
               gives it to the user in place of this one; then take this one away where nobody else needs it"
            .to_owned(),
    })
}

/// Returns all reasons, so that nobody mends one to be told the next.
fn shared_with(scope: &Scope<'_>, set: &LivePermissionSet) -> Vec<String> {
    let ours = standing_of(scope, set) == Standing::Ours;
    let others: Vec<_> = other_holders(scope, set)
        .into_iter()
        .map(Username::as_str)
        .collect();
    let groups: Vec<_> = set.groups.iter().map(ApiName::as_str).collect();
    let packaged = set.namespace.as_ref();
    let reasons = [
        packaged.map(|namespace| format!("comes from the managed package {namespace}")),
        set.needs_activation
            .then(|| "counts only in activated sessions".to_owned()),
        (!groups.is_empty()).then(|| format!("is part of the groups {}", some_of(&groups))),
        (!fits_license(scope, set))
            .then(|| "is tied to a licence that the integration does not have".to_owned()),
        // On a set of ours they are a difference to close, and no reason to keep away.
        (!ours && !others.is_empty()).then(|| format!("is also on {}", some_of(&others))),
    ];
    reasons.into_iter().flatten().collect()
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
pub(crate) fn some_of(names: &[&str]) -> String {
    match names {
        [first, second, third, rest @ ..] if !rest.is_empty() => {
            format!("{first}, {second}, {third} and {} more", rest.len())
        }
        _ => names.join(", "),
    }
}
