//! No more goes than the fleet allows, counted anew.

use std::collections::BTreeSet;

use hallpass_model::{Action, Desired, Kind, Live, Plan, Shape};

use super::fault::{Fault, FaultCode, fault};

/// Of fewer things than these any share may go.
const FEW: u64 = 20;

/// What is told of a plan that takes too much; `plan` shows such a plan, and nothing runs it.
pub(super) fn look(plan: &Plan, desired: &Desired, live: &Live, faults: &mut Vec<Fault>) {
    let gone: Vec<_> = plan
        .changes
        .iter()
        .filter(|change| match change.action {
            Action::Delete => true,
            Action::Replace => change.kind.shape() != Shape::Membership,
            Action::Create | Action::Update | Action::Adopt => false,
        })
        .collect();
    let sets: BTreeSet<_> = gone
        .iter()
        .filter(|change| change.kind == Kind::PermissionSet)
        .filter_map(|change| Some(plan.bearer_of(&change.address)?.permission_set.clone()))
        .collect();
    let rows: usize = sets
        .into_iter()
        .filter_map(|name| live.permission_sets.get(&name))
        .map(|set| set.grants.len())
        .sum();
    let Some(last) = gone.last() else { return };
    let (most, all) = (u64::from(desired.limits.max_deletes), (gone.len() + rows) as u64);
    if all > most {
        let message = format!("is one of {all} deletes, where {most} are allowed");
        fault(faults, FaultCode::TooMuch, &last.address, message);
    }
    let there = plan
        .changes
        .iter()
        .filter(|change| change.before.is_some())
        .count()
        + rows;
    let managed = plan.unchanged + there as u64;
    let share = u64::from(desired.limits.max_delete_percent);
    if managed >= FEW && all * 100 > managed * share {
        let message = format!("is one of {all} deletes of {managed} things, where {share}% are allowed");
        fault(faults, FaultCode::TooMuch, &last.address, message);
    }
}
