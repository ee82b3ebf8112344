//! What became of each change.

use std::collections::BTreeMap;

use hallpass_model::{
    Action, Address, Attribute, Change, Kind, Outcome, OutcomeEntry, OutcomeError, Plan, Status,
};

use super::error::worded;

/// Statuses by address, and the plan that they are about.
pub(super) struct Ledger<'p> {
    plan: &'p Plan,
    changes: BTreeMap<&'p Address, &'p Change>,
    entries: BTreeMap<Address, (Status, Option<OutcomeError>)>,
}

impl<'p> Ledger<'p> {
    pub(super) fn new(plan: &'p Plan) -> Self {
        Self {
            plan,
            changes: plan
                .changes
                .iter()
                .map(|change| (&change.address, change))
                .collect(),
            entries: BTreeMap::new(),
        }
    }

    /// Returns the change at an address.
    pub(super) fn change(&self, address: &Address) -> Option<&'p Change> {
        self.changes.get(address).copied()
    }

    /// Writes down that the org has done it, and returns what that means for the change.
    pub(super) fn done(&mut self, address: &Address) -> Status {
        let waits = self
            .changes
            .get(address)
            .is_some_and(|change| waits_for_a_click(change));
        let status = if waits { Status::Pending } else { Status::Done };
        self.entries.insert(address.clone(), (status, None));
        status
    }

    pub(super) fn failed(&mut self, address: &Address, error: OutcomeError) {
        self.entries
            .insert(address.clone(), (Status::Failed, Some(error)));
    }

    pub(super) fn skipped(&mut self, address: &Address, error: OutcomeError) {
        self.entries
            .insert(address.clone(), (Status::Skipped, Some(error)));
    }

    /// Returns why a change must not be tried: something that it depends on is not done. What was taken off a user goes
    /// back, whatever became of the change that it was taken off for.
    pub(super) fn obstacle(&self, address: &Address) -> Option<OutcomeError> {
        let change = self
            .changes
            .get(address)
            .filter(|change| change.action != Action::Replace)?;
        let stuck = change.depends_on.iter().find_map(|needed| {
            let (status, _) = self.entries.get(needed)?;
            matches!(status, Status::Failed | Status::Skipped).then_some((needed, status))
        });
        stuck.map(|(needed, status)| {
            let what = if *status == Status::Failed {
                "failed"
            } else {
                "was skipped"
            };
            worded("DEPENDS_ON", format!("{needed} {what}"))
        })
    }

    /// Returns the outcome in the plan's order. What nobody tried was stopped by `halted`.
    pub(super) fn outcome(mut self, halted: Option<&OutcomeError>) -> Outcome {
        let untried = || {
            halted
                .cloned()
                .unwrap_or_else(|| worded("NOT_TRIED", "no operation closes it"))
        };
        let entry = |change: &Change| {
            let (status, error) = self
                .entries
                .remove(&change.address)
                .unwrap_or_else(|| (Status::Skipped, Some(untried())));
            OutcomeEntry {
                address: change.address.clone(),
                status,
                error,
            }
        };
        Outcome(self.plan.changes.iter().map(entry).collect())
    }
}

/// A changed e-mail address is stored only when somebody has clicked on a link that was sent there; until then the old
/// one stays (Help, "Email Change Verification").
fn waits_for_a_click(change: &Change) -> bool {
    change.kind == Kind::User
        && matches!(change.action, Action::Update | Action::Adopt)
        && change.differences().iter().any(|(attribute, before, after)| {
            *attribute == Attribute::Email && after.is_some() && before != after
        })
}
