//! Users: usernames with the suffixes of orgs, profiles that fit the licence.

use hallpass_model::{ApiName, Enforce};

use crate::decode::has_placeholder;
use crate::defaults::{is_api_only_profile, is_integration_license, profile_of};
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{LoginSpec, UserSpec};
use crate::load::{Document, World};
use crate::text::MAX_USERNAME;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        if let Some(user) = &one.spec.user {
            suffixes(world, &user.value, problems);
            profile(&user.value, has_own(one), problems);
            api_only(world, one, &user.value, problems);
        }
    }
}

fn suffixes(world: &World, user: &UserSpec, problems: &mut Problems) {
    let Some(username) = &user.username else { return };
    for (org, spec) in world.orgs() {
        let Some(suffix) = &spec.value.username_suffix else {
            continue;
        };
        let length = username.value.as_str().chars().count() + suffix.value.raw.chars().count();
        if length > MAX_USERNAME && !has_placeholder(&suffix.value.raw) {
            problems.push(
                Problem::error(
                    code::USERNAME,
                    username.place,
                    format!("with the suffix of `{}` the username has {length} characters, and Salesforce takes {MAX_USERNAME}", org.value),
                )
                .label("too long")
                .related(suffix.place, "the suffix"),
            );
        }
    }
}

/// The permissions that keep a user to the API; a licence of API-only users has them in its profiles.
const API_ONLY: [&str; 2] = ["ApiEnabled", "ApiUserOnly"];

/// A licence that lets people log in lets this user too, until what the spec grants says otherwise. A profile of the
/// integration's own is made API-only.
fn api_only(world: &World, one: &Document, user: &UserSpec, problems: &mut Problems) {
    let Some(license) = &user.license else { return };
    if is_integration_license(license.value.as_str()) || has_own(one) {
        return;
    }
    let granted: Vec<ApiName> = world
        .permissions(one)
        .flat_map(|permissions| &permissions.system)
        .flat_map(|names| &names.value.0)
        .map(|name| ApiName::new(name.value.as_str()))
        .collect();
    let missing: Vec<&str> = API_ONLY
        .into_iter()
        .filter(|name| !granted.contains(&ApiName::from(*name)))
        .collect();
    if missing.is_empty() {
        return;
    }
    let message = format!(
        "with the licence `{}` the spec has to grant {}",
        license.value.as_str(),
        missing.join(" and ")
    );
    // Nothing is written under `report`: what an org already holds is told and stops nobody.
    let is_report = one
        .spec
        .enforce
        .as_ref()
        .is_some_and(|enforce| enforce.value == Enforce::Report);
    let new = if is_report {
        Problem::warning
    } else {
        Problem::error
    };
    problems.push(
        new(code::API_ONLY, license.place, message)
            .label("people can log in with it")
            .hint(format!("add `{}` to `permissions.system`", missing.join(", "))),
    );
}

/// Whether it gets a profile of its own, which needs no name.
fn has_own(one: &Document) -> bool {
    let login = one.spec.login.as_ref().map(|login| &login.value);
    matches!(login, Some(LoginSpec::Restricted(_)))
}

fn profile(user: &UserSpec, has_own: bool, problems: &mut Problems) {
    let Some(license) = &user.license else { return };
    if is_integration_license(license.value.as_str()) {
        return;
    }
    match &user.profile {
        None if has_own || profile_of(license.value.as_str()).is_some() => {}
        None => problems.push(
            Problem::error(
                code::PROFILE,
                license.place,
                format!(
                    "a user with the licence `{}` needs a profile",
                    license.value.as_str()
                ),
            )
            .label("has no default profile")
            .hint("write `profile: NAME` with a profile of that licence"),
        ),
        Some(profile) if is_api_only_profile(profile.value.as_str()) => problems.push(
            Problem::error(
                code::PROFILE,
                profile.place,
                format!(
                    "the profile `{}` comes with another licence",
                    profile.value.as_str()
                ),
            )
            .label("needs the licence `Salesforce Integration`")
            .related(license.place, "the licence"),
        ),
        Some(_) => {}
    }
}
