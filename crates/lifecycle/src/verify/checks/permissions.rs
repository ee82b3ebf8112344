//! `user_permissions`: it holds no user permission in effect that nothing explains.

use hallpass_model::{ApiName, Target};

use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

const NAME: &str = "user_permissions";

/// What users of the integration licence are for.
const OF_API_ONLY: [&str; 2] = ["ApiEnabled", "ApiUserOnly"];

pub(super) fn check(subject: &Subject<'_>, seen: &Seen) -> Check {
    let Some(held) = seen.permissions.given() else {
        let why = seen.permissions.why_not();
        return Check::cannot(NAME, format!("the org does not show its own permissions: {why}"));
    };
    let is_of_api_only = |name: &ApiName| OF_API_ONLY.iter().any(|one| *name == ApiName::from(*one));
    let is_admitted = |name: &ApiName| {
        !subject
            .admitted(&Target::SystemPermission(name.clone()))
            .is_empty()
    };
    let wrong = held
        .iter()
        .filter(|name| !is_of_api_only(name) && !is_admitted(name))
        .map(|name| format!("{name}: held, and the spec does not say so"));
    let missing = subject.one.grants.keys().filter_map(|target| match target {
        Target::SystemPermission(name) if !held.contains(name) => {
            Some(format!("{name}: not held, although the spec grants it"))
        }
        _ => None,
    });
    Check::of(
        NAME,
        format!("the {} that it holds are declared or of its profile", held.len()),
        "user permissions are not as declared",
        wrong.chain(missing).collect(),
    )
}
