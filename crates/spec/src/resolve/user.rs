//! The user of an integration, with its defaults.

use hallpass_model::{INTEGRATION_LICENSE, IntegrationName, Managed, Profile, User, Username};

use crate::decode::{At, Text, fault_problem};
use crate::defaults;
use crate::diagnostic::Problems;
use crate::format::{UserDefaults, UserSpec};
use crate::load::World;
use crate::resolve::integration::text;
use crate::text::{UsernameRule, username_fault};

pub(crate) fn user(
    world: &World,
    name: &IntegrationName,
    spec: &UserSpec,
    suffix: &str,
    problems: &mut Problems,
) -> Option<User> {
    let username = username(spec.username.as_ref()?, suffix, problems)?;
    let fleet = fleet_defaults(world);
    let fleet = |pick: fn(&UserDefaults) -> Option<String>| fleet.and_then(pick);
    let set = |own: Option<String>, fleet: Option<String>, default: &str| {
        Managed::Set(own.or(fleet).unwrap_or_else(|| default.to_owned()))
    };
    Some(User {
        username,
        last_name: Managed::Set(text(&spec.last_name).unwrap_or_else(|| defaults::label(name.as_str()))),
        email: text(&spec.email).into(),
        alias: Managed::Set(text(&spec.alias).unwrap_or_else(|| defaults::alias(name.as_str()))),
        license: text(&spec.license).unwrap_or_else(|| INTEGRATION_LICENSE.to_owned()),
        profile: text(&spec.profile).map_or(Profile::ApiOnly, Profile::Named),
        time_zone: set(
            text(&spec.time_zone),
            fleet(|user| text(&user.time_zone)),
            defaults::TIME_ZONE,
        ),
        locale: set(
            text(&spec.locale),
            fleet(|user| text(&user.locale)),
            defaults::LOCALE,
        ),
        language: set(
            text(&spec.language),
            fleet(|user| text(&user.language)),
            defaults::LOCALE,
        ),
        email_encoding: set(
            text(&spec.email_encoding),
            fleet(|user| text(&user.email_encoding)),
            defaults::EMAIL_ENCODING,
        ),
    })
}

fn fleet_defaults(world: &World) -> Option<&UserDefaults> {
    let defaults = world.fleet.as_ref()?.defaults.as_ref()?;
    defaults.value.user.as_ref().map(|user| &user.value)
}

/// The suffix may come from the environment, so what it gives is looked at here once more.
pub(super) fn username(
    declared: &At<Text<UsernameRule>>,
    suffix: &str,
    problems: &mut Problems,
) -> Option<Username> {
    let full = format!("{}{}", declared.value.as_str(), suffix);
    match username_fault(&full) {
        None => Some(Username::new(full)),
        Some(fault) => {
            problems.push(fault_problem(fault, declared.place).unsuggested());
            None
        }
    }
}
