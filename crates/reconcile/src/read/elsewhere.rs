//! What the declared users hold besides our own sets: the sets of their profiles, other sets, groups.
//!
//! Who holds what comes with the assignments, so that the second round can ask for the rows of these sets together with
//! those of ours. The own set of a group holds what its parts grant minus what is muted (Object Reference,
//! PermissionSetGroup), so nobody has to work that out.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, Elsewhere, Grants, HeldGroup, HeldSet, LiveGrant, RecordId, Target};
use hallpass_salesforce::Record;

use super::answers::{Answers, Topic};
use super::assignments::{assignee, is_of_profile};
use super::profile_names::ProfileNames;
use super::record::{full_name, need_id};
use super::scope::Scope;
use super::world::GrantsBySet;
use super::{ReadError, sandbox};

/// Something that a user holds.
pub(super) struct Held {
    what: What,
    needs_activation: bool,
}

enum What {
    Profile(String),
    Set(ApiName),
    Group(ApiName),
}

/// Returns what the declared users hold besides declared sets, by the id of the set that has the grants.
pub(super) fn held(scope: &Scope<'_>, answers: &Answers) -> Result<BTreeMap<RecordId, Held>, ReadError> {
    let mut held = BTreeMap::new();
    let usernames: BTreeSet<_> = scope.usernames().chain(sandbox::renamed(answers)).collect();
    for row in answers.peek(Topic::Assignments) {
        if !usernames.contains(&assignee(row)?) || row.id("PermissionSetId").is_none() {
            continue;
        }
        let what = what(row)?;
        if !matches!(&what, What::Set(name) if scope.declares_set(name)) {
            let id = need_id(row, "PermissionSetId")?;
            held.insert(id, of_row(row, what));
        }
    }
    Ok(held)
}

fn what(row: &Record) -> Result<What, ReadError> {
    if row.id("PermissionSetGroupId").is_some() {
        let namespace = "PermissionSetGroup.NamespacePrefix";
        return full_name(row, namespace, "PermissionSetGroup.DeveloperName").map(What::Group);
    }
    if is_of_profile(row) {
        let name = row.need_text("Assignee.Profile.Name")?;
        return Ok(What::Profile(name.to_owned()));
    }
    full_name(row, "PermissionSet.NamespacePrefix", "PermissionSet.Name").map(What::Set)
}

fn of_row(row: &Record, what: What) -> Held {
    let needs = |column: &str| row.flag(column) == Some(true);
    Held {
        needs_activation: match what {
            What::Profile(_) => false,
            What::Set(_) => needs("PermissionSet.HasActivationRequired"),
            What::Group(_) => needs("PermissionSetGroup.HasActivationRequired"),
        },
        what,
    }
}

/// Puts together what is held and what it grants.
pub(super) fn from(
    held: BTreeMap<RecordId, Held>,
    names: &ProfileNames,
    mut grants: GrantsBySet,
    unnamed: &BTreeMap<RecordId, usize>,
) -> Elsewhere {
    let mut elsewhere = Elsewhere::default();
    for (id, held) in held {
        let set = HeldSet {
            needs_activation: held.needs_activation,
            grants: plain(grants.remove(&id).unwrap_or_default()),
            unnamed: unnamed.get(&id).copied().unwrap_or_default(),
            id,
        };
        match held.what {
            What::Profile(name) => {
                elsewhere.profiles.insert(names.name(&name).to_owned(), set);
            }
            What::Set(name) => {
                elsewhere.sets.insert(name, set);
            }
            What::Group(name) => {
                elsewhere.groups.insert(name, HeldGroup { set, parts: None });
            }
        }
    }
    elsewhere
}

/// The grants without the ids of their rows, which nobody needs who writes none of them.
pub(super) fn plain(grants: BTreeMap<Target, LiveGrant>) -> Grants {
    let plain = grants.into_iter().map(|(target, grant)| (target, grant.verbs));
    plain.filter(|(_, verbs)| !verbs.is_empty()).collect()
}
