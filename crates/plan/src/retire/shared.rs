//! What others use too stays, and they are named.

use hallpass_model::{
    API_ONLY_PROFILES, Action, Address, ApiName, Attribute, Change, Kind, LiveApp, LivePermissionSet,
    LiveProfile, State, Username,
};

use super::ending::Ending;

impl<'a> Ending<'a> {
    pub(super) fn own_apps(&self) -> impl Iterator<Item = &'a LiveApp> {
        let apps = self.group.apps.iter().copied();
        apps.filter(|app| self.others_of_app(app).is_none())
    }

    pub(super) fn own_sets(&self) -> impl Iterator<Item = (&'a ApiName, &'a LivePermissionSet)> {
        let sets = self.group.sets.iter().copied();
        sets.filter(|(filed, set)| self.others_of_set(filed, set).is_none())
    }

    /// Why an app cannot go: others use it too.
    pub(super) fn others_of_app(&self, app: &LiveApp) -> Option<String> {
        let running = &self.live.running_user;
        if app.run_as.known() == Some(&running.username) || running.app.as_ref() == Some(&app.name) {
            return Some(format!("hallpass itself uses app {}", app.name));
        }
        // A set that stays because others use it goes on admitting them.
        let goes = |name: &ApiName| self.own_sets().any(|(_, set)| set.name == *name);
        let sets = app
            .admits
            .iter()
            .filter(|set| !goes(set) && !self.goes(Kind::AppLink, set, &app.name));
        let others: Vec<String> = sets
            .map(ToString::to_string)
            .chain(app.admits_profiles.iter().cloned())
            .collect();
        (!others.is_empty()).then(|| {
            let name = &app.name;
            let others = others.join(", ");
            format!("app {name} also admits {others}: take those out of it, then apply again")
        })
    }

    /// Why a set cannot go: others hold it too.
    pub(super) fn others_of_set(&self, filed: &ApiName, set: &LivePermissionSet) -> Option<String> {
        let is_own = |holder: &Username| self.group.users.iter().any(|user| user.username == *holder);
        let holders = set.holders.keys().filter(|holder| {
            let holder_name = ApiName::from(holder.as_str());
            !is_own(holder) && !self.goes(Kind::Assignment, &holder_name, filed)
        });
        let others: Vec<String> = holders
            .map(ToString::to_string)
            .chain(set.groups.iter().map(ToString::to_string))
            .collect();
        (!others.is_empty()).then(|| {
            let name = &set.name;
            let others = others.join(", ");
            format!("{name} is also given to {others}: take it from them, then apply again")
        })
    }

    /// Why a profile cannot go: others have it too, or nothing else is there for its users, who need one.
    pub(super) fn others_of_profile(&self, profile: &LiveProfile) -> Option<String> {
        let name = &profile.name;
        let is_own = |holder: &Username| self.group.users.iter().any(|user| user.username == *holder);
        let others: Vec<String> = profile
            .holders
            .keys()
            .filter(|holder| !is_own(holder) && !self.gets_another_profile(holder))
            .map(ToString::to_string)
            .collect();
        if !others.is_empty() {
            let others = others.join(", ");
            return Some(format!(
                "{name} is also the profile of {others}: give them another, then apply again"
            ));
        }
        let license = profile.license.known();
        let is_fit = |name: &&str| {
            let facts = self.live.catalog.profiles.get(*name);
            facts.is_some_and(|facts| Some(&facts.license) == license)
        };
        let has_users = profile.holders.keys().any(is_own);
        (has_users && !API_ONLY_PROFILES.iter().any(is_fit)).then(|| {
            let license = license.map_or("its licence", String::as_str);
            format!(
                "{name} stays: the org has no other API-only profile of {license} that its user could have"
            )
        })
    }

    fn gets_another_profile(&self, holder: &Username) -> bool {
        let Some(one) = self.group.spec.filter(|one| one.user.username == *holder) else {
            return false;
        };
        self.planned.iter().any(|change| {
            let after = change.after.as_ref().and_then(State::attributes);
            change.address == Address::user(&one.name)
                && after.is_some_and(|after| after.contains_key(&Attribute::Profile))
        })
    }

    /// Whether this plan takes something off the user or the set of the integration that goes on: then those are no
    /// others.
    fn goes(&self, kind: Kind, bearer: &ApiName, name: &ApiName) -> bool {
        let Some(one) = self.group.spec else {
            return false;
        };
        let own = match kind {
            Kind::AppLink => one.permission_set.name == *bearer,
            _ => one.user.username.as_str().eq_ignore_ascii_case(bearer.as_str()),
        };
        own && self.removal(kind, name).is_some()
    }

    /// Finds what takes a thing off the integration that goes on.
    pub(super) fn removal(&self, kind: Kind, name: &ApiName) -> Option<&'a Change> {
        let address = Address::named(&self.group.name, kind, name.clone());
        self.planned
            .iter()
            .find(|change| change.action == Action::Delete && change.address == address)
    }
}
