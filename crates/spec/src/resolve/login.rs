//! From where and when the user of an integration may log in, and the profile that says so.

use std::collections::BTreeSet;

use hallpass_model::{IntegrationName, LoginHours, LoginPolicy, Managed, OwnProfile, window_of};

use crate::defaults;
use crate::format::{HoursSpec, IntegrationSpec, LoginSpec, RestrictedLogin, UserSpec};
use crate::resolve::integration::text;

pub(crate) fn own_profile(name: &IntegrationName, spec: &IntegrationSpec, user: &UserSpec) -> OwnProfile {
    let login = spec.login.as_ref().map(|login| match &login.value {
        LoginSpec::None => LoginPolicy::default(),
        LoginSpec::Restricted(restricted) => policy(restricted),
    });
    OwnProfile {
        name: text(&user.profile).unwrap_or_else(|| defaults::label(name.as_str())),
        login: Managed::from(login),
    }
}

fn policy(spec: &RestrictedLogin) -> LoginPolicy {
    let ranges = spec.ip_ranges.iter().flat_map(|ranges| &ranges.value.0);
    LoginPolicy {
        ip_ranges: ranges
            .filter_map(|range| range.value.as_str().parse().ok())
            .collect::<BTreeSet<_>>(),
        // Hours that let everybody in at any time are none, and no org keeps them.
        hours: spec
            .hours
            .as_ref()
            .and_then(|hours| self::hours(&hours.value))
            .filter(|hours| !hours.are_all()),
    }
}

/// Days that are left out are closed.
fn hours(spec: &HoursSpec) -> Option<LoginHours> {
    let window = |day: Option<&crate::decode::At<_>>| {
        let text: Option<&crate::decode::Text<crate::text::WindowRule>> = day.map(|day| &day.value);
        text.and_then(|text| window_of(text.as_str())).unwrap_or_default()
    };
    LoginHours::new(spec.days().map(window))
}
