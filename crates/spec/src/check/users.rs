//! Users: usernames with the suffixes of orgs, profiles that fit the licence.

use crate::decode::has_placeholder;
use crate::defaults::{is_api_only_profile, is_integration_license};
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{LoginSpec, UserSpec};
use crate::load::{Document, World};
use crate::text::MAX_USERNAME;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        if let Some(user) = &one.spec.user {
            suffixes(world, &user.value, problems);
            profile(&user.value, has_own(one), problems);
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
        None if has_own => {}
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
