//! Which permission sets and profiles pre-authorize an app: SetupEntityAccess rows and the lists of metadata are one
//! store (reported: after a deploy of the list exactly one matching row exists, and a row alone works as well).

use std::collections::BTreeSet;

use serde_json::{Value, json};

use super::profile;
use crate::apps::AppKind;
use crate::services::metadata::types::Problem;
use crate::store::Tx;
use crate::value::{Id, flag, id, row, text};

const ROWS: &str = "SetupEntityAccess";

/// The names of the permission sets and of the profiles that hold the app, each sorted.
pub(crate) fn linked_sets(tx: &Tx<'_>, kind: AppKind, app: &Id) -> (Vec<String>, Vec<String>) {
    let (mut sets, mut profiles) = (BTreeSet::new(), BTreeSet::new());
    for (_, parent) in rows(tx, kind, app) {
        let Some(set) = tx.get("PermissionSet", &parent) else {
            continue;
        };
        if flag(&set, "IsOwnedByProfile") {
            profiles.extend(id(&set, "ProfileId").and_then(|profile| profile::full_name_of(tx, &profile)));
        } else {
            sets.insert(text(&set, "Name").to_owned());
        }
    }
    (sets.into_iter().collect(), profiles.into_iter().collect())
}

/// Makes the rows of an app those of the named sets and profiles; `None` leaves that sort alone.
///
/// # Errors
/// When a name is unknown. Text for permission sets recorded, for profiles alike.
pub(super) fn replace(
    tx: &mut Tx<'_>,
    kind: AppKind,
    app: &Id,
    sets: Option<&[String]>,
    profiles: Option<&[String]>,
) -> Result<bool, Problem> {
    let mut wanted: BTreeSet<Id> = BTreeSet::new();
    for name in sets.unwrap_or_default() {
        let found = super::permission_set::find(tx, name).and_then(|row| id(&row, "Id"));
        wanted.insert(found.ok_or_else(|| unknown("permission sets", name))?);
    }
    for name in profiles.unwrap_or_default() {
        let found = profile::find(tx, name).and_then(|row| id(&row, "Id"));
        let set =
            found.and_then(|profile| tx.find_one("PermissionSet", &[("ProfileId", json!(profile.as_str()))]));
        wanted.insert(
            set.and_then(|set| id(&set, "Id"))
                .ok_or_else(|| unknown("profiles", name))?,
        );
    }
    let mut changed = false;
    let mut held = BTreeSet::new();
    for (entry, parent) in rows(tx, kind, app) {
        let owned = tx
            .get("PermissionSet", &parent)
            .is_some_and(|set| flag(&set, "IsOwnedByProfile"));
        let managed = if owned { profiles.is_some() } else { sets.is_some() };
        if managed && !wanted.contains(&parent) {
            tx.delete_raw(ROWS, &entry);
            changed = true;
        } else {
            held.insert(parent);
        }
    }
    for parent in wanted.difference(&held) {
        tx.insert_raw(
            ROWS,
            row([
                ("ParentId", Value::from(parent)),
                ("SetupEntityId", Value::from(app)),
                ("SetupEntityType", Value::from(kind.setup_entity_type())),
            ]),
        );
        changed = true;
    }
    Ok(changed)
}

/// Removes all rows of an app that is deleted.
pub(super) fn remove_all(tx: &mut Tx<'_>, kind: AppKind, app: &Id) {
    for (entry, _) in rows(tx, kind, app) {
        tx.delete_raw(ROWS, &entry);
    }
}

fn rows(tx: &Tx<'_>, kind: AppKind, app: &Id) -> Vec<(Id, Id)> {
    tx.find(ROWS, &[("SetupEntityId", json!(app.as_str()))])
        .iter()
        .filter(|row| {
            text(row, "SetupEntityType").is_empty()
                || text(row, "SetupEntityType") == kind.setup_entity_type()
        })
        .filter_map(|row| Some((id(row, "Id")?, id(row, "ParentId")?)))
        .collect()
}

fn unknown(what: &str, name: &str) -> Problem {
    Problem::shown("INVALID_FIELD", format!("We couldn't find {what} called {name}"))
}
