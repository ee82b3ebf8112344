//! What can be wrong with a plan.

use std::fmt;

use hallpass_model::Address;

/// Something that no plan may have.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// What kind of fault it is.
    pub code: FaultCode,
    /// Which change it is about.
    pub address: Address,
    /// What is wrong, as a fragment.
    pub message: String,
}

/// The kinds of faults.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum FaultCode {
    /// A change contradicts itself: sides, action, address or kind do not fit together.
    Shape,
    /// A change comes before one that it depends on, or depends on none of the plan.
    Order,
    /// Access goes before what replaces it is there.
    Lapse,
    /// A change touches what is not ours.
    NotOurs,
    /// A change touches the running user's own access.
    OwnAccess,
    /// The spec's `enforce` does not allow the change.
    NotAllowed,
    /// More goes than the fleet's limits allow.
    TooMuch,
    /// A change is not about this plan's specs, or does not start from what is live.
    Unfounded,
}

impl fmt::Display for Fault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.address, self.message)
    }
}

/// Collects a fault.
pub(super) fn fault(faults: &mut Vec<Fault>, code: FaultCode, address: &Address, message: impl Into<String>) {
    faults.push(Fault {
        code,
        address: address.clone(),
        message: message.into(),
    });
}
