//! The union of all that a user holds.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Live, LivePermissionSet, Target, Username, Verb, Verbs};

use crate::{Because, Source, closure, over_all_objects};

/// What a user may do as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Every target on which the user has verbs, each with all sources, sorted.
    pub grants: BTreeMap<Target, Vec<Source>>,
    /// What the user holds on every object through user permissions, with the sources.
    pub on_all_objects: Vec<Source>,
    /// Sets and groups that the user holds and that were not read: there may be more access than is told here.
    pub unseen: BTreeSet<ApiName>,
    /// Sets that the user holds and that count only in activated sessions; what they grant is left out.
    pub inactive: BTreeSet<ApiName>,
}

impl Access {
    /// Returns all verbs that the user has on a target, through whatever source.
    #[must_use]
    pub fn verbs(&self, target: &Target) -> Verbs {
        let own = self.grants.get(target).into_iter().flatten();
        let everywhere = self
            .on_all_objects
            .iter()
            .filter(|_| matches!(target, Target::Object(_)));
        own.chain(everywhere)
            .fold(Verbs::NONE, |all, source| all.union(source.verbs))
    }

    /// Returns whether the user may read a field: by its own grant, or because all fields of the object are open.
    #[must_use]
    pub fn reads_field(&self, object: &ApiName, field: &ApiName) -> bool {
        let of_field = Target::Field {
            object: object.clone(),
            field: field.clone(),
        };
        self.verbs(&of_field).has(Verb::Read)
            || self
                .verbs(&Target::Object(object.clone()))
                .has(Verb::ViewAllFields)
    }
}

/// Returns what a user may do: the union of the sets it holds, with what the platform implies.
///
/// A user that was not read has no access and nothing unseen.
#[must_use]
pub fn effective(user: &Username, live: &Live) -> Access {
    let mut access = Access::default();
    let Some(user) = live.users.get(user) else {
        return access;
    };
    for (name, assignment) in user.assignments.iter() {
        match live.permission_sets.get(name) {
            Some(set) if !assignment.is_group && set.needs_activation => {
                access.inactive.insert(name.clone());
            }
            Some(set) if !assignment.is_group => add_set(&mut access, set),
            _ => {
                access.unseen.insert(name.clone());
            }
        }
    }
    for sources in access.grants.values_mut() {
        sources.sort_unstable();
    }
    access.on_all_objects.sort_unstable();
    access
}

fn add_set(access: &mut Access, set: &LivePermissionSet) {
    for (target, grant) in set.grants.iter() {
        let sources = access.grants.entry(target.clone()).or_default();
        sources.push(source(set, grant.verbs, Because::Granted));
        if let Target::Object(_) = target {
            sources.extend(implied_by_verbs(set, grant.verbs));
        }
        if let Target::SystemPermission(permission) = target {
            let everywhere = over_all_objects(permission);
            if !everywhere.is_empty() {
                access
                    .on_all_objects
                    .push(source(set, everywhere, Because::Permission(permission.clone())));
            }
        }
    }
    add_all_fields(access, set);
}

/// A field that some set names is read too where another set opens all fields of its object.
fn add_all_fields(access: &mut Access, set: &LivePermissionSet) {
    let opens_all = |object: &ApiName| {
        set.grants
            .get(&Target::Object(object.clone()))
            .is_some_and(|grant| grant.verbs.has(Verb::ViewAllFields))
    };
    for (target, sources) in &mut access.grants {
        if let Target::Field { object, .. } = target
            && opens_all(object)
        {
            sources.push(source(set, Verbs::NONE.with(Verb::Read), Because::AllFields));
        }
    }
}

fn implied_by_verbs(set: &LivePermissionSet, granted: Verbs) -> impl Iterator<Item = Source> {
    granted.iter().filter_map(move |verb| {
        let more = closure(Verbs::NONE.with(verb)).minus(granted);
        (!more.is_empty()).then(|| source(set, more, Because::Verb(verb)))
    })
}

fn source(set: &LivePermissionSet, verbs: Verbs, because: Because) -> Source {
    Source {
        permission_set: set.name.clone(),
        verbs,
        because,
    }
}
