//! The union of all that a user holds.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, Grants, GroupParts, HeldGroup, HeldSet, Live, LivePermissionSet, LiveUser, Seen, Target,
    Username, Verb, Verbs,
};

use crate::{Because, Ceiling, HeldBack, Source, Through};

/// What a user may do as far as it was read.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Access {
    /// Every target on which the user is granted verbs, each with all sources, sorted.
    pub grants: BTreeMap<Target, Vec<Source>>,
    /// What the user holds on every object through user permissions, with the sources.
    pub on_all_objects: Vec<Source>,
    /// What is granted somewhere and does not count.
    pub held_back: BTreeMap<Target, Vec<HeldBack>>,
    /// What the user holds and was not read: there may be more access than is told here.
    pub unseen: BTreeSet<Through>,
    /// What the user holds, counts only in activated sessions, and is active in none; what it grants is held back.
    pub inactive: BTreeSet<Through>,
    /// Why nobody knows what of that is active, where the org does not tell.
    pub unknown_activation: Option<String>,
    /// Groups whose access the org is still working out, with its word for how far it is.
    pub unsettled: BTreeMap<ApiName, String>,
    /// What the licences of the user hold back.
    pub ceiling: Option<Ceiling>,
}

impl Access {
    /// Returns all verbs that the user is granted on a target, through whatever source.
    #[must_use]
    pub fn verbs(&self, target: &Target) -> Verbs {
        let sources = self.sources(target);
        sources.iter().fold(Verbs::NONE, |all, one| all.union(one.verbs))
    }

    /// Returns all sources of verbs on a target, those among them that name it nowhere.
    #[must_use]
    pub fn sources(&self, target: &Target) -> Vec<Source> {
        let mut sources = self.grants.get(target).cloned().unwrap_or_default();
        match target {
            Target::Object(_) => sources.extend(self.on_all_objects.iter().cloned()),
            Target::Field { object, .. } => sources.extend(self.all_fields(object)),
            _ => {}
        }
        sources
    }

    /// Returns whether the user may read a field: by its own grant, or because all fields of the object are open.
    #[must_use]
    pub fn reads_field(&self, object: &ApiName, field: &ApiName) -> bool {
        let of_field = Target::Field {
            object: object.clone(),
            field: field.clone(),
        };
        self.verbs(&of_field).has(Verb::Read)
    }

    fn all_fields(&self, object: &ApiName) -> impl Iterator<Item = Source> {
        let sources = self.sources(&Target::Object(object.clone())).into_iter();
        sources
            .filter(|source| source.verbs.has(Verb::ViewAllFields))
            .map(|source| Source {
                verbs: Verbs::NONE.with(Verb::Read),
                because: match source.because {
                    because @ Because::Permission(_) => because,
                    _ => Because::AllFields,
                },
                through: source.through,
            })
    }

    fn grant(&mut self, through: &Through, target: &Target, verbs: Verbs, direct: Because) {
        let source = |verbs, because| Source {
            through: through.clone(),
            verbs,
            because,
        };
        let sources = self.grants.entry(target.clone()).or_default();
        sources.push(source(verbs, direct));
        match target {
            Target::Object(_) => sources.extend(verbs.iter().filter_map(|verb| {
                let more = Verbs::NONE.with(verb).closure().minus(verbs);
                (!more.is_empty()).then(|| source(more, Because::Verb(verb)))
            })),
            Target::SystemPermission(permission) => {
                let everywhere = Verbs::over_all_objects(permission);
                if !everywhere.is_empty() {
                    let because = Because::Permission(permission.clone());
                    self.on_all_objects.push(source(everywhere, because));
                }
            }
            _ => {}
        }
    }

    fn hold_back(&mut self, target: &Target, held_back: HeldBack) {
        let all = self.held_back.entry(target.clone()).or_default();
        all.push(held_back);
    }
}

/// Returns what a user may do: the union of its profile, its sets and its groups, with what the platform implies.
///
/// A user that was not read has no access and nothing unseen.
#[must_use]
pub fn effective(user: &Username, live: &Live) -> Access {
    let mut access = Access::default();
    let Some(user) = live.users.get(user) else {
        return access;
    };
    add_profile(&mut access, user, live);
    for (name, assignment) in user.assignments.iter() {
        match assignment.is_group {
            true => add_group(&mut access, name, user, live),
            false => add_named_set(&mut access, name, user, live),
        }
    }
    access.unsettled = user.unsettled.clone();
    access.ceiling = Ceiling::of(user);
    if let Seen::Unknown(why) = &user.activated {
        access.unknown_activation = Some(why.clone()).filter(|_| !access.inactive.is_empty());
    }
    sort(&mut access);
    access
}

/// When the grants of something count.
#[derive(Clone, Copy)]
enum Counts {
    Always,
    Now,
    Never,
}

impl Counts {
    fn of(needs_activation: bool, held: &ApiName, user: &LiveUser) -> Self {
        let active = user.activated.known();
        match needs_activation {
            false => Counts::Always,
            true if active.is_some_and(|active| active.contains(held)) => Counts::Now,
            true => Counts::Never,
        }
    }
}

fn add_profile(access: &mut Access, user: &LiveUser, live: &Live) {
    let Some(name) = user.profile.known() else { return };
    let through = Through::Profile(name.clone());
    match live.elsewhere.profiles.get(name) {
        Some(set) => add_set(access, &through, set, Counts::Always),
        None => {
            access.unseen.insert(through);
        }
    }
}

fn add_named_set(access: &mut Access, name: &ApiName, user: &LiveUser, live: &Live) {
    let through = Through::PermissionSet(name.clone());
    match (live.permission_sets.get(name), live.elsewhere.sets.get(name)) {
        (Some(ours), _) => add_ours(access, ours, Counts::of(ours.needs_activation, name, user)),
        (None, Some(set)) => add_set(
            access,
            &through,
            set,
            Counts::of(set.needs_activation, name, user),
        ),
        (None, None) => {
            access.unseen.insert(through);
        }
    }
}

fn add_ours(access: &mut Access, set: &LivePermissionSet, counts: Counts) {
    let through = Through::PermissionSet(set.name.clone());
    let grants = set.grants.iter().map(|(target, grant)| (target, grant.verbs));
    add(access, &through, counts, grants);
}

fn add_set(access: &mut Access, through: &Through, set: &HeldSet, counts: Counts) {
    let grants = set.grants.iter().map(|(target, verbs)| (target, *verbs));
    add(access, through, counts, grants);
    if set.unnamed > 0 {
        access.unseen.insert(through.clone());
    }
}

fn add<'g>(
    access: &mut Access,
    through: &Through,
    counts: Counts,
    grants: impl Iterator<Item = (&'g Target, Verbs)>,
) {
    let direct = match counts {
        Counts::Always => Because::Granted,
        Counts::Now => Because::Activated,
        Counts::Never => return hold_all_back(access, through, grants),
    };
    grants.for_each(|(target, verbs)| access.grant(through, target, verbs, direct.clone()));
}

fn hold_all_back<'g>(
    access: &mut Access,
    through: &Through,
    grants: impl Iterator<Item = (&'g Target, Verbs)>,
) {
    access.inactive.insert(through.clone());
    for (target, verbs) in grants {
        let through = through.clone();
        access.hold_back(target, HeldBack::Activation { through, verbs });
    }
}

/// What a group gives is what its own set says, which the org works out; its parts say whence it comes.
fn add_group(access: &mut Access, name: &ApiName, user: &LiveUser, live: &Live) {
    let through = Through::Group(name.clone());
    let Some(group) = live.elsewhere.groups.get(name) else {
        access.unseen.insert(through);
        return;
    };
    let counts = Counts::of(group.set.needs_activation, name, user);
    match group.parts.as_ref() {
        Some(parts) if matches!(counts, Counts::Always) => add_parts(access, name, group, parts),
        _ => add_set(access, &through, &group.set, counts),
    }
}

fn add_parts(access: &mut Access, name: &ApiName, group: &HeldGroup, parts: &GroupParts) {
    let through = Through::Group(name.clone());
    for (member, grants) in &parts.sets {
        let through = Through::Member {
            group: name.clone(),
            permission_set: member.clone(),
        };
        add_member(access, &through, grants, &group.set.grants, parts.muting.as_ref());
    }
    for (target, verbs) in &group.set.grants {
        let of_parts = parts.sets.values().filter_map(|grants| grants.get(target));
        let rest = verbs.minus(of_parts.fold(Verbs::NONE, |all, verbs| all.union(*verbs)));
        if !rest.is_empty() {
            access.grant(&through, target, rest, Because::Granted);
        }
    }
}

/// A set of a group gives what the group still has of it; that the set by itself waits for activation makes no
/// difference in a group (Help, "Session-Based Permission Sets").
fn add_member(
    access: &mut Access,
    through: &Through,
    grants: &Grants,
    of_group: &Grants,
    muting: Option<&ApiName>,
) {
    for (target, verbs) in grants {
        let left = of_group.get(target).copied().unwrap_or_default();
        let muted = verbs.minus(left);
        let given = verbs.minus(muted);
        if !given.is_empty() {
            access.grant(through, target, given, Because::Granted);
        }
        if !muted.is_empty() {
            let held_back = HeldBack::Muted {
                through: through.clone(),
                verbs: muted,
                by: muting.cloned(),
            };
            access.hold_back(target, held_back);
        }
    }
}

fn sort(access: &mut Access) {
    for sources in access.grants.values_mut() {
        sources.sort_unstable();
    }
    for held_back in access.held_back.values_mut() {
        held_back.sort_unstable();
    }
    access.on_all_objects.sort_unstable();
}
