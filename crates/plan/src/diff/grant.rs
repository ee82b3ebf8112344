//! The third shape: verbs on targets within the permission set.

use std::collections::BTreeMap;
use std::ops::Bound;

use hallpass_model::{AppKind, Kind, LiveGrant, Target, Verbs};

use crate::draft::Draft;
use crate::keyed::{Keyed, keyed};
use crate::normalise::is_real;
use crate::preflight::missing_target;
use crate::scope::Scope;

/// What the org's set grants.
pub(super) type LiveGrants = BTreeMap<Target, LiveGrant>;

/// Walks the grants of one kind, live and desired, side by side; rows that the org makes up are not seen.
pub(super) fn of_kind<'a>(
    scope: &Scope<'a>,
    live: &'a LiveGrants,
    kind: Kind,
) -> impl Iterator<Item = Keyed<'a, Target, Verbs, Verbs>> {
    let live = live
        .range(range(kind))
        .filter(|(_, grant)| is_real(grant))
        .map(|(target, grant)| (target, grant.verbs));
    let desired = scope
        .integration
        .grants
        .range(range(kind))
        .map(|(target, verbs)| (target, *verbs));
    keyed(live, desired)
}

/// Adds what is needed to get from some verbs on a target to others, if the target is there to be granted.
pub(super) fn settle(scope: &Scope<'_>, draft: &mut Draft, target: &Target, live: Verbs, desired: Verbs) {
    let refusal = match live.covers(desired) {
        true => None,
        false => missing_target(scope, target),
    };
    match refusal {
        Some(refusal) => draft.block(scope.grant(target), refusal.reason, refusal.message, refusal.hint),
        None => draft.verbs(|| scope.grant(target), live, desired),
    }
}

/// Compares all grants of a kind that has no rules of its own.
pub(super) fn plain(scope: &Scope<'_>, live: &LiveGrants, kind: Kind, draft: &mut Draft) {
    for found in of_kind(scope, live, kind) {
        match found {
            Keyed::Both(target, live, desired) => settle(scope, draft, target, live, desired),
            Keyed::Missing(target, desired) => settle(scope, draft, target, Verbs::NONE, desired),
            Keyed::Extra(target, live) => settle(scope, draft, target, live, Verbs::NONE),
        }
    }
}

/// The range of one kind in a map of targets, which sorts by kind first.
fn range(kind: Kind) -> (Bound<Target>, Bound<Target>) {
    let starts = [
        Target::Object("".into()),
        Target::Field {
            object: "".into(),
            field: "".into(),
        },
        Target::ApexClass("".into()),
        Target::CustomPermission("".into()),
        Target::Flow("".into()),
        Target::ExternalCredential("".into()),
        Target::CustomMetadataType("".into()),
        Target::CustomSetting("".into()),
        Target::SystemPermission("".into()),
        Target::App(AppKind::ExternalClientApp, "".into()),
    ];
    let mut from = starts.into_iter().skip_while(|start| start.kind() != kind);
    let start = from.next().map_or(Bound::Unbounded, Bound::Included);
    (start, from.next().map_or(Bound::Unbounded, Bound::Excluded))
}
