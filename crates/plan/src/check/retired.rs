//! What ends does so only when that was asked for, frozen first and its users last, and not before its grace is over.

use std::collections::BTreeSet;

use hallpass_model::{
    Action, ApiName, Attribute, Change, Desired, Enforce, Grace, IntegrationName, Kind, Live, LiveUser, Mark,
    Plan, Seen, State, Username, Value, profile_object,
};

use super::fault::{Fault, FaultCode, fault};

/// Returns whether a change is about something that the specs do not name.
pub(super) fn is_end(change: &Change, desired: &Desired) -> bool {
    let Some(one) = desired.integrations.get(&change.integration) else {
        return true;
    };
    let is_named = |name: &ApiName| one.apps.iter().any(|app| app.name == *name);
    let is_other_app = change.kind == Kind::App && !change.address.name.as_ref().is_some_and(is_named);
    change.address.is_besides() || is_other_app
}

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    let ends: Vec<(usize, &Change)> = plan
        .changes
        .iter()
        .enumerate()
        .filter(|(_, change)| is_end(change, desired))
        .collect();
    let names: BTreeSet<&IntegrationName> = ends.iter().map(|(_, change)| &change.integration).collect();
    for name in names.into_iter().filter(|name| plan.bearers.contains_key(*name)) {
        let changes: Vec<(usize, &Change)> = ends
            .iter()
            .copied()
            .filter(|(_, change)| change.integration == *name)
            .collect();
        let ending = Ending {
            plan,
            desired,
            live,
            name,
            changes: &changes,
        };
        ending.look(faults);
    }
}

/// The changes of one integration that are about what the specs do not name, with their places in the plan.
struct Ending<'p> {
    plan: &'p Plan,
    desired: &'p Desired,
    live: &'p Live,
    name: &'p IntegrationName,
    changes: &'p [(usize, &'p Change)],
}

impl<'p> Ending<'p> {
    fn look(&self, faults: &mut Vec<Fault>) {
        let last_thing = self
            .changes
            .iter()
            .rposition(|(_, change)| change.kind != Kind::User);
        for (n, (at, change)) in self.changes.iter().enumerate() {
            let mut found = |code, message: &str| fault(faults, code, &change.address, message);
            if !self.was_asked_for() {
                found(FaultCode::Unfounded, "is about something that nobody ends");
            }
            if !only_ends(change) {
                found(FaultCode::NotAllowed, "does more than ending something");
            }
            match self.mark_of(change) {
                Some(mark) if mark.is_protected() => found(FaultCode::NotOurs, "touches what is protected"),
                Some(_) => {}
                None => found(
                    FaultCode::NotOurs,
                    "touches what does not carry the integration's mark",
                ),
            }
            if self.touches_running_user(change) {
                found(FaultCode::OwnAccess, "touches the running user's own access");
            }
            if change.kind != Kind::Login && !self.all_are_frozen_by(*at) {
                found(FaultCode::Order, "comes before its users are frozen");
            }
            if takes_away(change) && !self.may_remove() {
                found(FaultCode::NotAllowed, "goes before the grace is over");
            }
            if change.kind == Kind::User && last_thing.is_some_and(|last| last > n) {
                found(FaultCode::Order, "goes before the rest, which is found by it");
            }
            if change.kind == Kind::PermissionSet
                && change.action == Action::Delete
                && self.is_held_at(*at, change)
            {
                found(FaultCode::Order, "goes while somebody holds it");
            }
        }
    }

    fn was_asked_for(&self) -> bool {
        let retiring = &self.desired.retiring;
        let is_pruned =
            self.plan.prune.is_some() && retiring.prune.as_ref().map(|grace| grace.days) == self.plan.prune;
        match self.desired.integrations.get(self.name) {
            Some(one) => is_pruned && one.enforce == Enforce::Exact,
            None => {
                retiring.declared.contains_key(self.name)
                    || (is_pruned && !retiring.known.contains(self.name))
            }
        }
    }

    fn grace(&self) -> Option<&Grace> {
        let retiring = &self.desired.retiring;
        let declared = retiring.declared.get(self.name).map(|one| &one.grace);
        declared.or(retiring.prune.as_ref())
    }

    /// Whether a mark is this fleet's and this integration's, under its name or the one before, and was made for its
    /// bearer.
    fn is_ours(&self, mark: &Mark, bearer: &ApiName) -> bool {
        let before = self
            .desired
            .integrations
            .get(self.name)
            .and_then(|one| one.previously.as_ref());
        let is_name = mark.integration == *self.name || Some(&mark.integration) == before;
        mark.fleet == self.desired.fleet && is_name && mark.object == *bearer
    }

    /// The mark of what a change touches, where it is this integration's and no spec names its bearer.
    fn mark_of(&self, change: &Change) -> Option<&'p Mark> {
        let bearer = self.plan.bearer_of(&change.address)?;
        let (name, mark) = match change.kind {
            kind if is_of_user(kind) => {
                let user = self.live.users.get(&bearer.username)?;
                (ApiName::new(user.username.as_str()), user.mark.as_ref()?)
            }
            Kind::App => {
                let app = self.live.apps.get(change.address.name.as_ref()?)?;
                (app.name.clone(), app.mark.as_ref()?)
            }
            Kind::Profile => {
                let profile = self.live.profiles.get(&ApiName::from(bearer.profile.as_str()))?;
                (profile_object(&profile.name), profile.mark.as_ref()?)
            }
            _ => {
                let set = self.live.permission_sets.get(&bearer.permission_set)?;
                (set.name.clone(), set.mark.as_ref()?)
            }
        };
        let is_named = self.desired.integrations.values().any(|one| match change.kind {
            kind if is_of_user(kind) => one.user.username == bearer.username,
            Kind::App => one.apps.iter().any(|app| app.name == name),
            Kind::Profile => one.own_profile.name.eq_ignore_ascii_case(&bearer.profile),
            _ => one.permission_set.name == bearer.permission_set,
        });
        (!is_named && self.is_ours(mark, &name)).then_some(mark)
    }

    fn touches_running_user(&self, change: &Change) -> bool {
        let running = &self.live.running_user;
        let app = change.address.name.as_ref().filter(|_| change.kind == Kind::App);
        let own_app = app.is_some_and(|name| {
            let runs_as = self.live.apps.get(name).and_then(|app| app.run_as.known());
            running.app.as_ref() == Some(name) || runs_as == Some(&running.username)
        });
        let of_user = is_of_user(change.kind);
        let profile = self.plan.bearer_of(&change.address).and_then(|bearer| {
            let name = ApiName::from(bearer.profile.as_str());
            self.live.profiles.get(&name)
        });
        let own_profile = change.kind == Kind::Profile
            && profile.is_some_and(|profile| profile.holders.contains_key(&running.username));
        own_app || own_profile || of_user && self.username_of(change).as_ref() == Some(&running.username)
    }

    fn username_of(&self, change: &Change) -> Option<Username> {
        let bearer = self.plan.bearer_of(&change.address)?;
        Some(bearer.username.clone())
    }

    /// The users that carry the integration's mark and that no spec names.
    fn users(&self) -> impl Iterator<Item = &'p LiveUser> {
        let found = self.live.users.iter().filter(|(filed, user)| {
            let mut specs = self.desired.integrations.values();
            let is_named = specs.any(|one| one.user.username == **filed);
            let bearer = ApiName::new(user.username.as_str());
            !is_named && user.mark.as_ref().is_some_and(|mark| self.is_ours(mark, &bearer))
        });
        found.map(|(_, user)| user)
    }

    fn all_are_frozen_by(&self, at: usize) -> bool {
        let frozen_before = |user: &LiveUser| {
            self.plan.changes[..at].iter().any(|change| {
                change.kind == Kind::Login
                    && change.integration == *self.name
                    && self.username_of(change).as_ref() == Some(&user.username)
            })
        };
        self.users()
            .all(|user| !user.active || user.frozen == Seen::Known(true) || frozen_before(user))
    }

    /// Its users say since when; where it has none, its sets and apps do.
    fn may_remove(&self) -> bool {
        let Some(grace) = self.grace() else {
            return false;
        };
        let is_over = |mark: Option<&Mark>| {
            let since = mark.and_then(|mark| mark.more.get("retired"));
            since.is_some_and(|day| !day.is_empty() && **day <= *grace.since)
        };
        let mut users = self.users().peekable();
        let mut clocks: Vec<Option<&Mark>> = Vec::new();
        if users.peek().is_none() {
            let things = self
                .changes
                .iter()
                .filter(|(_, change)| matches!(change.kind, Kind::App | Kind::PermissionSet | Kind::Profile));
            clocks.extend(things.map(|(_, change)| self.mark_of(change)));
        }
        clocks.extend(users.filter(|user| user.active).map(|user| user.mark.as_ref()));
        grace.days == 0 || clocks.into_iter().all(is_over)
    }

    fn is_held_at(&self, at: usize, change: &Change) -> bool {
        let Some(bearer) = self.plan.bearer_of(&change.address) else {
            return true;
        };
        let name = &bearer.permission_set;
        let set = self.live.permission_sets.get(name);
        let mut holders = set.into_iter().flat_map(|set| set.holders.keys());
        let taken = |holder: &Username| {
            self.plan.changes[..at].iter().any(|other| {
                other.kind == Kind::Assignment
                    && other.action == Action::Delete
                    && other.address.thing().as_deref() == Some(name)
                    && self.username_of(other).as_ref() == Some(holder)
            })
        };
        holders.any(|holder| !taken(holder))
    }
}

/// Whether it is the user itself or hangs on one.
const fn is_of_user(kind: Kind) -> bool {
    matches!(kind, Kind::User | Kind::Login) || kind.hangs_on_user()
}

/// Whether something is gone afterwards that a spec that comes back would not find.
fn takes_away(change: &Change) -> bool {
    change.action == Action::Delete && change.kind != Kind::AppLink
}

/// Freezing, closing and taking away; nothing that gives.
fn only_ends(change: &Change) -> bool {
    let after = change.after.as_ref().and_then(State::attributes);
    let only = |allowed: &[Attribute]| {
        after.is_some_and(|after| {
            after.iter().all(|(attribute, value)| {
                allowed.contains(attribute)
                    && (*attribute != Attribute::Frozen || *value == Value::Flag(true))
                    && (*attribute != Attribute::Enabled || *value == Value::Flag(false))
                    && (*attribute != Attribute::PermittedUsers
                        || value.text() == Some("admin_pre_authorized"))
            })
        })
    };
    match (change.kind, change.action) {
        (Kind::Login, Action::Update) => only(&[Attribute::Frozen, Attribute::Sessions, Attribute::Mark]),
        (Kind::App, Action::Update) => only(&[
            Attribute::Enabled,
            Attribute::PermittedUsers,
            Attribute::Mark,
            Attribute::Description,
        ]),
        (Kind::PermissionSet | Kind::Profile, Action::Update) => {
            only(&[Attribute::Mark, Attribute::Description])
        }
        (
            Kind::Profile
            | Kind::User
            | Kind::PermissionSet
            | Kind::App
            | Kind::AppLink
            | Kind::License
            | Kind::PackageLicense
            | Kind::Assignment
            | Kind::PublicGroup
            | Kind::Queue,
            action,
        ) => action == Action::Delete,
        _ => false,
    }
}
