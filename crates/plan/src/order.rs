//! What waits for what, and the order that follows.
//!
//! Everything comes to be in the order of [`Kind`]: profile, user, licence, set, its grants, app, link, assignment. Removals
//! come after all that, the other way round, so that declared access never lapses in between. Two things that are in use
//! are made stricter only in between: an app changes who may use it, and how, when the links and assignments
//! that it then needs are there, and an object stops opening all its fields when the declared ones have their rows. A user that moves to another
//! licence is the one exception: what it must not hold any more goes before.
//!
//! One sort by key is enough as long as "waits for" agrees with that key, and `depends_on` is cut from the same
//! rules; [`crate::check()`] would tell if the two ever parted.

use std::cmp::Reverse;
use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{Action, Address, ApiName, Attribute, Change, Kind, State, Verb};

use crate::relicense;
use crate::scope::Scope;

/// Sorts the changes of an integration and says what each waits for.
pub(crate) fn order(scope: &Scope<'_>, changes: &mut [Change]) {
    let waits = Waits::of(scope, changes);
    let planned: BTreeMap<Address, Phase> = changes
        .iter()
        .map(|change| (change.address.clone(), waits.phase(change)))
        .collect();
    let depends: Vec<Vec<Address>> = changes
        .iter()
        .map(|change| {
            let before = |need: &Address| planned.get(need).is_some_and(|need| *need <= waits.phase(change));
            waits.needs(change).into_iter().filter(before).collect()
        })
        .collect();
    for (change, depends_on) in changes.iter_mut().zip(depends) {
        change.depends_on = depends_on;
    }
    let moves = waits.moves;
    changes.sort_by(|a, b| key(moves, a).cmp(&key(moves, b)));
}

/// The stretches of a plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Phase {
    /// What a user must not hold any more that moves to another licence.
    Clear,
    /// What comes to be or changes.
    Make,
    /// What makes something stricter that is in use.
    Tighten,
    /// What goes.
    Remove,
}

fn phase(moves: bool, change: &Change) -> Phase {
    match change.action {
        Action::Delete if moves && is_held(change) => Phase::Clear,
        Action::Delete => Phase::Remove,
        _ if tightens(change) || closes_fields(change) => Phase::Tighten,
        _ => Phase::Make,
    }
}

/// Whether it is about something that the integration's user holds.
fn is_held(change: &Change) -> bool {
    matches!(change.kind, Kind::Assignment | Kind::License)
}

/// Whether a change of an existing app changes who may use it, as whom it runs, or how it gets its tokens.
pub(crate) fn tightens(change: &Change) -> bool {
    let after = change.after.as_ref().and_then(State::attributes);
    change.kind == Kind::App
        && matches!(change.action, Action::Update | Action::Adopt)
        && after.is_some_and(|after| {
            [Attribute::PermittedUsers, Attribute::RunAs, Attribute::Flow]
                .iter()
                .any(|switch| after.contains_key(switch))
        })
}

/// Whether an object stops opening all its fields: those that are declared need rows of their own first.
fn closes_fields(change: &Change) -> bool {
    let (before, after) = change.verbs();
    change.action == Action::Update && before.has(Verb::ViewAllFields) && !after.has(Verb::ViewAllFields)
}

type Key<'c> = (Phase, Result<Kind, Reverse<Kind>>, &'c Option<ApiName>);

fn key(moves: bool, change: &Change) -> Key<'_> {
    let phase = phase(moves, change);
    let kind = match phase {
        Phase::Clear | Phase::Remove => Err(Reverse(change.kind)),
        Phase::Make | Phase::Tighten => Ok(change.kind),
    };
    (phase, kind, &change.address.name)
}

/// What each change of an integration waits for, planned or not.
pub(crate) struct Waits<'s, 'a> {
    scope: &'s Scope<'a>,
    /// Whether the user moves to another licence.
    moves: bool,
    /// Whether the set is made or changed: otherwise a move to another licence waits for whatever is in its way.
    changes_set: bool,
    /// What the user holds and must not hold then.
    cleared: Vec<Address>,
    /// Grants that come or grow: what the user needs before other access may go.
    gains: Vec<Address>,
    /// Assignments that go.
    unassigned: Vec<Address>,
    /// Fields whose rows go, by object.
    fields_gone: BTreeMap<ApiName, Vec<Address>>,
    /// Fields whose rows come or grow, by object.
    fields_gained: BTreeMap<ApiName, Vec<Address>>,
    /// Apps and objects that are made stricter only when what is then needed is there.
    tightened: BTreeSet<Address>,
}

impl<'s, 'a> Waits<'s, 'a> {
    pub(crate) fn of(scope: &'s Scope<'a>, changes: &[Change]) -> Self {
        let mut waits = Self {
            scope,
            moves: relicense::moves(scope, changes).is_some(),
            changes_set: changes.iter().any(|change| change.address == scope.set_address()),
            cleared: Vec::new(),
            gains: Vec::new(),
            unassigned: Vec::new(),
            fields_gone: BTreeMap::new(),
            fields_gained: BTreeMap::new(),
            tightened: BTreeSet::new(),
        };
        for change in changes {
            waits.note(change);
        }
        waits
    }

    fn note(&mut self, change: &Change) {
        let address = || change.address.clone();
        let (before, after) = change.verbs();
        if !before.covers(after) {
            self.gains.push(address());
            if change.kind == Kind::Field {
                let fields = self.fields_gained.entry(object_of(&change.address)).or_default();
                fields.push(address());
            }
        }
        if self.phase(change) == Phase::Clear {
            self.cleared.push(address());
        }
        match (change.kind, change.action) {
            (Kind::Assignment, Action::Delete) => self.unassigned.push(address()),
            (Kind::Field, Action::Delete) => {
                let fields = self.fields_gone.entry(object_of(&change.address)).or_default();
                fields.push(address());
            }
            _ if tightens(change) || closes_fields(change) => {
                self.tightened.insert(address());
            }
            _ => {}
        }
    }

    fn phase(&self, change: &Change) -> Phase {
        phase(self.moves, change)
    }

    /// Returns all that a change waits for, each once and sorted, whether it is planned or not.
    pub(crate) fn needs(&self, change: &Change) -> Vec<Address> {
        let mut needs = match change.action {
            Action::Delete => self.needs_of_removal(change),
            Action::Create | Action::Update | Action::Replace | Action::Adopt => self.needs_of_making(change),
        };
        needs.sort_unstable();
        needs.dedup();
        needs
    }

    fn needs_of_making(&self, change: &Change) -> Vec<Address> {
        let scope = self.scope;
        match change.kind {
            Kind::Profile | Kind::PermissionSet => Vec::new(),
            Kind::User => self.needs_of_user(change),
            Kind::Login | Kind::License | Kind::PackageLicense | Kind::PublicGroup | Kind::Queue => {
                vec![scope.user_address()]
            }
            Kind::Object if closes_fields(change) => {
                let fields = self.fields_gained.get(&object_of(&change.address));
                [scope.set_address()]
                    .into_iter()
                    .chain(fields.into_iter().flatten().cloned())
                    .collect()
            }
            Kind::Object
            | Kind::ApexClass
            | Kind::CustomPermission
            | Kind::Flow
            | Kind::ExternalCredential
            | Kind::CustomMetadataType
            | Kind::CustomSetting
            | Kind::SystemPermission => {
                vec![scope.set_address()]
            }
            Kind::Field => {
                let object = scope.address(Kind::Object, &object_of(&change.address));
                let object = Some(object).filter(|object| !self.tightened.contains(object));
                [scope.set_address()].into_iter().chain(object).collect()
            }
            Kind::App => self.needs_of_app(change),
            Kind::AppLink => {
                let app = change
                    .address
                    .name
                    .as_ref()
                    .map(|name| scope.address(Kind::App, name));
                let app = app.filter(|app| !self.tightened.contains(app));
                [scope.set_address()].into_iter().chain(app).collect()
            }
            // Nobody is ever given the set of another.
            Kind::Holder => vec![scope.set_address()],
            Kind::Assignment => {
                let licenses = scope.integration.licenses.iter();
                let licenses = licenses.map(|name| scope.address(Kind::License, name));
                let packages = scope.integration.joins.get(&Kind::PackageLicense);
                let packages = packages.into_iter().flatten();
                let packages = packages.map(|name| scope.address(Kind::PackageLicense, name));
                [scope.user_address(), scope.set_address()]
                    .into_iter()
                    .chain(licenses)
                    .chain(packages)
                    .collect()
            }
        }
    }

    /// A user gets its own profile when that is there, and another licence when nothing is in the way.
    fn needs_of_user(&self, change: &Change) -> Vec<Address> {
        let after = change.after.as_ref().and_then(State::attributes);
        let profile = after.and_then(|after| after.get(&Attribute::Profile)?.text());
        let own = self.scope.integration.own_profile.name.as_str();
        let needs = profile.is_some_and(|profile| profile.eq_ignore_ascii_case(own));
        let own = needs.then(|| self.scope.profile_address());
        let held = self.moves.then(|| self.set_as_it_is()).flatten();
        own.into_iter()
            .chain(held)
            .chain(self.cleared.iter().cloned())
            .collect()
    }

    /// The set that is taken off and given back, where nothing happens to it: it may be blocked, and then nothing moves.
    fn set_as_it_is(&self) -> Option<Address> {
        (!self.changes_set).then(|| self.scope.set_address())
    }

    fn needs_of_app(&self, change: &Change) -> Vec<Address> {
        let scope = self.scope;
        let after = change.after.as_ref().and_then(State::attributes);
        let runs_as = after.is_some_and(|after| after.contains_key(&Attribute::RunAs));
        let user = runs_as.then(|| scope.user_address());
        let link = change
            .address
            .name
            .as_ref()
            .map(|name| scope.address(Kind::AppLink, name));
        let admits = tightens(change).then(|| link.into_iter().chain([scope.own_assignment()]));
        user.into_iter().chain(admits.into_iter().flatten()).collect()
    }

    /// Access goes only when all that is declared is there.
    fn needs_of_removal(&self, change: &Change) -> Vec<Address> {
        let scope = self.scope;
        match change.kind {
            Kind::Profile | Kind::User | Kind::Login | Kind::PermissionSet | Kind::App => Vec::new(),
            Kind::Object => {
                let fields = self.fields_gone.get(&object_of(&change.address));
                [scope.set_address()]
                    .into_iter()
                    .chain(fields.into_iter().flatten().cloned())
                    .collect()
            }
            Kind::Field
            | Kind::ApexClass
            | Kind::CustomPermission
            | Kind::Flow
            | Kind::ExternalCredential
            | Kind::CustomMetadataType
            | Kind::CustomSetting
            | Kind::SystemPermission
            | Kind::AppLink
            | Kind::Holder => {
                vec![scope.set_address()]
            }
            Kind::Assignment if self.moves => self.set_as_it_is().into_iter().collect(),
            Kind::License if self.moves => {
                let set = self.set_as_it_is().into_iter();
                set.chain(self.unassigned.iter().cloned()).collect()
            }
            Kind::Assignment => [scope.user_address(), scope.set_address(), scope.own_assignment()]
                .into_iter()
                .chain(self.gains.iter().cloned())
                .collect(),
            Kind::PublicGroup | Kind::Queue => [scope.user_address(), scope.own_assignment()]
                .into_iter()
                .chain(self.gains.iter().cloned())
                .collect(),
            Kind::License | Kind::PackageLicense => [scope.user_address(), scope.own_assignment()]
                .into_iter()
                .chain(self.unassigned.iter().cloned())
                .collect(),
        }
    }
}

/// The object that an object's or a field's address is about.
fn object_of(address: &Address) -> ApiName {
    let name = address.name.as_ref().map_or("", ApiName::as_str);
    ApiName::from(name.split_once('.').map_or(name, |(object, _)| object))
}
