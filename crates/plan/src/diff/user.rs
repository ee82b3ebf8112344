//! The integration's own user.

use std::collections::BTreeMap;

use hallpass_model::{
    API_ONLY_PROFILES, ApiName, Attribute, BlockReason, Hold, INTEGRATION_LICENSE, LiveUser, Managed, Mark,
    Profile, Role, User, Value, WarningCode,
};

use super::entity::{Entity, Wanted, diff as entity, wanted_text};
use super::profile::is_ours;
use crate::draft::Draft;
use crate::observed;
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let live = scope.user();
    let bearer = ApiName::new(scope.integration.user.username.as_str());
    let (profile, standing) = match profile(scope, live) {
        Ok(profile) => (profile, standing_of(scope, &bearer, live)),
        // What is not ours is said first: the profile matters only after that.
        Err(refusal) => match standing_of(scope, &bearer, live) {
            refused @ Standing::Refused(_) => (Managed::Unmanaged, refused),
            _ => (Managed::Unmanaged, Standing::Refused(refusal)),
        },
    };
    let standing = match role_refused(scope) {
        Some(refusal) if !matches!(standing, Standing::Refused(_)) => Standing::Refused(refusal),
        _ => standing,
    };
    if let Some(user) = live {
        warn_if_inactive(scope, user, draft);
    }
    entity(
        draft,
        Entity {
            address: scope.user_address(),
            standing,
            live: live.map(observed::user).unwrap_or_default(),
            wanted: wanted(&scope.integration.user, profile, live),
            identity: BTreeMap::from([(
                Attribute::Username,
                scope.integration.user.username.as_str().into(),
            )]),
            mark: scope.mark(&bearer, live.and_then(|user| user.mark.as_ref())),
        },
    );
}

fn standing_of(scope: &Scope<'_>, bearer: &ApiName, live: Option<&LiveUser>) -> Standing {
    if scope.integration.user.username == scope.live.running_user.username {
        return Standing::Refused(own_access(scope));
    }
    live.map_or(Standing::Missing, |user| {
        // A sandbox gives users other names; the mark goes by the one that this one has now.
        let present = match user.username == scope.integration.user.username {
            true => bearer.clone(),
            false => ApiName::new(user.username.as_str()),
        };
        standing(scope, &present, user.mark.as_ref())
    })
}

/// A role must be there before anybody can be in it.
fn role_refused(scope: &Scope<'_>) -> Option<Refusal> {
    let Some(Role::Named(role)) = scope.integration.user.role.wanted() else {
        return None;
    };
    let is_held = scope.user().is_some_and(|user| user.role.known() == Some(role));
    (!is_held && !scope.catalog().roles.contains_key(role)).then(|| Refusal {
        reason: BlockReason::NoRole,
        message: format!("the org has no role {role}"),
        hint: "name a role by its API name, as Setup, Roles shows it, or write `role: none`".to_owned(),
    })
}

fn own_access(scope: &Scope<'_>) -> Refusal {
    Refusal {
        reason: BlockReason::OwnAccess,
        message: format!(
            "{} is the user as whom hallpass runs",
            scope.live.running_user.username
        ),
        hint: "give the integration a user of its own, or run hallpass as another user".to_owned(),
    }
}

fn wanted(user: &User, profile: Managed<Value>, live: Option<&LiveUser>) -> Wanted {
    let User {
        username,
        last_name,
        email,
        alias,
        license: _,
        profile: _,
        role,
        time_zone,
        locale,
        language,
        email_encoding,
    } = user;
    let active = match is_frozen(live) {
        true => Managed::Unmanaged,
        false => Managed::Set(true.into()),
    };
    let username = live.map(|_| username.as_str().into());
    BTreeMap::from([
        (Attribute::Username, username.into()),
        (Attribute::LastName, wanted_text(last_name)),
        (Attribute::Email, wanted_text(email)),
        (Attribute::Alias, wanted_text(alias)),
        (Attribute::Profile, profile),
        (Attribute::Role, wanted_role(role, live)),
        (Attribute::TimeZone, wanted_text(time_zone)),
        (Attribute::Locale, wanted_text(locale)),
        (Attribute::Language, wanted_text(language)),
        (Attribute::EmailEncoding, wanted_text(email_encoding)),
        (Attribute::Active, active),
    ])
}

/// A new user has no role, so nobody has to take one away.
fn wanted_role(role: &Managed<Role>, live: Option<&LiveUser>) -> Managed<Value> {
    match role.wanted() {
        Some(Role::Named(name)) => Managed::Set(name.as_str().into()),
        Some(Role::None) if live.is_some() => Managed::Set(observed::NO_ROLE.into()),
        Some(Role::None) | None => Managed::Unmanaged,
    }
}

/// A user that hallpass itself switched off says so in its mark, and stays off; one whose integration had been ended
/// comes back with the spec.
pub(super) fn is_frozen(live: Option<&LiveUser>) -> bool {
    live.and_then(|user| user.mark.as_ref()).is_some_and(|mark| {
        let by_retirement = mark.more.contains_key(Mark::RETIRED);
        Hold::of(mark).is_some() || mark.more.contains_key(Mark::FROZEN) && !by_retirement
    })
}

fn warn_if_inactive(scope: &Scope<'_>, user: &LiveUser, draft: &mut Draft) {
    if !user.active {
        let why = match is_frozen(Some(user)) {
            true => "frozen, and stays so until it is thawed",
            false => "not active: whatever it is granted, it cannot log in",
        };
        draft.warn(
            Some(scope.user_address()),
            WarningCode::UserInactive,
            format!("{} is {why}", user.username),
        );
    }
}

/// Returns the profile to have; the present one stays where it will do.
fn profile(scope: &Scope<'_>, live: Option<&LiveUser>) -> Result<Managed<Value>, Refusal> {
    let present = live.and_then(|user| user.profile.known());
    let own = scope.integration.own_profile.name.as_str();
    // What is in the way of a profile of its own is told there, and the user waits for it.
    if scope.integration.own_profile.is_needed() {
        let present = present.filter(|present| present.eq_ignore_ascii_case(own));
        return Ok(Managed::Set(present.map_or(own, String::as_str).into()));
    }
    let stays = scope
        .own_profile()
        .filter(|profile| is_ours(scope, profile))
        .map(|_| own);
    let choices: Vec<&str> = match &scope.integration.user.profile {
        Profile::ApiOnly => API_ONLY_PROFILES.into_iter().chain(stays).collect(),
        Profile::Named(name) => vec![name],
    };
    let will_do = |name: &&String| choices.iter().any(|choice| choice.eq_ignore_ascii_case(name));
    if let Some(present) = present.filter(will_do) {
        return Ok(Managed::Set(present.as_str().into()));
    }
    licensed(scope)?;
    let license = &scope.integration.user.license;
    match choices
        .iter()
        .find_map(|choice| scope.catalog().profiles.get_key_value(*choice))
    {
        None => Err(Refusal {
            reason: BlockReason::NoProfile,
            message: format!("the org has no profile {}", choices.join(" or ")),
            hint: "name a profile of the org under `user.profile`".to_owned(),
        }),
        Some((name, facts)) if facts.license != *license => Err(Refusal {
            reason: BlockReason::NoProfile,
            message: format!("profile {name} is of licence {}, not {license}", facts.license),
            hint: format!(
                "name a profile of licence {license} under `user.profile`, or the other licence under `user.license`"
            ),
        }),
        Some((name, _)) => Ok(Managed::Set(name.as_str().into())),
    }
}

pub(super) fn licensed(scope: &Scope<'_>) -> Result<(), Refusal> {
    let license = &scope.integration.user.license;
    if scope.catalog().user_licenses.contains_key(license) {
        return Ok(());
    }
    let (reason, hint) = match license == INTEGRATION_LICENSE {
        true => (
            BlockReason::Edition,
            "it comes with Enterprise, Unlimited, Performance and Developer Edition",
        ),
        false => (
            BlockReason::NoLicense,
            "name a licence of the org under `user.license`",
        ),
    };
    Err(Refusal {
        reason,
        message: format!(
            "the org ({}) has no user licence {license}",
            scope.live.org.edition
        ),
        hint: hint.to_owned(),
    })
}
