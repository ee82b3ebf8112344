//! `identity` and `api_only`: the token stands for the spec's user, who can use nothing but the API.

use hallpass_model::{ApiName, Username};

use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

const IDENTITY: &str = "identity";
const API_ONLY: &str = "api_only";

pub(super) fn checks(subject: &Subject<'_>, seen: &Seen) -> Vec<Check> {
    vec![identity(subject, seen), api_only(seen)]
}

fn identity(subject: &Subject<'_>, seen: &Seen) -> Check {
    let wanted = &subject.one.user.username;
    let Some(who) = seen.identity.given() else {
        return Check::cannot(
            IDENTITY,
            format!("the org does not say who it is: {}", seen.identity.why_not()),
        );
    };
    let is_it = Username::new(who.username.as_str()) == *wanted;
    let id = subject.user().map(|user| user.id.as_str());
    match is_it && id == Some(who.user_id.as_str()) {
        true => Check::passed(
            IDENTITY,
            format!("the token stands for {wanted} ({})", who.user_id),
        ),
        false => Check::failed(
            IDENTITY,
            format!(
                "the token stands for {} ({}), and the spec says {wanted}",
                who.username, who.user_id
            ),
        ),
    }
}

fn api_only(seen: &Seen) -> Check {
    match seen.permissions.given() {
        Some(held) if held.contains(&ApiName::from("ApiUserOnly")) => {
            Check::passed(API_ONLY, "the user is API-only: it cannot log in to the pages")
        }
        Some(_) => Check::failed(
            API_ONLY,
            "the user can log in to the pages too: it lacks API Only User",
        ),
        None => Check::cannot(
            API_ONLY,
            format!(
                "the org does not show its own permissions: {}",
                seen.permissions.why_not()
            ),
        ),
    }
}
