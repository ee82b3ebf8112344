//! Giving up: the marks of an integration come off, and all that they were on stays as it is.

use hallpass_model::{
    Action, Address, ApiName, Attribute, Attributes, Bearer, Change, Desired, IntegrationName, Kind, Live,
    Mark, OrgName, Plan, Reason, Risk, State, Username, Value, profile_object,
};

use crate::draft::Draft;
use crate::planner::assemble;

/// Plans to take the marks of an integration off its apps, its set, its profile and its user, in this order: what is left of it can be
/// found as long as anything is.
///
/// The specs need not have it any more. Of several users or sets with its mark the others are named in their addresses.
pub fn forget(org: &OrgName, desired: &Desired, live: &Live, name: &IntegrationName) -> Plan {
    let ours = |mark: Option<&Mark>, bearer: &ApiName| {
        mark.filter(|mark| mark.fleet == desired.fleet && mark.integration == *name && mark.is_of(bearer))
            .cloned()
    };
    let found = live.users.iter().filter_map(|(username, user)| {
        let mark = ours(user.mark.as_ref(), &ApiName::new(user.username.as_str()))?;
        Some((username.as_str(), mark))
    });
    let users: Vec<(&str, Mark)> = found.collect();
    let found = live.permission_sets.iter().filter_map(|(filed, set)| {
        let mark = ours(set.mark.as_ref(), &set.name)?;
        Some((filed.as_str(), mark))
    });
    let sets: Vec<(&str, Mark)> = found.collect();
    let apps = live.apps.values().filter_map(|app| {
        let mark = ours(app.mark.as_ref(), &app.name)?;
        Some(unmarked(Address::named(name, Kind::App, app.name.clone()), &mark))
    });
    let found = live.profiles.values().filter_map(|profile| {
        let mark = ours(profile.mark.as_ref(), &profile_object(&profile.name))?;
        Some((profile.name.as_str(), mark))
    });
    let profiles: Vec<(&str, Mark)> = found.collect();
    let mut changes: Vec<Change> = apps.collect();
    changes.extend(each(name, Kind::PermissionSet, &sets));
    changes.extend(each(name, Kind::Profile, &profiles));
    let last = each(name, Kind::User, &users).map(|change| Change {
        depends_on: changes.iter().map(|change| change.address.clone()).collect(),
        ..change
    });
    let last: Vec<Change> = last.collect();
    changes.extend(last);
    let bearer = Bearer {
        username: Username::from(users.first().map_or("", |(username, _)| *username)),
        permission_set: ApiName::from(sets.first().map_or("", |(name, _)| *name)),
        profile: profiles.first().map_or("", |(name, _)| *name).to_owned(),
        previously: None,
    };
    let draft = Draft {
        changes,
        ..Draft::default()
    };
    assemble(org, desired, live, draft, vec![(name.clone(), bearer)])
}

/// Takes the marks off all of a kind; the first of them is the integration's own.
fn each(name: &IntegrationName, kind: Kind, found: &[(&str, Mark)]) -> impl Iterator<Item = Change> {
    found.iter().enumerate().map(move |(n, (bearer, mark))| {
        let address = match n {
            0 => Address {
                integration: name.clone(),
                kind,
                name: None,
            },
            _ => Address::besides(name, kind, bearer),
        };
        unmarked(address, mark)
    })
}

/// An empty mark is none.
fn unmarked(address: Address, mark: &Mark) -> Change {
    let side = |value: Value| Some(State::Attributes(Attributes::from([(Attribute::Mark, value)])));
    Change {
        integration: address.integration.clone(),
        kind: address.kind,
        address,
        action: Action::Update,
        before: side(mark.to_string().into()),
        after: side("".into()),
        reason: Reason::Forgotten,
        risk: Risk::Medium,
        depends_on: Vec::new(),
    }
}
