//! The access of the fleet: what each integration can do with each target, through what.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_access::{Access, Because, Origin, Source, Through, allowed, effective, extra, sources};
use hallpass_model::{
    Desired, Integration, IntegrationName, Live, Seen, Target, Username, Verb, Verbs, declared,
};

/// An integration, as somebody who answers for it knows it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Subject {
    /// Its name.
    pub name: IntegrationName,
    /// Who answers for it.
    pub owner: String,
    /// As whom it logs in.
    pub username: Username,
    /// What there is to know besides: what stops it, and what of its access could not be seen.
    pub notes: Vec<String>,
}

/// What an integration can do with one target.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The integration.
    pub integration: IntegrationName,
    /// On what.
    pub target: Target,
    /// What its user can do in effect.
    pub can: Verbs,
    /// What its spec holds.
    pub declared: Verbs,
    /// What of it the spec does not hold, but for what the platform gives along with something else.
    pub beyond: Verbs,
    /// Through what it can.
    pub sources: Vec<Source>,
}

/// Returns the matrix of the specs alone: each integration can do what its spec says, through its own set.
#[must_use]
pub fn of_desired(desired: &Desired, fields: bool) -> (Vec<Subject>, Vec<Entry>) {
    let subjects = desired.integrations.values().map(|one| subject(one, Vec::new()));
    let entries = desired.integrations.values().flat_map(|one| {
        let targets = one.grants.keys().filter(move |target| is_shown(target, fields));
        targets.map(move |target| {
            let verbs = declared(&one.grants, target);
            Entry {
                integration: one.name.clone(),
                target: target.clone(),
                can: verbs,
                declared: verbs,
                beyond: Verbs::NONE,
                sources: vec![Source {
                    through: Through::PermissionSet(one.permission_set.name.clone()),
                    verbs,
                    because: Because::Granted,
                }],
            }
        })
    });
    (subjects.collect(), entries.collect())
}

/// Returns the matrix of an org: what each integration's user can do in effect, and what its spec holds besides.
///
/// Objects and fields are those that somebody grants or declares by name. Where a user permission opens every object,
/// all objects that the specs of the fleet name are among them.
#[must_use]
pub fn of_live(desired: &Desired, live: &Live, fields: bool) -> (Vec<Subject>, Vec<Entry>) {
    let (mut subjects, mut entries) = (Vec::new(), Vec::new());
    for one in desired.integrations.values() {
        let access = effective(&one.user.username, live);
        subjects.push(subject(one, notes(one, &access, live)));
        let granted = granted_beyond(one, &access);
        for target in targets(one, &access, live, fields) {
            let entry = entry(one, &access, live, &granted, target);
            if !entry.can.is_empty() || !entry.declared.is_empty() {
                entries.push(entry);
            }
        }
    }
    (subjects, entries)
}

fn subject(one: &Integration, notes: Vec<String>) -> Subject {
    Subject {
        name: one.name.clone(),
        owner: one.owner.clone(),
        username: one.user.username.clone(),
        notes,
    }
}

fn targets(one: &Integration, access: &Access, live: &Live, fields: bool) -> BTreeSet<Target> {
    let named = access.grants.keys().chain(one.grants.keys()).cloned();
    let everywhere = live.catalog.objects.keys().cloned().map(Target::Object);
    let everywhere = everywhere.filter(|_| !access.on_all_objects.is_empty());
    named
        .chain(everywhere)
        .filter(|target| is_shown(target, fields))
        .collect()
}

const fn is_shown(target: &Target, fields: bool) -> bool {
    fields || !matches!(target, Target::Field { .. })
}

/// What somebody granted beyond the spec, by target.
fn granted_beyond(one: &Integration, access: &Access) -> BTreeMap<Target, Verbs> {
    let mut granted: BTreeMap<Target, Verbs> = BTreeMap::new();
    let by_somebody = extra(one, access).into_iter();
    for extra in by_somebody.filter(|extra| extra.origin != Origin::Implied) {
        let verbs = granted.entry(extra.target).or_default();
        *verbs = verbs.union(extra.verbs);
    }
    granted
}

fn entry(
    one: &Integration,
    access: &Access,
    live: &Live,
    granted: &BTreeMap<Target, Verbs>,
    target: Target,
) -> Entry {
    let can = allowed(access, &live.catalog, &target);
    let declared = declared(&one.grants, &target);
    let everywhere = access
        .on_all_objects
        .iter()
        .filter(|_| matches!(target, Target::Object(_)));
    let granted = granted.get(&target).copied().unwrap_or_default();
    let granted = everywhere.fold(granted, |all, source| all.union(source.verbs));
    let through = sources(access, &live.catalog, &target).into_iter();
    Entry {
        integration: one.name.clone(),
        declared,
        beyond: can.minus(declared).intersection(granted),
        sources: through
            .filter(|source| can.iter().any(|verb: Verb| source.verbs.has(verb)))
            .collect(),
        can,
        target,
    }
}

fn notes(one: &Integration, access: &Access, live: &Live) -> Vec<String> {
    let Some(user) = live.users.get(&one.user.username) else {
        return vec!["its user is not there yet".to_owned()];
    };
    let mut notes = Vec::new();
    if !user.active {
        notes.push("its user is not active, so it can do nothing of this now".to_owned());
    } else if user.frozen == Seen::Known(true) {
        notes.push("its user is frozen, so it cannot log in now".to_owned());
    }
    let unseen = access.unseen.iter();
    notes.extend(unseen.map(|through| format!("{through} could not be read as a whole; there may be more")));
    let inactive = access.inactive.iter();
    notes.extend(
        inactive.map(|through| format!("{through} counts only in sessions for which it is activated")),
    );
    let unsettled = access.unsettled.keys();
    notes.extend(unsettled.map(|group| format!("the org is still working out what group {group} gives")));
    notes
}
