//! The user.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, INTEGRATION_PSL, IntegrationName, Kind, Managed, Profile, Role, User};

use super::Given;
use super::lines::Lines;
use crate::defaults;

pub(super) fn write(
    lines: &mut Lines,
    name: &IntegrationName,
    user: &User,
    (licenses, joins): (&BTreeSet<ApiName>, &BTreeMap<Kind, BTreeSet<ApiName>>),
    given: &Given,
) {
    let User {
        username,
        last_name,
        email,
        alias,
        license,
        profile,
        role,
        time_zone,
        locale,
        language,
        email_encoding,
    } = user;
    let declared = given.declared(username.as_str()).unwrap_or(username.as_str());
    lines.line(&["user"], 0, "user:");
    lines.text(&["user", "username"], 1, "username", declared);
    if let Managed::Set(email) = email {
        lines.text(&["user", "email"], 1, "email", email);
    }
    let mut unless = |key, value: &Managed<String>, default: &str| {
        if let Some(value) = value.wanted().filter(|value| *value != default) {
            lines.text(&["user", key], 1, key, value);
        }
    };
    unless("last_name", last_name, &defaults::label(name.as_str()));
    unless("alias", alias, &defaults::alias(name.as_str()));
    let mut text = |key: &'static str, text: &str| lines.text(&["user", key], 1, key, text);
    if !defaults::is_integration_license(license) {
        text("license", license);
    }
    if let Profile::Named(profile) = profile {
        text("profile", profile);
    }
    if let Managed::Set(Role::Named(role)) = role {
        text("role", role.as_str());
    }
    let mut unless = |key, value: &Managed<String>, default: &str| {
        if let Some(value) = value.wanted().filter(|value| *value != default) {
            lines.text(&["user", key], 1, key, value);
        }
    };
    unless("time_zone", time_zone, &given.time_zone);
    unless("locale", locale, &given.locale);
    unless("language", language, &given.language);
    unless("email_encoding", email_encoding, &given.email_encoding);
    if *licenses != default_licenses(license) {
        let key = "permission_set_licenses";
        lines.list(&["user", key], 1, key, licenses.iter().map(ApiName::as_str));
    }
    for (kind, names) in joins {
        let key = match kind {
            Kind::PackageLicense => "package_licenses",
            Kind::PublicGroup => "public_groups",
            Kind::Queue => "queues",
            _ => continue,
        };
        lines.list(&["user", key], 1, key, names.iter().map(ApiName::as_str));
    }
}

fn default_licenses(license: &str) -> BTreeSet<ApiName> {
    let is_integration = defaults::is_integration_license(license);
    is_integration
        .then(|| ApiName::from(INTEGRATION_PSL))
        .into_iter()
        .collect()
}
