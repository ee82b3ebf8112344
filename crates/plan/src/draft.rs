//! A plan in the making: what each step adds to and takes from.

use hallpass_model::{
    Action, Address, Attributes, BlockReason, Blocked, Change, Reason, Risk, State, Unmanaged, Verbs,
    Warning, WarningCode,
};

/// The differences of one integration, not yet ordered or judged.
#[derive(Default)]
pub(crate) struct Draft {
    pub(crate) changes: Vec<Change>,
    pub(crate) unchanged: u64,
    pub(crate) unmanaged: Vec<Unmanaged>,
    pub(crate) blocked: Vec<Blocked>,
    pub(crate) warnings: Vec<Warning>,
}

impl Draft {
    pub(crate) fn change(
        &mut self,
        address: Address,
        action: Action,
        reason: Reason,
        before: Option<State>,
        after: Option<State>,
    ) {
        self.changes.push(Change {
            integration: address.integration.clone(),
            kind: address.kind,
            address,
            action,
            before,
            after,
            reason,
            // Both are decided later, in files of their own.
            risk: Risk::Low,
            depends_on: Vec::new(),
        });
    }

    pub(crate) fn create(&mut self, address: Address, after: Attributes) {
        let after = Some(State::Attributes(after));
        self.change(address, Action::Create, Reason::Missing, None, after);
    }

    pub(crate) fn delete(&mut self, address: Address, before: Attributes) {
        let before = Some(State::Attributes(before));
        self.change(address, Action::Delete, Reason::NotInSpec, before, None);
    }

    /// Adds the step from some verbs to others; equal ones are counted.
    pub(crate) fn verbs(&mut self, address: impl FnOnce() -> Address, live: Verbs, desired: Verbs) {
        let side = |verbs: Verbs| (!verbs.is_empty()).then_some(State::Verbs(verbs));
        let (action, reason) = match (live.is_empty(), desired.is_empty()) {
            _ if live == desired => {
                self.unchanged += 1;
                return;
            }
            (true, _) => (Action::Create, Reason::Missing),
            (_, true) => (Action::Delete, Reason::NotInSpec),
            (false, false) => (Action::Update, Reason::Differs),
        };
        self.change(address(), action, reason, side(live), side(desired));
    }

    pub(crate) fn block(
        &mut self,
        address: Address,
        reason: BlockReason,
        message: impl Into<String>,
        hint: impl Into<String>,
    ) {
        self.blocked.push(Blocked {
            address,
            reason,
            message: message.into(),
            hint: hint.into(),
        });
    }

    pub(crate) fn warn(&mut self, address: Option<Address>, code: WarningCode, message: impl Into<String>) {
        self.warnings.push(Warning {
            address,
            code,
            message: message.into(),
            risk: code.risk(),
        });
    }

    pub(crate) fn leave(&mut self, address: Address, why: impl Into<String>) {
        self.unmanaged.push(Unmanaged {
            address,
            why: why.into(),
        });
    }

    /// Takes in all that another draft holds.
    pub(crate) fn absorb(&mut self, other: Draft) {
        let Draft {
            changes,
            unchanged,
            unmanaged,
            blocked,
            warnings,
        } = other;
        self.changes.extend(changes);
        self.unchanged += unchanged;
        self.unmanaged.extend(unmanaged);
        self.blocked.extend(blocked);
        self.warnings.extend(warnings);
    }
}
