//! Verbs on fields.
//!
//! Two passes: rows that agree are counted in one walk over both sorted maps, and only the rest, which is small in
//! any plan worth reading, is looked at by family (a compound field with its parts, a lookup with its two names).

use std::collections::BTreeSet;

use hallpass_model::{ApiName, FieldFacts, Kind, Target, Verb, Verbs, WarningCode};

use super::grant::{LiveGrants, of_kind, settle};
use crate::draft::Draft;
use crate::keyed::Keyed;
use crate::normalise::{self, beyond_object, grantable, is_real, root, without_id};
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    let sides = Sides { scope, live };
    let mut rest = BTreeSet::new();
    for found in of_kind(scope, live, Kind::Field) {
        let (target, live, desired) = match found {
            Keyed::Both(target, live, desired) => (target, live, desired),
            Keyed::Missing(target, desired) => (target, Verbs::NONE, desired),
            Keyed::Extra(target, live) => (target, live, Verbs::NONE),
        };
        let Target::Field { object, field } = target else {
            continue;
        };
        if desired.is_empty() && sides.comes_with_twin(object, field) {
            draft.leave(
                scope.grant(target),
                "comes with the same field of the other kind of activity",
            );
            continue;
        }
        warn_about(scope, object, field, desired, draft);
        let desired_now = grantable(facts(scope, object, field), desired);
        match sides.agree(object, live, desired_now) {
            true if desired.is_empty() => {}
            true => draft.unchanged += 1,
            false => {
                rest.insert((object, root(scope.catalog(), object, field)));
            }
        }
    }
    for (object, root) in rest {
        sides.family(object, &root, draft);
    }
}

/// Both sides of a family of fields.
struct Sides<'s, 'a> {
    scope: &'s Scope<'a>,
    live: &'a LiveGrants,
}

impl Sides<'_, '_> {
    /// Settles all rows of a family: one row carries what is declared, the others say no more than it.
    fn family(&self, object: &ApiName, root: &ApiName, draft: &mut Draft) {
        let members = self.members(object, root);
        let [whole, parts @ ..] = members.as_slice() else {
            return;
        };
        let is_compound = !normalise::parts(self.scope.catalog(), object, root).is_empty();
        let desired = members
            .iter()
            .fold(Verbs::NONE, |all, member| all.union(self.desired(member)));
        if is_compound && self.is_kept_in_parts(whole, parts) {
            self.settle_parts(object, whole, parts, draft);
            return;
        }
        let present = members.iter().find(|member| !self.live(member).is_empty());
        let carrier = if is_compound {
            whole
        } else {
            present.unwrap_or(whole)
        };
        if !desired.is_empty() {
            if self.agree(object, self.live(carrier), desired) {
                draft.unchanged += self.newly_agreed(object, &members);
            } else {
                self.row(object, carrier, desired, draft);
            }
        }
        let others = members
            .iter()
            .filter(|other| desired.is_empty() || *other != carrier);
        for other in others.filter(|other| !desired.covers(self.live(other))) {
            self.row(object, other, desired, draft);
        }
    }

    /// Settles a family without a row of its own, part by part.
    fn settle_parts(&self, object: &ApiName, whole: &Target, parts: &[Target], draft: &mut Draft) {
        let of_all = self.desired(whole);
        let desired = parts
            .iter()
            .fold(of_all, |all, part| all.union(self.desired(part)));
        let planned = draft.changes.len();
        for part in parts {
            let own = self.desired(part);
            match (of_all.is_empty(), own.is_empty()) {
                // It may well be the platform that added it, and would again.
                (true, true) if desired.covers(self.live(part)) => self.leave(part, draft),
                (true, _) => self.row(object, part, own, draft),
                (false, _) => self.row(object, part, desired, draft),
            }
        }
        // The whole is declared and has no row: it is as it should be where none of its parts is to change.
        draft.unchanged += u64::from(!of_all.is_empty() && draft.changes.len() == planned);
    }

    /// The field of a family's row and all that may stand for it or beside it.
    fn members(&self, object: &ApiName, root: &ApiName) -> Vec<Target> {
        let catalog = self.scope.catalog();
        let parts = normalise::parts(catalog, object, root);
        [root.clone()]
            .into_iter()
            .chain(without_id(catalog, object, root))
            .chain(parts.into_iter().cloned())
            .map(|field| Target::Field {
                object: object.clone(),
                field,
            })
            .collect()
    }

    /// Whether an org has a row for each part that matters and none for the whole: then each part speaks for itself.
    fn is_kept_in_parts(&self, whole: &Target, parts: &[Target]) -> bool {
        let all = !self.desired(whole).is_empty();
        let matter = || parts.iter().filter(|part| all || !self.desired(part).is_empty());
        self.live(whole).is_empty()
            && matter().next().is_some()
            && matter().all(|part| !self.live(part).is_empty())
    }

    fn leave(&self, part: &Target, draft: &mut Draft) {
        if !self.live(part).is_empty() {
            draft.leave(
                self.scope.grant(part),
                "says no more than another part of the same field that is declared",
            );
        }
    }

    fn row(&self, object: &ApiName, target: &Target, desired: Verbs, draft: &mut Draft) {
        let live = self.live(target);
        if !self.agree(object, live, desired) {
            settle(self.scope, draft, self.as_declared(target), live, desired);
        }
    }

    /// A target in the spec's spelling, where it names it.
    fn as_declared<'m>(&'m self, target: &'m Target) -> &'m Target {
        self.scope
            .integration
            .grants
            .get_key_value(target)
            .map_or(target, |(declared, _)| declared)
    }

    fn comes_with_twin(&self, object: &ApiName, field: &ApiName) -> bool {
        normalise::twin(object, field).is_some_and(|twin| !self.desired(&twin).is_empty())
    }

    fn desired(&self, target: &Target) -> Verbs {
        let Target::Field { object, field } = target else {
            return Verbs::NONE;
        };
        let verbs = self.scope.integration.grants.get(target).copied();
        grantable(facts(self.scope, object, field), verbs.unwrap_or_default())
    }

    fn live(&self, target: &Target) -> Verbs {
        let row = self.live.get(target).filter(|grant| is_real(grant));
        row.map(|grant| grant.verbs).unwrap_or_default()
    }

    fn agree(&self, object: &ApiName, live: Verbs, desired: Verbs) -> bool {
        let object = self.scope.integration.grants.get(&Target::Object(object.clone()));
        let open = object.is_some_and(|verbs| verbs.has(Verb::ViewAllFields));
        live == desired || beyond_object(open, live) == beyond_object(open, desired)
    }

    /// Declared members that agree only when seen as a family; the others were counted in the first pass.
    fn newly_agreed(&self, object: &ApiName, members: &[Target]) -> u64 {
        let newly = members.iter().filter(|member| {
            let desired = self.desired(member);
            !desired.is_empty() && !self.agree(object, self.live(member), desired)
        });
        newly.count() as u64
    }
}

fn facts<'a>(scope: &Scope<'a>, object: &ApiName, field: &ApiName) -> Option<&'a FieldFacts> {
    scope.catalog().objects.get(object)?.fields.get(field)
}

fn warn_about(scope: &Scope<'_>, object: &ApiName, field: &ApiName, desired: Verbs, draft: &mut Draft) {
    if !desired.has(Verb::Edit) {
        return;
    }
    let address = || {
        scope.grant(&Target::Field {
            object: object.clone(),
            field: field.clone(),
        })
    };
    let of_object = scope.integration.grants.get(&Target::Object(object.clone()));
    let writes =
        |verbs: &Verbs| verbs.has(Verb::Edit) || verbs.has(Verb::Create) || verbs.has(Verb::ModifyAll);
    if facts(scope, object, field).is_some_and(|facts| facts.read_only) {
        draft.warn(
            Some(address()),
            WarningCode::FieldReadOnly,
            format!("nobody can edit {object}.{field}: only read is granted"),
        );
    } else if !of_object.is_some_and(writes) {
        draft.warn(
            Some(address()),
            WarningCode::FieldEditWithoutObjectEdit,
            format!("edit on {object}.{field} does nothing: the spec neither creates nor edits {object}"),
        );
    }
}
