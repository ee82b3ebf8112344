//! Verbs on objects.

use hallpass_model::{Kind, Verbs};

use super::grant::{LiveGrants, of_kind, settle};
use crate::draft::Draft;
use crate::keyed::Keyed;
use crate::scope::Scope;

/// An org keeps no row that lacks what its verbs need, so both sides are compared with that added.
pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    for found in of_kind(scope, live, Kind::Object) {
        match found {
            Keyed::Both(target, live, desired) => settle(scope, draft, target, live, desired.closure()),
            Keyed::Missing(target, desired) => settle(scope, draft, target, Verbs::NONE, desired.closure()),
            Keyed::Extra(target, live) => settle(scope, draft, target, live, Verbs::NONE),
        }
    }
}
