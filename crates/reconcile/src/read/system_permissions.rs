//! User permissions that sets grant: one column of `PermissionSet` each, discovered and never listed by us.
//!
//! All of them are read, not only the declared ones, because those that nobody declared are to be seen and removed.
//! A query of some 350 columns has about 12,000 characters and travels in a body.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, LiveGrant, RecordId, Target, Verbs};
use hallpass_salesforce::rows::ObjectDescribe;
use hallpass_salesforce::soql::{Condition, Soql, all_of, any_of, eq, is_in};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::scope::Scope;
use super::world::GrantsBySet;
use crate::columns::SYSTEM_PREFIX;

/// Returns the user permissions that an object has columns for.
pub(super) fn of(describe: &ObjectDescribe) -> BTreeSet<ApiName> {
    let columns = describe.fields.iter().filter(|field| field.kind == "boolean");
    columns
        .filter_map(|field| field.name.strip_prefix(SYSTEM_PREFIX))
        .map(ApiName::from)
        .collect()
}

/// Asks for these columns of our sets, and of other sets besides.
pub(super) fn asks(
    scope: &Scope<'_>,
    permissions: &BTreeSet<ApiName>,
    besides: &BTreeSet<RecordId>,
) -> Vec<Ask> {
    if permissions.is_empty() {
        return Vec::new();
    }
    let ours = scope.sets("").into_iter();
    let mut filters: Vec<Condition> = ours
        .map(|filter| all_of([eq("IsOwnedByProfile", false), filter]))
        .collect();
    match filters.first_mut() {
        Some(first) if !besides.is_empty() => *first = any_of([first.clone(), those(besides)]),
        _ => {}
    }
    let part = |filter| columns_of(permissions, filter);
    filters.into_iter().map(part).collect()
}

/// Asks for these columns of these sets.
pub(super) fn of_sets(sets: &BTreeSet<RecordId>, permissions: &BTreeSet<ApiName>) -> Ask {
    columns_of(permissions, those(sets))
}

fn those(sets: &BTreeSet<RecordId>) -> Condition {
    is_in("Id", sets.iter().map(RecordId::as_str))
}

fn columns_of(permissions: &BTreeSet<ApiName>, filter: Condition) -> Ask {
    let columns = std::iter::once("Id".to_owned()).chain(permissions.iter().map(column));
    let soql = Soql::select(columns).from("PermissionSet").filter(filter);
    ask(Topic::SystemPermissions, soql)
}

pub(super) fn fill(grants: &mut GrantsBySet, answers: &mut Answers) -> Result<(), ReadError> {
    for answer in answers.systems() {
        for row in answer? {
            let of_set = grants.entry(row.set).or_default();
            for permission in row.permissions {
                let grant = LiveGrant {
                    id: None,
                    verbs: Verbs::USE,
                };
                of_set.insert(Target::SystemPermission(permission), grant);
            }
        }
    }
    Ok(())
}

fn column(permission: &ApiName) -> String {
    format!("{SYSTEM_PREFIX}{permission}")
}
