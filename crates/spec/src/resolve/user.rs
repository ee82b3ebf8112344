//! The user of an integration, with its defaults.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, INTEGRATION_LICENSE, IntegrationName, Kind, Managed, Profile, Role, User, Username,
};

use crate::decode::{At, Text, fault_problem};
use crate::defaults;
use crate::diagnostic::Problems;
use crate::format::{UserDefaults, UserSpec};
use crate::load::World;
use crate::resolve::integration::{api_names, text};
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
        profile: profile(spec),
        role: Managed::Set(role(spec)),
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

fn profile(spec: &UserSpec) -> Profile {
    let license = text(&spec.license);
    let named = text(&spec.profile).or_else(|| defaults::profile_of(license.as_deref()?).map(str::to_owned));
    named.map_or(Profile::ApiOnly, Profile::Named)
}

fn role(spec: &UserSpec) -> Role {
    match text(&spec.role).filter(|role| !defaults::is_no_role(role)) {
        Some(role) => Role::Named(ApiName::new(role)),
        None => Role::None,
    }
}

/// Returns what else the user shall be in; only kinds whose key is there are managed.
pub(crate) fn joins(spec: &UserSpec) -> BTreeMap<Kind, BTreeSet<ApiName>> {
    let keys = [
        (Kind::PackageLicense, &spec.package_licenses),
        (Kind::PublicGroup, &spec.public_groups),
        (Kind::Queue, &spec.queues),
    ];
    let declared = keys
        .into_iter()
        .filter_map(|(kind, names)| Some((kind, names.as_ref()?)));
    declared
        .map(|(kind, names)| (kind, api_names(Some(names))))
        .collect()
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
