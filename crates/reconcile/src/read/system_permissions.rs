//! User permissions that sets grant: one column of `PermissionSet` each, discovered and never listed by us.
//!
//! All of them are read, not only the declared ones, because those that nobody declared are to be seen and removed.
//! A query of some 350 columns has about 12,000 characters and travels in a body.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, LiveGrant, Target, Verbs};
use hallpass_salesforce::rows::ObjectDescribe;
use hallpass_salesforce::soql::{Soql, eq};

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

/// Asks for these columns of our sets.
pub(super) fn asks(scope: &Scope<'_>, permissions: &BTreeSet<ApiName>) -> Vec<Ask> {
    if permissions.is_empty() {
        return Vec::new();
    }
    let columns: Vec<String> = std::iter::once("Id".to_owned())
        .chain(permissions.iter().map(column))
        .collect();
    let part = |filter| {
        let soql = Soql::select(&columns)
            .from("PermissionSet")
            .filter(eq("IsOwnedByProfile", false));
        ask(Topic::SystemPermissions, soql.filter(filter))
    };
    scope.sets("").into_iter().map(part).collect()
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
