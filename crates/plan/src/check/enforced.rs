//! `enforce` holds: additive takes nothing away, report changes nothing.

use hallpass_model::{Action, Change, Desired, Enforce, Plan, Value};

use super::fault::{Fault, FaultCode, fault};

pub(super) fn look(plan: &Plan, desired: &Desired, faults: &mut Vec<Fault>) {
    for change in &plan.changes {
        let enforce = desired
            .integrations
            .get(&change.integration)
            .map(|one| one.enforce);
        match enforce {
            Some(Enforce::Report) => fault(
                faults,
                FaultCode::NotAllowed,
                &change.address,
                "is changed under `enforce: report`",
            ),
            Some(Enforce::Additive) if takes_away(change) => {
                fault(
                    faults,
                    FaultCode::NotAllowed,
                    &change.address,
                    "takes something away under `enforce: additive`",
                );
            }
            _ => {}
        }
    }
}

fn takes_away(change: &Change) -> bool {
    let (before, after) = change.verbs();
    let shorter = change
        .differences()
        .into_iter()
        .any(|(_, before, after)| match (before, after) {
            (Some(Value::List(before)), Some(Value::List(after))) => {
                before.iter().any(|one| !after.contains(one))
            }
            _ => false,
        });
    matches!(change.action, Action::Delete | Action::Replace) || !after.covers(before) || shorter
}
