//! The user of an integration, as it is.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    API_ONLY_PROFILES, ApiName, INTEGRATION_LICENSE, Kind, LiveUser, Managed, Profile, Role, Seen, User,
};

pub(super) fn user(live: &LiveUser) -> User {
    let license = live.license.known().map_or(INTEGRATION_LICENSE, String::as_str);
    User {
        username: live.username.clone(),
        last_name: managed(&live.last_name),
        email: managed(&live.email),
        alias: managed(&live.alias),
        license: license.to_owned(),
        profile: profile(live, license),
        role: Managed::Set(
            live.role
                .known()
                .map_or(Role::None, |role| Role::Named(role.clone())),
        ),
        time_zone: managed(&live.time_zone),
        locale: managed(&live.locale),
        language: managed(&live.language),
        email_encoding: managed(&live.email_encoding),
    }
}

pub(super) fn licenses(live: &LiveUser) -> BTreeSet<ApiName> {
    live.licenses.keys().cloned().collect()
}

/// What else it is in, as far as it is in anything of the kind.
pub(super) fn joins(live: &LiveUser) -> BTreeMap<Kind, BTreeSet<ApiName>> {
    let known = live
        .joined
        .iter()
        .filter_map(|(kind, joined)| Some((*kind, joined.known()?)));
    known
        .map(|(kind, joined)| (kind, joined.keys().cloned().collect::<BTreeSet<_>>()))
        .filter(|(_, names)| !names.is_empty())
        .collect()
}

/// What is known is wanted as it is.
pub(super) fn managed<T: Clone>(seen: &Seen<T>) -> Managed<T> {
    seen.known().cloned().into()
}

fn profile(live: &LiveUser, license: &str) -> Profile {
    let is_bare = |name: &str| {
        API_ONLY_PROFILES
            .iter()
            .any(|known| known.eq_ignore_ascii_case(name))
    };
    match live.profile.known() {
        Some(name) if license != INTEGRATION_LICENSE || !is_bare(name) => Profile::Named(name.clone()),
        _ => Profile::ApiOnly,
    }
}
