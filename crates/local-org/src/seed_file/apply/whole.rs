//! A seed from end to end, in one transaction.

use super::super::file::Seed;
use super::super::problem::{SeedError, SeedProblem};
use super::super::repeat;
use super::work::Troubles;
use super::{apps, code, objects, organization, rows, sets, users};
use crate::enforce::Caller;
use crate::seed::admin_id;
use crate::store::Tx;

/// Puts everything that a seed says into the org. The org's own rules decide; the caller rolls back where they refuse.
///
/// # Errors
/// Everything that was refused, with its place in the file.
pub(crate) fn apply(tx: &mut Tx<'_>, seed: &Seed) -> Result<(), SeedError> {
    let admin = admin_id();
    tx.act_as(&admin);
    let caller = Caller::system(tx, &admin);
    let mut troubles = Troubles::default();
    steps(tx, &caller, seed, &mut troubles);
    let problems: Vec<SeedProblem> = troubles.0;
    if problems.is_empty() {
        Ok(())
    } else {
        Err(SeedError::new(&seed.file, problems))
    }
}

/// What is referred to comes before what refers to it.
fn steps(tx: &mut Tx<'_>, caller: &Caller, seed: &Seed, troubles: &mut Troubles) {
    let root = &seed.root;
    objects::check(tx, seed, troubles);
    if !troubles.0.is_empty() {
        return;
    }
    organization::edition(tx, root);
    for entry in root
        .get("organization")
        .into_iter()
        .flat_map(|node| node.entries())
    {
        troubles.attempt(tx, entry.place, |tx| organization::field(tx, entry));
    }
    for entry in root.get("licenses").into_iter().flat_map(|node| node.entries()) {
        troubles.attempt(tx, entry.place, |tx| organization::license(tx, entry));
    }
    for name in root.get("classes").into_iter().flat_map(|node| node.items()) {
        troubles.attempt(tx, name.place, |tx| code::class(tx, name));
    }
    for name in root
        .get("custom_permissions")
        .into_iter()
        .flat_map(|node| node.items())
    {
        troubles.attempt(tx, name.place, |tx| code::custom_permission(tx, name));
    }
    for set in root.get("permission_sets").into_iter().flat_map(repeat::entries) {
        troubles.attempt(tx, set.place, |tx| sets::put_set(tx, caller, &set));
    }
    for user in root.get("users").into_iter().flat_map(repeat::items) {
        troubles.attempt(tx, user.place, |tx| users::put_user(tx, caller, &user));
    }
    for app in root.get("apps").into_iter().flat_map(repeat::entries) {
        troubles.attempt(tx, app.place, |tx| apps::put_app(tx, &app));
    }
    for object in root.get("rows").into_iter().flat_map(|node| node.entries()) {
        for row in repeat::items(&object.value) {
            troubles.attempt(tx, row.place, |tx| rows::put_row(tx, caller, object, &row));
        }
    }
}
