//! An integration ends only when that was asked for, frozen first and its user last, and not before its grace is over.

use hallpass_model::{
    Action, Address, ApiName, Attribute, Bearer, Change, Desired, IntegrationName, Kind, Live, Mark, Plan,
    Seen, State, Value,
};

use super::fault::{Fault, FaultCode, fault};

pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    let ends = |name: &IntegrationName| !desired.integrations.contains_key(name);
    for (name, bearer) in plan.bearers.iter().filter(|(name, _)| ends(name)) {
        let changes: Vec<&Change> = plan
            .changes
            .iter()
            .filter(|one| one.integration == *name)
            .collect();
        if !changes.is_empty() {
            let ending = Ending {
                plan,
                desired,
                live,
                name,
                bearer,
                changes: &changes,
            };
            ending.look(faults);
        }
    }
}

/// The changes of an integration that the specs do not describe.
struct Ending<'p> {
    plan: &'p Plan,
    desired: &'p Desired,
    live: &'p Live,
    name: &'p IntegrationName,
    bearer: &'p Bearer,
    changes: &'p [&'p Change],
}

impl Ending<'_> {
    fn look(&self, faults: &mut Vec<Fault>) {
        for (n, change) in self.changes.iter().enumerate() {
            let mut found = |code, message: &str| fault(faults, code, &change.address, message);
            if !self.was_asked_for() {
                found(FaultCode::Unfounded, "is about an integration that nobody ends");
            }
            if !only_ends(change) {
                found(FaultCode::NotAllowed, "does more than ending an integration");
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
            if change.kind != Kind::Login && !self.is_frozen_by_then(n) {
                found(FaultCode::Order, "comes before the user is frozen");
            }
            if change.action == Action::Delete && !self.may_remove() {
                found(FaultCode::NotAllowed, "goes before the grace is over");
            }
            if change.kind == Kind::User && n + 1 != self.changes.len() {
                found(FaultCode::Order, "goes before the rest, which is found by it");
            }
            if change.kind == Kind::PermissionSet && self.is_held_after(n) {
                found(FaultCode::Order, "goes while somebody holds it");
            }
        }
    }

    fn was_asked_for(&self) -> bool {
        let retiring = &self.desired.retiring;
        let is_pruned = self.plan.prune.is_some()
            && retiring.prune.as_ref().map(|grace| grace.days) == self.plan.prune
            && !retiring.known.contains(self.name);
        retiring.declared.contains_key(self.name) || is_pruned
    }

    fn user(&self) -> Option<&hallpass_model::LiveUser> {
        self.live.users.get(&self.bearer.username)
    }

    /// The mark of what a change touches, where it is this fleet's and integration's and was made for it.
    fn mark_of(&self, change: &Change) -> Option<&Mark> {
        let user = ApiName::new(self.bearer.username.as_str());
        let (bearer, mark) = match change.kind {
            Kind::User | Kind::Login | Kind::License | Kind::Assignment => {
                (&user, self.user()?.mark.as_ref()?)
            }
            Kind::App => {
                let name = change.address.name.as_ref()?;
                (name, self.live.apps.get(name)?.mark.as_ref()?)
            }
            _ => {
                let name = &self.bearer.permission_set;
                (name, self.live.permission_sets.get(name)?.mark.as_ref()?)
            }
        };
        let is_ours =
            mark.fleet == self.desired.fleet && mark.integration == *self.name && mark.object == *bearer;
        is_ours.then_some(mark)
    }

    fn touches_running_user(&self, change: &Change) -> bool {
        let running = &self.live.running_user;
        let app = change.address.name.as_ref().filter(|_| change.kind == Kind::App);
        let own_app = app.is_some_and(|name| {
            let runs_as = self.live.apps.get(name).and_then(|app| app.run_as.known());
            running.app.as_ref() == Some(name) || runs_as == Some(&running.username)
        });
        own_app || self.bearer.username == running.username
    }

    fn is_frozen_by_then(&self, n: usize) -> bool {
        let is_frozen = self
            .user()
            .is_none_or(|user| !user.active || user.frozen == Seen::Known(true));
        is_frozen || self.changes[..n].iter().any(|change| change.kind == Kind::Login)
    }

    fn may_remove(&self) -> bool {
        let Some(user) = self.user().filter(|user| user.active) else {
            return true;
        };
        let retiring = &self.desired.retiring;
        let declared = retiring.declared.get(self.name).map(|one| &one.grace);
        let Some(grace) = declared.or(retiring.prune.as_ref()) else {
            return false;
        };
        let since = user.mark.as_ref().and_then(|mark| mark.more.get("retired"));
        grace.days == 0 || since.is_some_and(|day| !day.is_empty() && **day <= *grace.since)
    }

    fn is_held_after(&self, n: usize) -> bool {
        let set = self.live.permission_sets.get(&self.bearer.permission_set);
        let taken = |address: &Address| self.changes[..n].iter().any(|change| change.address == *address);
        let holders = set.into_iter().flat_map(|set| set.holders.keys());
        holders.into_iter().any(|holder| {
            let name = self.bearer.permission_set.clone();
            *holder != self.bearer.username || !taken(&Address::named(self.name, Kind::Assignment, name))
        })
    }
}

/// Freezing, switching off and taking away; nothing that gives.
fn only_ends(change: &Change) -> bool {
    let after = change.after.as_ref().and_then(State::attributes);
    let only = |allowed: &[Attribute]| {
        after.is_some_and(|after| {
            after.iter().all(|(attribute, value)| {
                allowed.contains(attribute)
                    && (*attribute != Attribute::Frozen || *value == Value::Flag(true))
                    && (*attribute != Attribute::Enabled || *value == Value::Flag(false))
            })
        })
    };
    match (change.kind, change.action) {
        (Kind::Login, Action::Update) => only(&[Attribute::Frozen, Attribute::Sessions, Attribute::Mark]),
        (Kind::App, Action::Update) => only(&[Attribute::Enabled]),
        (Kind::User | Kind::PermissionSet | Kind::App | Kind::License | Kind::Assignment, action) => {
            action == Action::Delete
        }
        _ => false,
    }
}
