//! The pre-authorization of the permission set in apps.

use hallpass_model::{AppKind, Kind, Target, Verbs};

use super::grant::{LiveGrants, of_kind, settle};
use crate::draft::Draft;
use crate::keyed::Keyed;
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    for found in of_kind(scope, live, Kind::AppLink) {
        match found {
            Keyed::Both(target, live, desired) => settle(scope, draft, target, live, desired),
            Keyed::Missing(target, desired) => settle(scope, draft, target, Verbs::NONE, desired),
            // Its namesake of the other kind is declared and has the same address: one of them at a time.
            Keyed::Extra(target, _)
                if namesake(target).is_some_and(|other| scope.integration.grants.contains_key(&other)) =>
            {
                draft.leave(
                    scope.grant(target),
                    "the set also admits to an app of this name and the other kind",
                );
            }
            Keyed::Extra(target, live) => settle(scope, draft, target, live, Verbs::NONE),
        }
    }
}

fn namesake(target: &Target) -> Option<Target> {
    match target {
        Target::App(AppKind::ExternalClientApp, name) => {
            Some(Target::App(AppKind::ConnectedApp, name.clone()))
        }
        Target::App(AppKind::ConnectedApp, name) => {
            Some(Target::App(AppKind::ExternalClientApp, name.clone()))
        }
        _ => None,
    }
}
