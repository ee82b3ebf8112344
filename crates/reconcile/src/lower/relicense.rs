//! What a user holds is taken off before it moves to another licence; it comes back by changes of its own.

use hallpass_model::{Action, Change, Kind};

use super::context::{Context, not_in_org, thing};
use super::rows::{OneRow, delete, preparing};
use super::{Link, LowerError, Operation, Rows, Wave};

/// Returns the waves that come before a group of changes: first the sets go, then the licences that they need.
pub(super) fn cleared(context: &Context<'_>, group: &[&Change]) -> Result<Vec<Wave>, LowerError> {
    let mut waves = Vec::new();
    for kind in [Kind::Assignment, Kind::License] {
        let mut rows = Vec::new();
        for user in group.iter().filter(|change| change.kind == Kind::User) {
            for held in context
                .plan
                .changes
                .iter()
                .filter(|held| comes_back(held, user, kind))
            {
                rows.push(taken_off(context, held, user)?);
            }
        }
        if let Some(object) = rows.first().map(|one| one.object) {
            let rows = rows.into_iter().map(|one| one.row).collect();
            let rows = Rows {
                object,
                verb: super::RowVerb::Delete,
                rows,
            };
            waves.push(Wave {
                operations: vec![Operation::Rows(rows)],
            });
        }
    }
    Ok(waves)
}

fn comes_back(held: &Change, user: &Change, kind: Kind) -> bool {
    held.kind == kind && held.action == Action::Replace && held.address.of_user() == user.address
}

fn taken_off(context: &Context<'_>, held: &Change, user: &Change) -> Result<OneRow, LowerError> {
    let live = context.live_user(&held.address)?;
    let name = &*thing(&held.address)?;
    let (object, row) = match held.kind {
        Kind::License => ("PermissionSetLicenseAssign", live.licenses.get(name)),
        _ => (
            "PermissionSetAssignment",
            live.assignments.get(name).map(|held| &held.id),
        ),
    };
    let row = row.ok_or_else(|| not_in_org(&held.address, "what the user holds"))?;
    Ok(preparing(
        delete(&held.address, object, Link::Known(row.clone())),
        user,
    ))
}
