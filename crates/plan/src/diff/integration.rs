//! All differences of one integration.

use std::collections::BTreeMap;

use hallpass_model::WarningCode;

use super::{
    all_fields, app, app_link, assignment, exposed, field, holder, joined, license, login, object, password,
    permission_set, profile, setup_entity, system_permission, user,
};
use crate::draft::Draft;
use crate::scope::Scope;

/// Returns all that differs, is in the way, or should be known about one integration.
pub(crate) fn differences(scope: &Scope<'_>) -> Draft {
    let mut draft = Draft::default();
    profile::diff(scope, &mut draft);
    user::diff(scope, &mut draft);
    login::diff(scope, &mut draft);
    license::diff(scope, &mut draft);
    joined::diff(scope, &mut draft);
    draft.absorb(set_with_grants(scope));
    app::diff(scope, &mut draft);
    assignment::diff(scope, &mut draft);
    holder::diff(scope, &mut draft);
    exposed::diff(scope, &mut draft);
    password::diff(scope, &mut draft);
    draft
}

/// A set that serves others too is changed as a whole or not at all: that is for its owners to decide.
fn set_with_grants(scope: &Scope<'_>) -> Draft {
    let mut draft = Draft::default();
    permission_set::diff(scope, &mut draft);
    permission_set::tell_tabs(scope, &mut draft);
    grants(scope, &mut draft);
    let Some(refusal) = permission_set::shared(scope) else {
        return draft;
    };
    if draft.changes.is_empty() {
        draft.warn(Some(scope.set_address()), WarningCode::Other, refusal.message);
    } else {
        draft.changes.clear();
        draft.block(scope.set_address(), refusal.reason, refusal.message, refusal.hint);
    }
    draft
}

fn grants(scope: &Scope<'_>, draft: &mut Draft) {
    let none = BTreeMap::new();
    let live = scope.permission_set().map_or(&none, |set| &*set.grants);
    object::diff(scope, live, draft);
    all_fields::look(scope, draft);
    field::diff(scope, live, draft);
    setup_entity::diff(scope, live, draft);
    system_permission::diff(scope, live, draft);
    app_link::diff(scope, live, draft);
}
