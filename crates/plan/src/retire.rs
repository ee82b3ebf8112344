//! Integrations that end: found by their marks, frozen first, and taken apart when their grace is over.
//!
//! The user's mark is the clock: it says since when. Freezing comes before anything else and deactivating after all
//! else, so that whatever happens in between, the user can be found by its mark and cannot log in. A user is never
//! deleted; the deactivated one keeps its mark, and a spec that comes back finds it by that.

use std::collections::BTreeMap;

use hallpass_model::{
    Action, Address, ApiName, AppKind, Attribute, Attributes, Bearer, BlockReason, Blocked, Change, Desired,
    Grace, IntegrationName, Kind, Live, LiveApp, LivePermissionSet, LiveUser, Mark, Reason, Risk, Seen,
    State, Unmanaged, Username, Value,
};

use crate::observed::{self, known_of};

/// What `sessions` says where they are ended.
const ENDED: &str = "ended";

/// What ends and how.
#[derive(Default)]
pub(crate) struct Retired {
    pub(crate) changes: Vec<Change>,
    pub(crate) bearers: Vec<(IntegrationName, Bearer)>,
    pub(crate) unmanaged: Vec<Unmanaged>,
    pub(crate) blocked: Vec<Blocked>,
}

/// What an integration that no spec describes has in the org.
#[derive(Default)]
struct Things<'l> {
    user: Option<&'l LiveUser>,
    set: Option<&'l LivePermissionSet>,
    apps: Vec<&'l LiveApp>,
    /// What there is more than one of; it has its turn when the first is gone.
    more: Vec<(Address, String)>,
}

/// Plans the end of all integrations that end, and lists those that nobody ends.
pub(crate) fn retire(desired: &Desired, live: &Live) -> Retired {
    let mut retired = Retired::default();
    for (name, things) in orphans(desired, live) {
        let orphan = Orphan {
            desired,
            live,
            name: &name,
            things: &things,
        };
        orphan.end(&mut retired);
    }
    retired
}

/// Finds what carries this fleet's mark for integrations that are not planned here.
fn orphans<'l>(desired: &Desired, live: &'l Live) -> BTreeMap<IntegrationName, Things<'l>> {
    let mut orphans: BTreeMap<IntegrationName, Things<'l>> = BTreeMap::new();
    let owner = |mark: Option<&Mark>, bearer: &ApiName| {
        let mark = mark.filter(|mark| mark.fleet == desired.fleet && mark.is_of(bearer))?;
        (desired.owner_of(mark).is_none() && !is_left_out(desired, &mark.integration))
            .then(|| mark.integration.clone())
    };
    // What a spec names is no orphan, whoever marked it: that it is in the way is told there.
    let specs = || desired.integrations.values();
    // Of two users the one who can log in comes first.
    let (active, inactive): (Vec<_>, Vec<_>) = live.users.values().partition(|user| user.active);
    for user in active.into_iter().chain(inactive) {
        let is_named = specs().any(|one| one.user.username == user.username);
        let bearer = ApiName::new(user.username.as_str());
        if let Some(name) = owner(user.mark.as_ref(), &bearer).filter(|_| !is_named) {
            let things = orphans.entry(name.clone()).or_default();
            match things.user {
                None => things.user = Some(user),
                Some(_) if is_at_rest(user) => {}
                Some(_) => things
                    .more
                    .push((Address::user(&name), user.username.to_string())),
            }
        }
    }
    for set in live.permission_sets.values() {
        let is_named = specs().any(|one| one.permission_set.name == set.name);
        if let Some(name) = owner(set.mark.as_ref(), &set.name).filter(|_| !is_named) {
            let things = orphans.entry(name.clone()).or_default();
            match things.set {
                None => things.set = Some(set),
                Some(_) => things
                    .more
                    .push((Address::permission_set(&name), set.name.to_string())),
            }
        }
    }
    for app in live.apps.values() {
        let is_named = specs().any(|one| one.apps.iter().any(|own| own.name == app.name));
        if let Some(name) = owner(app.mark.as_ref(), &app.name).filter(|_| !is_named) {
            orphans.entry(name).or_default().apps.push(app);
        }
    }
    orphans
}

/// Whether specs have an integration that is left out of this plan.
fn is_left_out(desired: &Desired, name: &IntegrationName) -> bool {
    desired.retiring.known.contains(name) && !desired.retiring.declared.contains_key(name)
}

/// Whether a user is all that is left of an integration that was ended: it cannot be deleted.
fn is_at_rest(user: &LiveUser) -> bool {
    !user.active && began(user).is_some() && user.assignments.is_empty() && user.licenses.is_empty()
}

/// The day on which the end of a user's integration began.
fn began(user: &LiveUser) -> Option<&str> {
    user.mark.as_ref()?.more.get(Mark::RETIRED).map(String::as_str)
}

/// Whether all of freezing is done: logins refused, sessions ended, and the mark says so.
fn is_frozen(user: &LiveUser) -> bool {
    let says = user
        .mark
        .as_ref()
        .is_some_and(|mark| mark.more.contains_key(Mark::FROZEN) && mark.more.contains_key(Mark::RETIRED));
    says && user.frozen == Seen::Known(true)
}

/// One integration that no spec describes.
struct Orphan<'o, 'l> {
    desired: &'o Desired,
    live: &'l Live,
    name: &'o IntegrationName,
    things: &'o Things<'l>,
}

impl Orphan<'_, '_> {
    fn end(&self, retired: &mut Retired) {
        let Things {
            user,
            set,
            apps,
            more,
        } = self.things;
        if user.is_none_or(is_at_rest) && set.is_none() && apps.is_empty() && more.is_empty() {
            return;
        }
        let retiring = &self.desired.retiring;
        let grace = retiring
            .grace_of(self.name)
            .filter(|_| !retiring.today.is_empty());
        let Some(grace) = grace else {
            let why = self.way_on();
            return self.leave_all(retired, &why);
        };
        if let Some(refused) = self.obstacle() {
            retired.bearers.push((self.name.clone(), self.bearer()));
            return retired.blocked.push(refused);
        }
        let mut changes: Vec<Change> = self.freeze().into_iter().collect();
        match self.is_over(grace) {
            false => {
                changes.extend(self.switch_off_apps());
                self.leave_all(retired, &self.until(grace));
            }
            true => self.take_apart(&mut changes, retired),
        }
        for (address, thing) in more {
            let why = format!("{thing} has its turn when the other one of {} is gone", self.name);
            retired.unmanaged.push(Unmanaged {
                address: address.clone(),
                why,
            });
        }
        wait(&mut changes);
        retired.changes.extend(changes);
        retired.bearers.push((self.name.clone(), self.bearer()));
    }

    fn is_over(&self, grace: &Grace) -> bool {
        let until_now = |user: &LiveUser| !user.active || began(user).is_some_and(|day| grace.is_over(day));
        grace.days == 0 || self.things.user.is_none_or(until_now)
    }

    /// First of all nobody logs in any more, and nobody who has logged in goes on.
    fn freeze(&self) -> Option<Change> {
        let user = self.things.user.filter(|user| user.active && !is_frozen(user))?;
        let present = user.mark.as_ref()?;
        let mut mark = present.clone();
        for key in [Mark::RETIRED, Mark::FROZEN] {
            let today = || self.desired.retiring.today.clone();
            mark.more.entry(key.to_owned()).or_insert_with(today);
        }
        let mut after = Attributes::from([(Attribute::Sessions, ENDED.into())]);
        if user.frozen != Seen::Known(true) {
            after.insert(Attribute::Frozen, Value::Flag(true));
        }
        if mark != *present {
            after.insert(Attribute::Mark, mark.to_string().into());
        }
        let before = known_of(observed::login(user), |attribute| after.contains_key(&attribute));
        let address = Address {
            kind: Kind::Login,
            ..Address::user(self.name)
        };
        Some(self.change(address, Action::Update, Some(before), Some(after), Risk::High))
    }

    fn switch_off_apps(&self) -> Vec<Change> {
        let on = self
            .own_apps()
            .filter(|app| app.kind == AppKind::ExternalClientApp && app.enabled == Seen::Known(true));
        on.map(|app| {
            let side = |on| Some(Attributes::from([(Attribute::Enabled, Value::Flag(on))]));
            let address = Address::named(self.name, Kind::App, app.name.clone());
            self.change(address, Action::Update, side(true), side(false), Risk::High)
        })
        .collect()
    }

    /// Takes away in the opposite order of creation; the user, by whose mark the rest is found, is the last.
    fn take_apart(&self, changes: &mut Vec<Change>, retired: &mut Retired) {
        let user = self.things.user;
        let named = |name: &ApiName| Attributes::from([(Attribute::Name, name.as_str().into())]);
        let held = user.map(|user| &*user.assignments).into_iter().flatten();
        for (name, _) in held {
            changes.push(self.delete(self.named(Kind::Assignment, name), named(name)));
        }
        for app in &self.things.apps {
            let address = self.named(Kind::App, &app.name);
            match self.others_of_app(app) {
                None => changes.push(self.delete(address, of_app(app))),
                Some(why) => retired.unmanaged.push(Unmanaged { address, why }),
            }
        }
        if let Some(set) = self.things.set {
            let address = Address::permission_set(self.name);
            match self.others_of_set(set) {
                None => changes.push(self.delete(address, of_set(set))),
                Some(why) => retired.unmanaged.push(Unmanaged { address, why }),
            }
        }
        let licenses = user.map(|user| &*user.licenses).into_iter().flatten();
        for (name, _) in licenses {
            changes.push(self.delete(self.named(Kind::License, name), named(name)));
        }
        if let Some(user) = user.filter(|user| user.active) {
            changes.push(self.delete(Address::user(self.name), of_user(user)));
        }
    }

    fn own_apps(&self) -> impl Iterator<Item = &LiveApp> {
        let apps = self.things.apps.iter().copied();
        apps.filter(|app| self.others_of_app(app).is_none())
    }

    /// Why an app cannot go: others use it too.
    fn others_of_app(&self, app: &LiveApp) -> Option<String> {
        let running = &self.live.running_user;
        if app.run_as.known() == Some(&running.username) || running.app.as_ref() == Some(&app.name) {
            return Some(format!("hallpass itself uses app {}", app.name));
        }
        let own = self.things.set.map(|set| &set.name);
        let sets = app.admits.iter().filter(|set| Some(*set) != own);
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
    fn others_of_set(&self, set: &LivePermissionSet) -> Option<String> {
        let own = self.things.user.map(|user| &user.username);
        let holders = set.holders.keys().filter(|holder| Some(*holder) != own);
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

    /// Why nothing of it may be touched at all, although somebody asked for that.
    fn obstacle(&self) -> Option<Blocked> {
        let Things { user, set, apps, .. } = self.things;
        let users = user.map(|user| (Address::user(self.name), user.mark.as_ref()));
        let sets = set.map(|set| (Address::permission_set(self.name), set.mark.as_ref()));
        let apps = apps
            .iter()
            .map(|app| (self.named(Kind::App, &app.name), app.mark.as_ref()));
        let mut things = users.into_iter().chain(sets).chain(apps);
        let protected = things.find(|(_, mark)| mark.is_some_and(Mark::is_protected));
        if let Some((address, _)) = protected {
            return Some(Blocked {
                address,
                reason: BlockReason::Protected,
                message: format!("{} is protected from being ended", self.name),
                hint: format!(
                    "put the spec of {} back without `protect: true` and apply, which lifts the protection; then end it",
                    self.name
                ),
            });
        }
        let running = &self.live.running_user.username;
        user.filter(|user| user.username == *running).map(|_| Blocked {
            address: Address::user(self.name),
            reason: BlockReason::OwnAccess,
            message: format!("{running} is the user as whom hallpass runs"),
            hint: "run hallpass as another user".to_owned(),
        })
    }

    /// What one can do about an integration that nobody ends.
    fn way_on(&self) -> String {
        let name = self.name;
        let since = self.things.user.and_then(began);
        let state = since.map_or_else(String::new, |day| format!(" and is frozen since {day}"));
        format!(
            "is marked for {name}, which no spec has{state}: put the spec back, end it with --prune, or let it go with \
             `hallpass forget {name}`"
        )
    }

    /// What is told of an integration during its grace.
    fn until(&self, grace: &Grace) -> String {
        let since = self
            .things
            .user
            .and_then(began)
            .unwrap_or(&self.desired.retiring.today);
        format!(
            "belongs to {}, which ends: frozen since {since}, it goes after {} days",
            self.name, grace.days
        )
    }

    fn leave_all(&self, retired: &mut Retired, why: &str) {
        let Things {
            user,
            set,
            apps,
            more,
        } = self.things;
        let user = user
            .filter(|user| !is_at_rest(user))
            .map(|user| (Address::user(self.name), user.username.to_string()));
        let set = set.map(|set| (Address::permission_set(self.name), set.name.to_string()));
        let apps = apps
            .iter()
            .map(|app| (self.named(Kind::App, &app.name), app.name.to_string()));
        let all = user
            .into_iter()
            .chain(set)
            .chain(apps)
            .chain(more.iter().cloned());
        retired.unmanaged.extend(all.map(|(address, thing)| Unmanaged {
            address,
            why: format!("{thing} {why}"),
        }));
    }

    fn bearer(&self) -> Bearer {
        Bearer {
            username: self
                .things
                .user
                .map_or_else(|| Username::from(""), |user| user.username.clone()),
            permission_set: self
                .things
                .set
                .map_or_else(|| ApiName::from(""), |set| set.name.clone()),
            previously: None,
        }
    }

    fn named(&self, kind: Kind, name: &ApiName) -> Address {
        Address::named(self.name, kind, name.clone())
    }

    fn delete(&self, address: Address, before: Attributes) -> Change {
        self.change(address, Action::Delete, Some(before), None, Risk::Medium)
    }

    fn change(
        &self,
        address: Address,
        action: Action,
        before: Option<Attributes>,
        after: Option<Attributes>,
        risk: Risk,
    ) -> Change {
        let is_declared = self.desired.retiring.declared.contains_key(self.name);
        Change {
            integration: address.integration.clone(),
            kind: address.kind,
            address,
            action,
            before: before.map(State::Attributes),
            after: after.map(State::Attributes),
            reason: if is_declared {
                Reason::Retired
            } else {
                Reason::Pruned
            },
            risk,
            depends_on: Vec::new(),
        }
    }
}

/// Each waits for the freezing; licences and sets for the assignments; the user for everything.
fn wait(changes: &mut [Change]) {
    let all: Vec<Address> = changes.iter().map(|change| change.address.clone()).collect();
    for change in changes {
        let needs = |other: &&Address| match (change.kind, other.kind) {
            (Kind::Login, _) | (_, Kind::User) => false,
            (Kind::User, _) | (_, Kind::Login) => true,
            (Kind::License | Kind::PermissionSet, Kind::Assignment) => true,
            _ => false,
        };
        let mut depends_on: Vec<Address> = all.iter().filter(needs).cloned().collect();
        depends_on.sort_unstable();
        change.depends_on = depends_on;
    }
}

fn of_user(user: &LiveUser) -> Attributes {
    let shown = [Attribute::Username, Attribute::Active];
    known_of(observed::user(user), |attribute| shown.contains(&attribute))
}

fn of_set(set: &LivePermissionSet) -> Attributes {
    let shown = [Attribute::Name, Attribute::Label, Attribute::Description];
    known_of(observed::permission_set(set), |attribute| {
        shown.contains(&attribute)
    })
}

fn of_app(app: &LiveApp) -> Attributes {
    let shown = [
        Attribute::Name,
        Attribute::AppKind,
        Attribute::Label,
        Attribute::RunAs,
    ];
    known_of(observed::app(app), |attribute| shown.contains(&attribute))
}
