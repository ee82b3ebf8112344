//! The last step of an end: everything goes, in the opposite order of creation.

use hallpass_model::{
    Action, Address, ApiName, Attribute, Attributes, Change, Kind, LiveApp, LivePermissionSet, LiveUser,
    State, Unmanaged,
};

use super::ending::Ending;
use crate::observed::{self, known_of};

impl Ending<'_> {
    /// The users, by whose marks the rest is found, are the last.
    pub(super) fn take_apart(&self, changes: &mut Vec<Change>, told: &mut Vec<Unmanaged>) {
        let group = self.group;
        for user in &group.users {
            for (name, _) in user.assignments.iter() {
                changes.push(self.delete(group.held(Kind::Assignment, user, name), named(name)));
            }
        }
        for app in &group.apps {
            let why = self.others_of_app(app);
            self.go(group.app(app), of_app(app), why, changes, told);
        }
        for (filed, set) in &group.sets {
            let why = self.others_of_set(filed, set);
            self.go(group.set(filed), of_set(set), why, changes, told);
        }
        for user in &group.users {
            for (name, _) in user.licenses.iter() {
                changes.push(self.delete(group.held(Kind::License, user, name), named(name)));
            }
            for (kind, held) in &user.joined {
                for (name, _) in held.known().into_iter().flat_map(|held| held.iter()) {
                    changes.push(self.delete(group.held(*kind, user, name), named(name)));
                }
            }
        }
        for profile in &group.profiles {
            let why = self.others_of_profile(profile);
            let before = self.seen_of_profile(profile, |one| one != Attribute::Mark);
            self.go(
                group.profile(profile),
                State::Attributes(before),
                why,
                changes,
                told,
            );
        }
        for user in group.users.iter().filter(|user| user.active) {
            changes.push(self.delete(group.user(Kind::User, user), of_user(user)));
        }
    }

    fn go(
        &self,
        address: Address,
        before: State,
        why: Option<String>,
        changes: &mut Vec<Change>,
        told: &mut Vec<Unmanaged>,
    ) {
        match why {
            None => changes.push(self.delete(address, before)),
            Some(why) => told.push(Unmanaged { address, why }),
        }
    }

    /// Each waits for the freezing; licences and sets for the assignments; the users for everything. And the first step
    /// waits for what the integration that goes on gets in place of it.
    pub(super) fn wait(&self, changes: &mut [Change]) {
        let all: Vec<Address> = changes.iter().map(|change| change.address.clone()).collect();
        let replacements = self.replacements();
        for change in changes {
            let needs = |other: &&Address| match (change.kind, other.kind) {
                (Kind::Login, _) | (_, Kind::User) => false,
                (Kind::User, _) | (_, Kind::Login) => true,
                (Kind::License | Kind::PackageLicense | Kind::PermissionSet, Kind::Assignment) => {
                    change.action == Action::Delete
                }
                _ => false,
            };
            let mut depends_on: Vec<Address> = all.iter().filter(needs).cloned().collect();
            depends_on.extend(replacements.iter().cloned());
            depends_on.extend(self.removals_before(change));
            depends_on.sort_unstable();
            depends_on.dedup();
            change.depends_on = depends_on;
        }
    }

    /// What comes or changes of the integration that goes on, its grants apart: there may be many of them, and they are
    /// nothing without these.
    fn replacements(&self) -> Vec<Address> {
        let is_one = |change: &&Change| {
            change.integration == self.group.name
                && change.action != Action::Delete
                && matches!(
                    change.kind,
                    Kind::Profile
                        | Kind::User
                        | Kind::Login
                        | Kind::License
                        | Kind::PackageLicense
                        | Kind::PublicGroup
                        | Kind::Queue
                        | Kind::PermissionSet
                        | Kind::App
                        | Kind::AppLink
                        | Kind::Assignment
                )
        };
        let found = self.planned.iter().filter(is_one);
        found.map(|change| change.address.clone()).collect()
    }

    /// What this very plan takes off the integration that goes on must be off.
    fn removals_before(&self, change: &Change) -> Option<Address> {
        let kind = match (self.group.spec, change.kind) {
            (Some(_), Kind::PermissionSet) => Kind::Assignment,
            (Some(_), Kind::App) => Kind::AppLink,
            _ => return None,
        };
        let name = change.address.name.as_ref()?;
        self.removal(kind, name).map(|removal| removal.address.clone())
    }
}

fn named(name: &ApiName) -> State {
    State::Attributes(Attributes::from([(Attribute::Name, name.as_str().into())]))
}

fn of_user(user: &LiveUser) -> State {
    let shown = [Attribute::Username, Attribute::Active];
    State::Attributes(known_of(observed::user(user), |attribute| {
        shown.contains(&attribute)
    }))
}

fn of_set(set: &LivePermissionSet) -> State {
    let shown = [Attribute::Name, Attribute::Label, Attribute::Description];
    State::Attributes(known_of(observed::permission_set(set), |attribute| {
        shown.contains(&attribute)
    }))
}

fn of_app(app: &LiveApp) -> State {
    let shown = [
        Attribute::Name,
        Attribute::AppKind,
        Attribute::Label,
        Attribute::RunAs,
    ];
    State::Attributes(known_of(observed::app(app), |attribute| {
        shown.contains(&attribute)
    }))
}
