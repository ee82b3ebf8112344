//! "All fields but": a grant whose fields only the org can name.

use std::borrow::Cow;
use std::collections::BTreeSet;

use serde::{Deserialize, Serialize};

use crate::{
    ApiName, Catalog, Desired, Grants, Integration, Live, LivePermissionSet, ObjectFacts, Target, Verb, Verbs,
};

/// Which verbs are meant on all fields of an object, each with the fields that it is not meant on.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct AllFields {
    /// All but these may be read; absent where reading is not meant for all.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub read: Option<BTreeSet<ApiName>>,
    /// All but these may be edited, and so read.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub edit: Option<BTreeSet<ApiName>>,
}

impl AllFields {
    /// Adds a grant to what is granted already: what either means is meant.
    pub fn add(&mut self, verb: Verb, except: BTreeSet<ApiName>) {
        let own = match verb {
            Verb::Edit => &mut self.edit,
            _ => &mut self.read,
        };
        match own {
            Some(excepted) => excepted.retain(|name| except.contains(name)),
            None => *own = Some(except),
        }
    }

    /// Returns the verbs that are meant on a field, given which names are names of it.
    #[must_use]
    pub fn verbs(&self, is_it: impl Fn(&ApiName) -> bool) -> Verbs {
        let meant = |except: &Option<BTreeSet<ApiName>>| {
            except.as_ref().is_some_and(|names| !names.iter().any(&is_it))
        };
        match (meant(&self.edit), meant(&self.read)) {
            (true, _) => Verbs::NONE.with(Verb::Read).with(Verb::Edit),
            (false, true) => Verbs::NONE.with(Verb::Read),
            (false, false) => Verbs::NONE,
        }
    }

    /// Returns the fields that some verb is not meant on.
    #[must_use]
    pub fn excepted(&self) -> BTreeSet<&ApiName> {
        [&self.read, &self.edit].into_iter().flatten().flatten().collect()
    }
}

impl Desired {
    /// Returns what is desired with `all` fields by name, as this org has them.
    ///
    /// What a set holds on fields that hallpass cannot see is part of all, and stays as it is.
    #[must_use]
    pub fn in_org(&self, live: &Live) -> Cow<'_, Self> {
        if self.integrations.values().all(|one| one.all_fields.is_empty()) {
            return Cow::Borrowed(self);
        }
        let mut named = self.clone();
        for one in named.integrations.values_mut() {
            one.name_all_fields(&live.catalog, live.permission_sets.get(&one.permission_set.name));
        }
        Cow::Owned(named)
    }
}

impl Integration {
    fn name_all_fields(&mut self, catalog: &Catalog, set: Option<&LivePermissionSet>) {
        for (object, all) in &self.all_fields {
            let facts = catalog.objects.get(object);
            let seen = facts.into_iter().flat_map(|facts| seen(facts, all));
            let unseen = set.into_iter().flat_map(|set| unseen(set, object, facts, all));
            for (field, verbs) in seen.chain(unseen).collect::<Vec<_>>() {
                let object = object.clone();
                grant(&mut self.grants, Target::Field { object, field }, verbs);
            }
        }
    }
}

fn grant(grants: &mut Grants, target: Target, verbs: Verbs) {
    if !verbs.is_empty() {
        let grant = grants.entry(target).or_default();
        *grant = grant.union(verbs);
    }
}

/// The fields that an org shows, each by the name under which it keeps its row.
fn seen<'a>(facts: &'a ObjectFacts, all: &'a AllFields) -> impl Iterator<Item = (ApiName, Verbs)> {
    let fields = facts.fields.iter().filter(|(_, field)| field.permissionable);
    fields
        .filter(|(name, _)| whole(facts, name) == *name)
        .map(|(name, field)| {
            // Nobody edits a formula or an auto-number (Object Reference, `FieldPermissions`).
            let edit = |verbs: Verbs| match field.read_only {
                true => verbs.minus(Verbs::NONE.with(Verb::Edit)),
                false => verbs,
            };
            (name.clone(), edit(all.verbs(|other| whole(facts, other) == name)))
        })
}

/// The rows of a set on fields that an org does not show.
fn unseen<'a>(
    set: &'a LivePermissionSet,
    object: &'a ApiName,
    facts: Option<&'a ObjectFacts>,
    all: &'a AllFields,
) -> impl Iterator<Item = (ApiName, Verbs)> {
    set.grants.iter().filter_map(move |(target, row)| {
        let Target::Field { object: of, field } = target else {
            return None;
        };
        let is_seen = facts.is_some_and(|facts| facts.fields.contains_key(&named(facts, field)));
        let kept = || all.verbs(|other| other == field).intersection(row.verbs);
        (of == object && !is_seen).then(|| (field.clone(), kept()))
    })
}

/// The field that carries the row of a field: that of a compound field stands for its parts (Object Reference,
/// `FieldPermissions`).
fn whole<'f>(facts: &'f ObjectFacts, name: &'f ApiName) -> &'f ApiName {
    let field = facts.fields.get_key_value(&named(facts, name));
    let Some((name, field)) = field else { return name };
    let whole = field.part_of.as_ref();
    let carries = |whole: &&ApiName| facts.fields.get(*whole).is_some_and(|whole| whole.permissionable);
    whole.filter(carries).unwrap_or(name)
}

/// Lookups go by their name with or without `Id`.
fn named(facts: &ObjectFacts, name: &ApiName) -> ApiName {
    let with_id = ApiName::new(format!("{name}Id"));
    match !facts.fields.contains_key(name) && facts.fields.contains_key(&with_id) {
        true => with_id,
        false => name.clone(),
    }
}

#[cfg(test)]
mod tests {
    use super::AllFields;
    use crate::Verb;

    #[test]
    fn a_field_is_left_out_only_if_every_grant_leaves_it_out() {
        let mut all = AllFields::default();
        all.add(Verb::Read, ["A".into(), "B".into()].into());
        all.add(Verb::Read, ["b".into(), "C".into()].into());
        all.add(Verb::Edit, ["D".into()].into());
        assert_eq!(all.read, Some(["B".into()].into()));
        assert_eq!(all.edit, Some(["D".into()].into()));
    }
}
