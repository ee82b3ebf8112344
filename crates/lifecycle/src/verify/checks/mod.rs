//! One file a matter: what was observed → a check. Pure.

mod apex;
mod calls;
mod custom_permissions;
mod effective;
mod fields;
mod global;
mod held;
mod identity;
mod logins;
mod objects;
mod permissions;
mod record;
mod scopes;
mod setup;
mod token;
mod user;

#[cfg(test)]
mod tests;

use super::observed::Observed;
use super::seen::Seen;
use super::step::Step;
use super::subject::Subject;
use super::{Check, Source};

/// The checks that can be made before anything is asked.
pub(super) fn before(subject: &Subject<'_>, source: &Source) -> Vec<Check> {
    let mut checks = vec![user::check(subject)];
    if subject.user().is_some() {
        checks.push(held::check(subject));
        checks.extend(token::not_wanted(subject, source));
    }
    checks
}

/// Whether a token is to be had.
pub(super) fn wants_token(subject: &Subject<'_>, source: &Source) -> bool {
    token::not_wanted(subject, source).is_none()
}

/// The checks that can be made after a step.
pub(super) fn after(step: Step, subject: &Subject<'_>, observed: &Observed) -> Vec<Check> {
    match step {
        Step::AskAdmin => effective::checks(subject, observed),
        Step::GetCredential => token::no_credential(observed).into_iter().collect(),
        Step::GetToken => token::at_once(subject, observed).into_iter().collect(),
        Step::AskAsItself => {
            let seen = observed.seen.iter();
            seen.flat_map(|seen| as_itself(subject, observed, seen)).collect()
        }
        Step::LookAtLogins => {
            let late = token::by_history(subject, observed);
            late.into_iter().chain(logins(subject, observed)).collect()
        }
        Step::Revoke => token::revoked(observed).into_iter().collect(),
        Step::Done => Vec::new(),
    }
}

fn as_itself(subject: &Subject<'_>, observed: &Observed, seen: &Seen) -> Vec<Check> {
    let baseline = observed.admin.as_ref().and_then(|admin| admin.as_ref().ok());
    let baseline = baseline.map(|admin| admin.baseline.clone()).unwrap_or_default();
    let mut checks = identity::checks(subject, seen);
    checks.push(scopes::check(subject, observed));
    checks.push(calls::queries(seen));
    checks.push(calls::apex_rest(seen));
    checks.push(calls::apex_soap(seen));
    checks.push(objects::check(subject, seen));
    checks.push(fields::declared(subject, seen));
    checks.push(fields::others(subject, seen));
    checks.push(global::check(subject, &baseline, seen));
    checks.push(permissions::check(subject, seen));
    checks.push(custom_permissions::check(subject, seen));
    checks.push(apex::check(subject, seen));
    checks.push(setup::objects(subject, seen));
    checks.push(setup::metadata(subject, seen));
    checks
}

fn logins(subject: &Subject<'_>, observed: &Observed) -> Vec<Check> {
    let Some(logins) = &observed.logins else {
        return Vec::new();
    };
    let has_token = matches!(observed.token, Some(Ok(_)));
    let own = has_token.then(|| record::check(subject, logins));
    own.into_iter()
        .chain([logins::check(subject, logins, has_token)])
        .collect()
}
