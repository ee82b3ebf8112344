//! Access that a user keeps after the plan and that its spec does not hold, or says it must never have.
//!
//! Of access beyond the spec only what the profile gives is told: other sets are either allowed by `also_assigned`, or
//! the plan takes them off.

use hallpass_access::{Access, Origin, Source, Through, Violation, effective, extra, violations};
use hallpass_model::{
    Action, Address, Attribute, BlockReason, Enforce, GrantPattern, Kind, State, Target, WarningCode,
};

use crate::diff::some_of;
use crate::draft::Draft;
use crate::scope::Scope;

/// Adds to a draft what is left beyond the spec.
pub(crate) fn beyond(scope: &Scope<'_>, draft: &mut Draft) {
    let access = effective(&scope.integration.user.username, scope.live);
    for pattern in &scope.integration.never {
        unknown(scope, pattern, draft);
        for violation in violations(&access, scope.catalog(), pattern) {
            never(scope, &violation, draft);
        }
    }
    of_profile(scope, &access, draft);
}

/// A name that nothing has is kept by everybody, and was meant otherwise.
fn unknown(scope: &Scope<'_>, pattern: &GrantPattern, draft: &mut Draft) {
    let Some(Target::Field { object, field }) = pattern.field() else {
        return;
    };
    let facts = scope.catalog().objects.get(&object);
    let is_known =
        facts.is_some_and(|facts| facts.fields.contains_key(&hallpass_access::lookup(facts, &field)));
    if !is_known {
        draft.warn(
            Some(scope.user_address()),
            WarningCode::Unreadable,
            format!(
                "`never` names the field {object}.{field}, and the org has none of that name, or hides it from the running user"
            ),
        );
    }
}

fn never(scope: &Scope<'_>, violation: &Violation, draft: &mut Draft) {
    let left = violation
        .sources
        .iter()
        .filter(|source| stays(scope, &violation.target, source, draft));
    let mut left: Vec<String> = left.map(|source| source.through.to_string()).collect();
    left.dedup();
    if left.is_empty() {
        return;
    }
    let user = &scope.integration.user.username;
    let Violation { target, verbs, .. } = violation;
    let message = format!(
        "{user} can {verbs} {target} through {}, and must never be able to",
        left.join(" and ")
    );
    let address = scope.grant(target);
    match scope.integration.enforce {
        Enforce::Exact | Enforce::Additive => draft.block(
            address,
            BlockReason::Never,
            message,
            "take it away there, or take it out of `never`",
        ),
        Enforce::Report | Enforce::Adopt => draft.warn(Some(address), WarningCode::Never, message),
    }
}

/// Returns whether a source is still there when the plan was carried out.
fn stays(scope: &Scope<'_>, target: &Target, source: &Source, draft: &Draft) -> bool {
    let integration = scope.integration;
    match &source.through {
        Through::Profile(_) => {
            let sets = |address: Address, attribute| {
                draft.changes.iter().any(|change| {
                    let after = change.after.as_ref().and_then(State::attributes);
                    change.address == address && after.is_some_and(|after| after.contains_key(&attribute))
                })
            };
            let emptied = match target {
                Target::SystemPermission(_) => sets(scope.profile_address(), Attribute::UserPermissions),
                Target::App(..) => false,
                _ => sets(scope.profile_address(), Attribute::Grants),
            };
            !emptied && !sets(scope.user_address(), Attribute::Profile)
        }
        // What the spec itself grants was looked at before, and with `exact` nothing else stays in the own set.
        Through::PermissionSet(name) if *name == integration.permission_set.name => {
            integration.enforce != Enforce::Exact
        }
        Through::PermissionSet(name) | Through::Group(name) | Through::Member { group: name, .. } => {
            let address = scope.address(Kind::Assignment, name);
            let mut changes = draft.changes.iter();
            !changes.any(|change| change.address == address && change.action == Action::Delete)
        }
    }
}

fn of_profile(scope: &Scope<'_>, access: &Access, draft: &mut Draft) {
    let is_of_profile = |source: &Source| matches!(source.through, Through::Profile(_));
    let beyond: Vec<_> = extra(scope.integration, access)
        .into_iter()
        .filter(|one| one.origin == Origin::Elsewhere && is_of_profile(&one.source))
        .filter(|one| stays(scope, &one.target, &one.source, draft))
        .collect();
    let Some(first) = beyond.first() else { return };
    let told: Vec<String> = beyond
        .iter()
        .map(|one| match one.target {
            Target::Object(_) | Target::Field { .. } => format!("{} {}", one.verbs, one.target),
            _ => one.target.to_string(),
        })
        .collect();
    let told: Vec<&str> = told.iter().map(String::as_str).collect();
    draft.warn(
        Some(scope.user_address()),
        WarningCode::BeyondSpec,
        format!(
            "{} gives access beyond the spec: {}",
            first.source.through,
            some_of(&told)
        ),
    );
}
