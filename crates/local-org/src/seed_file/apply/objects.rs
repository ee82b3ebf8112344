//! Objects and fields that a seed adds: they come with the start of an org.

use serde_json::Value;

use super::super::file::Seed;
use super::super::problem::SeedProblem;
use super::work::Troubles;
use crate::schema::Additions;
use crate::seed::{RUNNER_SET, grant_fields, grant_object};
use crate::standard_profiles;
use crate::store::Tx;
use crate::value::{Id, Row, id};

/// Tells objects and fields that the org does not have. Its schema stands as long as it runs.
pub(super) fn check(tx: &Tx<'_>, seed: &Seed, troubles: &mut Troubles) {
    let schema = tx.org.schema();
    let objects = seed
        .root
        .get("objects")
        .into_iter()
        .flat_map(|node| node.entries());
    for object in objects {
        if schema.object(&object.key).is_none() {
            let message = format!(
                "`{}` can be added only when the org starts: org serve --seed",
                object.key
            );
            troubles.0.push(SeedProblem::at(object.place, message));
            continue;
        }
        for field in object
            .value
            .get("fields")
            .into_iter()
            .flat_map(|node| node.entries())
        {
            if schema.field(&object.key, &field.key).is_none() {
                let message = format!(
                    "`{}.{}` can be added only when the org starts: org serve --seed",
                    object.key, field.key
                );
                troubles.0.push(SeedProblem::at(field.place, message));
            }
        }
    }
}

/// Grants added objects and fields to administrators, as Setup does for who makes them, and lets the runner describe
/// them.
pub(crate) fn grant_added(tx: &mut Tx<'_>, additions: &Additions) {
    let schema = tx.org.schema();
    let administrator = standard_profiles::find(tx, "System Administrator").and_then(|profile| {
        set_of(
            tx,
            &[("ProfileId", profile.get("Id").cloned().unwrap_or_default())],
        )
    });
    let runner = set_of(tx, &[("Name", Value::from(RUNNER_SET))]);
    let has = |tx: &Tx<'_>, set: &Id, object: &str| {
        let filter = [
            ("ParentId", Value::from(set)),
            ("SobjectType", Value::from(object)),
        ];
        tx.count("ObjectPermissions", &filter) > 0
    };
    for object in additions
        .objects
        .iter()
        .filter_map(|added| schema.object(&added.name))
    {
        if let Some(set) = administrator.as_ref().filter(|set| !has(tx, set, &object.name)) {
            let all = ["PermissionsViewAllRecords", "PermissionsModifyAllRecords"];
            grant_object(tx, set, object, "RCED", flags(&all));
        }
        if let Some(set) = runner.as_ref().filter(|set| !has(tx, set, &object.name)) {
            grant_object(tx, set, object, "R", flags(&["PermissionsViewAllFields"]));
        }
    }
    let Some(set) = administrator else { return };
    for added in &additions.fields {
        let filter = [
            ("ParentId", Value::from(&set)),
            ("Field", Value::from(format!("{}.{}", added.object, added.name))),
        ];
        let Some((object, field)) = schema
            .object(&added.object)
            .and_then(|object| Some((object, object.field(&added.name)?)))
        else {
            continue;
        };
        if tx.count("FieldPermissions", &filter) == 0 {
            grant_fields(tx, &set, object, std::iter::once(field), true);
        }
    }
}

fn flags(names: &[&str]) -> Row {
    names
        .iter()
        .map(|name| ((*name).to_owned(), Value::Bool(true)))
        .collect()
}

fn set_of(tx: &Tx<'_>, filter: &[(&str, Value)]) -> Option<Id> {
    tx.find_one("PermissionSet", filter)
        .and_then(|set| id(&set, "Id"))
}
