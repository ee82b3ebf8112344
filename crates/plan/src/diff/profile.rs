//! The profile that is the integration's own: from where and when its user may log in.
//!
//! Ranges and hours hold for everybody who has the profile, so it must be one that nobody else has: a custom one, made
//! for the purpose.

use std::collections::BTreeMap;

use hallpass_model::{
    ApiName, Attribute, Attributes, BlockReason, LiveProfile, LoginPolicy, Managed, Mark, Seen, Username,
    Value, WarningCode, profile_object,
};

use super::entity::{Entity, Wanted, diff as entity};
use super::user::licensed;
use crate::draft::Draft;
use crate::observed;
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;

/// What an API-only profile permits, and all that ours shall (Help, "Give Integration Users API Only Access").
const API_ONLY: [&str; 2] = ["ApiEnabled", "ApiUserOnly"];

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    let live = scope.own_profile();
    let ours = live.filter(|profile| is_ours(scope, profile));
    let policy = match &scope.integration.own_profile.login {
        Managed::Set(policy) => policy,
        Managed::Unmanaged => {
            if let Some(profile) = ours {
                tell_unmanaged(scope, profile, draft);
            }
            return;
        }
    };
    if !policy.restricts() && ours.is_none() {
        return;
    }
    let mut own = Draft::default();
    compare(scope, policy, live, &mut own);
    match live
        .filter(|_| ours.is_some())
        .and_then(|profile| shared(scope, profile))
    {
        Some(refusal) if own.changes.is_empty() => {
            draft.warn(Some(scope.profile_address()), WarningCode::Other, refusal.message);
        }
        Some(refusal) => {
            own.changes.clear();
            own.block(
                scope.profile_address(),
                refusal.reason,
                refusal.message,
                refusal.hint,
            );
        }
        None => {}
    }
    draft.absorb(own);
}

/// Returns whether a profile carries the integration's mark.
pub(super) fn is_ours(scope: &Scope<'_>, profile: &LiveProfile) -> bool {
    let mark = profile.mark.as_ref();
    mark.is_some_and(|mark| scope.owns(mark) && mark.is_of(&profile_object(&profile.name)))
}

fn compare(scope: &Scope<'_>, policy: &LoginPolicy, live: Option<&LiveProfile>, draft: &mut Draft) {
    let name = &scope.integration.own_profile.name;
    let present = live.and_then(|profile| profile.mark.as_ref());
    entity(
        draft,
        Entity {
            address: scope.profile_address(),
            standing: standing_of(scope, live),
            live: live
                .map(|profile| observed::profile(profile, &scope.live.org.time_zone))
                .unwrap_or_default(),
            wanted: wanted(policy, &scope.live.org.time_zone),
            identity: Attributes::from([
                (Attribute::Name, name.as_str().into()),
                (
                    Attribute::UserLicense,
                    scope.integration.user.license.as_str().into(),
                ),
            ]),
            mark: own_mark(scope, &profile_object(name), present),
        },
    );
}

/// That the end of a profile had begun is over when a spec names it.
fn own_mark(scope: &Scope<'_>, object: &ApiName, present: Option<&Mark>) -> Mark {
    scope.lasting_mark(object, present)
}

fn wanted(policy: &LoginPolicy, zone: &str) -> Wanted {
    let hours = policy.hours.as_ref();
    BTreeMap::from([
        (
            Attribute::IpRanges,
            Managed::Set(observed::ranges(&policy.ip_ranges)),
        ),
        (
            Attribute::Hours,
            Managed::Set(hours.map_or_else(|| "".into(), |hours| observed::hours(hours, zone))),
        ),
        (
            Attribute::UserPermissions,
            Managed::Set(Value::List(API_ONLY.map(str::to_owned).to_vec())),
        ),
        (Attribute::Grants, Managed::Set(Value::List(Vec::new()))),
    ])
}

fn standing_of(scope: &Scope<'_>, live: Option<&LiveProfile>) -> Standing {
    let Some(profile) = live else {
        return licensed(scope).map_or_else(Standing::Refused, |()| Standing::Missing);
    };
    if let Some(refusal) = unfit(scope, profile) {
        return Standing::Refused(refusal);
    }
    standing(scope, &profile_object(&profile.name), profile.mark.as_ref())
}

/// Why a profile can be nobody's own, whoever marked it.
fn unfit(scope: &Scope<'_>, profile: &LiveProfile) -> Option<Refusal> {
    let name = &profile.name;
    if profile.custom == Seen::Known(false) {
        return Some(Refusal {
            reason: BlockReason::Shared,
            message: format!(
                "{name} is a standard profile: its login ranges and hours would hold for everybody who has it"
            ),
            hint: own_name_hint(),
        });
    }
    if profile.holders.contains_key(&scope.live.running_user.username) {
        return Some(Refusal {
            reason: BlockReason::OwnAccess,
            message: format!("{name} is the profile of the user as whom hallpass runs"),
            hint: own_name_hint(),
        });
    }
    let license = &scope.integration.user.license;
    if let Some(other) = profile.license.known().filter(|other| *other != license) {
        return Some(Refusal {
            reason: BlockReason::NoProfile,
            message: format!("profile {name} is of licence {other}, not {license}"),
            hint: own_name_hint(),
        });
    }
    shared(scope, profile).filter(|_| !is_ours(scope, profile))
}

fn own_name_hint() -> String {
    "leave `user.profile` out, and hallpass makes a profile for this integration alone; or name one that no other user has"
        .to_owned()
}

/// Who else has the profile, and would be shut out too.
fn shared(scope: &Scope<'_>, profile: &LiveProfile) -> Option<Refusal> {
    let is_other = |holder: &&Username| **holder != scope.integration.user.username;
    let others: Vec<&Username> = profile.holders.keys().filter(is_other).collect();
    let first = others.first()?;
    let more = match others.len() {
        1 => String::new(),
        count => format!(" and {} more", count - 1),
    };
    Some(Refusal {
        reason: BlockReason::Shared,
        message: format!(
            "profile {} is also that of {first}{more}: its login ranges and hours would hold for them too",
            profile.name
        ),
        hint: "give them another profile, or leave `user.profile` out, and hallpass makes one for this integration alone"
            .to_owned(),
    })
}

/// What is not managed any more goes on to hold.
fn tell_unmanaged(scope: &Scope<'_>, profile: &LiveProfile, draft: &mut Draft) {
    let name = &profile.name;
    draft.leave(
        scope.profile_address(),
        format!("{name} is no longer managed and may still restrict logins; `login: none` clears it"),
    );
}
