//! Each change fits together in itself, and none comes twice.

use std::collections::BTreeSet;

use hallpass_model::{Action, Change, Plan, Shape, State};

use super::fault::{Fault, FaultCode, fault};

pub(super) fn look(plan: &Plan, faults: &mut Vec<Fault>) {
    let mut seen = BTreeSet::new();
    for change in &plan.changes {
        if !seen.insert(&change.address) {
            fault(faults, FaultCode::Shape, &change.address, "is changed twice");
        }
        if let Some(message) = contradiction(change) {
            fault(faults, FaultCode::Shape, &change.address, message);
        }
    }
}

fn contradiction(change: &Change) -> Option<&'static str> {
    let Change {
        address,
        integration,
        kind,
        action,
        before,
        after,
        ..
    } = change;
    if address.integration != *integration || address.kind != *kind {
        return Some("has another integration or kind than its address");
    }
    let fits = match action {
        Action::Create => before.is_none() && after.is_some(),
        Action::Delete => before.is_some() && after.is_none(),
        Action::Update | Action::Replace | Action::Adopt => before.is_some() && after.is_some(),
    };
    if !fits {
        return Some("has sides that do not fit its action");
    }
    let comes_back = *action == Action::Replace && kind.shape() == Shape::Membership;
    if before == after && !comes_back {
        return Some("changes nothing");
    }
    let is_grant = kind.shape() == Shape::Grant;
    let is_verbs = |side: &Option<State>| {
        side.as_ref()
            .is_none_or(|side| matches!(side, State::Verbs(_)) == is_grant)
    };
    if !is_verbs(before) || !is_verbs(after) {
        return Some("has verbs for attributes or attributes for verbs");
    }
    let is_empty = |side: &Option<State>| matches!(side, Some(State::Verbs(verbs)) if verbs.is_empty());
    (is_empty(before) || is_empty(after)).then_some("has a side without verbs, which no org can hold")
}
