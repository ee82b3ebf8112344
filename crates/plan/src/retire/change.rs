//! The changes of an end.

use hallpass_model::{Action, Address, Attributes, Change, Reason, Risk, State};

use super::ending::Ending;

impl Ending<'_> {
    pub(super) fn update(&self, address: Address, before: Attributes, after: Attributes) -> Change {
        let sides = (State::Attributes(before), State::Attributes(after));
        self.change(address, Action::Update, Some(sides.0), Some(sides.1), Risk::High)
    }

    pub(super) fn delete(&self, address: Address, before: State) -> Change {
        self.change(address, Action::Delete, Some(before), None, Risk::Medium)
    }

    fn change(
        &self,
        address: Address,
        action: Action,
        before: Option<State>,
        after: Option<State>,
        risk: Risk,
    ) -> Change {
        let is_declared = self.desired.retiring.declared.contains_key(&self.group.name);
        Change {
            integration: address.integration.clone(),
            kind: address.kind,
            address,
            action,
            before,
            after,
            reason: if is_declared {
                Reason::Retired
            } else {
                Reason::Pruned
            },
            risk,
            depends_on: Vec::new(),
        }
    }
}
