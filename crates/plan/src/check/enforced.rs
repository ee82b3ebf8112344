//! `enforce` holds: additive takes nothing away, report changes nothing.

use hallpass_model::{Action, Attribute, Change, Desired, Enforce, Plan, Shape, Value};

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
            Some(Enforce::Adopt) if !only_adopts(change) => fault(
                faults,
                FaultCode::NotAllowed,
                &change.address,
                "is changed by an apply that only adopts",
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

fn only_adopts(change: &Change) -> bool {
    let mut touched = change.differences().into_iter().map(|(attribute, ..)| attribute);
    change.action == Action::Adopt && touched.all(|attribute| attribute == Attribute::Mark)
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
    let goes = match change.action {
        Action::Delete => true,
        // What a user holds comes back when the user has moved to another licence.
        Action::Replace => change.kind.shape() != Shape::Membership,
        Action::Create | Action::Update | Action::Adopt => false,
    };
    goes || !after.covers(before) || shorter
}
