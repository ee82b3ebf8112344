//! Grants on objects.

use std::collections::BTreeSet;

use hallpass_model::{LiveGrant, RecordId, Target, Verb, Verbs};
use hallpass_salesforce::Record;

use super::ReadError;
use super::answers::{Answers, Ask, Topic};
use super::parts;
use super::record::{is_synthetic, need_id};
use super::scope::Scope;
use super::world::GrantsBySet;
use crate::columns::OBJECT_VERBS;

const OBJECT: &str = "ObjectPermissions";

pub(super) fn count(scope: &Scope<'_>) -> Vec<Ask> {
    parts::count(scope, Topic::CountedObjectPermissions, OBJECT)
}

pub(super) fn asks(answers: &mut Answers, besides: &BTreeSet<RecordId>) -> Result<Vec<Ask>, ReadError> {
    parts::asks(
        Topic::CountedObjectPermissions,
        answers,
        Topic::ObjectPermissions,
        OBJECT,
        &columns(),
        besides,
    )
}

/// Asks for the rows of these sets.
pub(super) fn of_sets(sets: &BTreeSet<RecordId>) -> Ask {
    parts::of_sets(Topic::ObjectPermissions, OBJECT, &columns(), sets)
}

fn columns() -> Vec<&'static str> {
    ["Id", "ParentId", "SobjectType"]
        .into_iter()
        .chain(OBJECT_VERBS.map(|(_, column)| column))
        .collect()
}

pub(super) fn fill(grants: &mut GrantsBySet, answers: &mut Answers) -> Result<(), ReadError> {
    for row in answers
        .rows(Topic::ObjectPermissions)?
        .iter()
        .filter(|row| !is_synthetic(row))
    {
        let grant = LiveGrant {
            id: Some(need_id(row, "Id")?),
            verbs: verbs(row),
        };
        let target = Target::Object(row.need_text("SobjectType")?.into());
        grants
            .entry(need_id(row, "ParentId")?)
            .or_default()
            .insert(target, grant);
    }
    Ok(())
}

fn verbs(row: &Record) -> Verbs {
    let granted = |(verb, column): (Verb, &str)| (row.flag(column) == Some(true)).then_some(verb);
    OBJECT_VERBS.into_iter().filter_map(granted).collect()
}
