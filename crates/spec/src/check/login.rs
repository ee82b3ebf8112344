//! Login policies: that they restrict something, and stand on a profile that can be the integration's own.

use crate::defaults::is_api_only_profile;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{LoginSpec, RestrictedLogin};
use crate::load::{Document, World};
use crate::text::profile_name_fault;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let Some(login) = &one.spec.login else { continue };
        if let LoginSpec::Restricted(policy) = &login.value {
            if is_empty(policy) {
                problems.push(
                    Problem::error(code::LOGIN, login.place, "the login policy restricts nothing")
                        .label("has neither ranges nor hours")
                        .hint("write `login: none`, or leave it out"),
                );
            }
            if let Some(hours) = &policy.hours
                && hours.value.days().iter().all(Option::is_none)
            {
                problems.push(
                    Problem::error(code::LOGIN, hours.place, "the hours let nobody in on any day")
                        .label("has no day")
                        .hint("name the days on which the user may log in, such as `monday: 08:00-18:00`"),
                );
            }
            profile(one, problems);
        }
    }
}

fn is_empty(policy: &RestrictedLogin) -> bool {
    let no_ranges = policy
        .ip_ranges
        .as_ref()
        .is_none_or(|ranges| ranges.value.0.is_empty());
    no_ranges && policy.hours.is_none()
}

fn profile(one: &Document, problems: &mut Problems) {
    let user = one.spec.user.as_ref().map(|user| &user.value);
    let Some(profile) = user.and_then(|user| user.profile.as_ref()) else {
        return;
    };
    let name = profile.value.as_str();
    if is_api_only_profile(name) {
        problems.push(
            Problem::error(
                code::LOGIN,
                profile.place,
                format!("login ranges and hours can't stand on the standard profile `{name}`"),
            )
            .label("is shared")
            .note("they hold for everybody who has the profile")
            .hint("leave `profile` out: the integration gets one of its own"),
        );
    } else if let Some(why) = profile_name_fault(name) {
        problems.push(
            Problem::error(
                code::LOGIN,
                profile.place,
                format!("`{name}` can't be the name of a profile of its own: {why}"),
            )
            .label("malformed name"),
        );
    }
}
