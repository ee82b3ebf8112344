//! Finds what carries this fleet's mark and is in no spec.

use std::collections::BTreeMap;

use hallpass_model::{
    Address, ApiName, Bearer, Desired, Integration, IntegrationName, Kind, Live, LiveApp, LivePermissionSet,
    LiveProfile, LiveUser, Mark, Username, profile_object,
};

use super::clock::is_at_rest;

/// What of one integration is in the org and in no spec.
pub(super) struct Group<'a> {
    pub(super) name: IntegrationName,
    /// The spec of the integration, where it goes on with other things.
    pub(super) spec: Option<&'a Integration>,
    /// Those who can log in come first.
    pub(super) users: Vec<&'a LiveUser>,
    /// With the names under which they are filed.
    pub(super) sets: Vec<(&'a ApiName, &'a LivePermissionSet)>,
    pub(super) apps: Vec<&'a LiveApp>,
    pub(super) profiles: Vec<&'a LiveProfile>,
}

/// Returns what ends, or would if somebody ended it, by integration.
pub(super) fn groups<'a>(desired: &'a Desired, live: &'a Live) -> Vec<Group<'a>> {
    let mut finder = Finder {
        desired,
        groups: BTreeMap::new(),
    };
    let specs = || desired.integrations.values();
    let (active, inactive): (Vec<_>, Vec<_>) = live.users.iter().partition(|(_, user)| user.active);
    for (filed, user) in active.into_iter().chain(inactive) {
        let is_named = specs().any(|one| one.user.username == *filed);
        let bearer = ApiName::new(user.username.as_str());
        if !is_named
            && !is_at_rest(user)
            && let Some(group) = finder.of(user.mark.as_ref(), &bearer)
        {
            group.users.push(user);
        }
    }
    for (filed, set) in live.permission_sets.iter() {
        let is_named = specs().any(|one| one.permission_set.name == *filed);
        if !is_named && let Some(group) = finder.of(set.mark.as_ref(), &set.name) {
            group.sets.push((filed, set));
        }
    }
    for app in live.apps.values() {
        let is_named = specs().any(|one| one.apps.iter().any(|own| own.name == app.name));
        if !is_named && let Some(group) = finder.of(app.mark.as_ref(), &app.name) {
            group.apps.push(app);
        }
    }
    for profile in live.profiles.values() {
        let names = |one: &Integration| one.own_profile.name.eq_ignore_ascii_case(&profile.name);
        let bearer = profile_object(&profile.name);
        if !specs().any(names)
            && let Some(group) = finder.of(profile.mark.as_ref(), &bearer)
        {
            group.profiles.push(profile);
        }
    }
    finder.groups.into_values().collect()
}

struct Finder<'a> {
    desired: &'a Desired,
    groups: BTreeMap<IntegrationName, Group<'a>>,
}

impl<'a> Finder<'a> {
    /// Returns the group to which something belongs by its mark. What a spec names is in none, whoever marked it: that
    /// it is in the way is told there.
    fn of(&mut self, mark: Option<&Mark>, bearer: &ApiName) -> Option<&mut Group<'a>> {
        let mark = mark.filter(|mark| mark.fleet == self.desired.fleet && mark.is_of(bearer))?;
        let spec = self.desired.owner_of(mark);
        let name = spec.map_or(&mark.integration, |one| &one.name);
        let retiring = &self.desired.retiring;
        // An integration that is left out of this plan is none of its business.
        if spec.is_none() && retiring.known.contains(name) && !retiring.declared.contains_key(name) {
            return None;
        }
        let new = || Group {
            name: name.clone(),
            spec,
            users: Vec::new(),
            sets: Vec::new(),
            apps: Vec::new(),
            profiles: Vec::new(),
        };
        Some(self.groups.entry(name.clone()).or_insert_with(new))
    }
}

impl Group<'_> {
    /// Returns the address of a user. Only where the integration itself ends, the first one is its own.
    pub(super) fn user(&self, kind: Kind, user: &LiveUser) -> Address {
        let own = self.users.first().filter(|_| self.spec.is_none());
        match own.is_some_and(|own| own.username == user.username) {
            true => Address {
                kind,
                ..Address::user(&self.name)
            },
            false => Address::besides(&self.name, kind, user.username.as_str()),
        }
    }

    /// Returns the address of what a user holds.
    pub(super) fn held(&self, kind: Kind, user: &LiveUser, name: &ApiName) -> Address {
        match self.user(Kind::User, user).name {
            None => Address::named(&self.name, kind, name.clone()),
            Some(user) => Address::on(&self.name, kind, user.as_str(), name),
        }
    }

    /// Returns the address of a set.
    pub(super) fn set(&self, filed: &ApiName) -> Address {
        let own = self.sets.first().filter(|_| self.spec.is_none());
        match own.is_some_and(|(own, _)| *own == filed) {
            true => Address::permission_set(&self.name),
            false => Address::besides(&self.name, Kind::PermissionSet, filed.as_str()),
        }
    }

    /// Returns the address of the link of a set to an app.
    pub(super) fn link(&self, filed: &ApiName, app: &ApiName) -> Address {
        match self.set(filed).name {
            None => Address::named(&self.name, Kind::AppLink, app.clone()),
            Some(set) => Address::on(&self.name, Kind::AppLink, set.as_str(), app),
        }
    }

    /// Returns the address of an app.
    pub(super) fn app(&self, app: &LiveApp) -> Address {
        Address::named(&self.name, Kind::App, app.name.clone())
    }

    /// Returns the address of a profile.
    pub(super) fn profile(&self, profile: &LiveProfile) -> Address {
        let own = self.profiles.first().filter(|_| self.spec.is_none());
        match own.is_some_and(|own| own.name == profile.name) {
            true => Address {
                kind: Kind::Profile,
                ..Address::user(&self.name)
            },
            false => Address::besides(&self.name, Kind::Profile, &profile.name),
        }
    }

    /// Returns everything by its address, with what it is called and its mark.
    pub(super) fn all(&self) -> impl Iterator<Item = (Address, String, Option<&Mark>)> {
        let users = self.users.iter().map(|user| {
            let address = self.user(Kind::User, user);
            (address, user.username.to_string(), user.mark.as_ref())
        });
        let sets = self
            .sets
            .iter()
            .map(|(filed, set)| (self.set(filed), set.name.to_string(), set.mark.as_ref()));
        let apps = self
            .apps
            .iter()
            .map(|app| (self.app(app), app.name.to_string(), app.mark.as_ref()));
        let profiles = self
            .profiles
            .iter()
            .map(|profile| (self.profile(profile), profile.name.clone(), profile.mark.as_ref()));
        users.chain(sets).chain(apps).chain(profiles)
    }

    /// Returns the bearer of an integration that ends as a whole.
    pub(super) fn bearer(&self) -> Bearer {
        let user = self.users.first().map(|user| user.username.clone());
        let set = self.sets.first().map(|(filed, _)| (*filed).clone());
        Bearer {
            username: user.unwrap_or_else(|| Username::from("")),
            permission_set: set.unwrap_or_else(|| ApiName::from("")),
            profile: self
                .profiles
                .first()
                .map_or("", |own| own.name.as_str())
                .to_owned(),
            previously: None,
        }
    }
}
