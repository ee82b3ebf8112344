//! A second opinion on every plan, by code that did not write it.
//!
//! Shares nothing with the planner: no helper, no rule, no type but the model's. Each file holds one thing that must
//! hold of any plan; a plan that fails one is a bug of ours and is neither shown nor run.

mod enforced;
mod fault;
mod following;
mod forgotten;
mod held;
mod limits;
mod order;
mod owned;
mod retired;
mod shape;

#[cfg(test)]
mod tests;

pub use fault::{Fault, FaultCode};

use hallpass_model::{Desired, Live, Plan};

/// Returns all that is wrong with a plan for this desired and live; nothing is the only good answer.
#[must_use]
pub fn check(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Fault> {
    let desired = &*desired.in_org(live);
    let mut faults = Vec::new();
    shape::look(plan, &mut faults);
    order::look(plan, &mut faults);
    if forgotten::gives_up(plan) {
        forgotten::look(plan, desired, live, &mut faults);
        return faults;
    }
    if held::holds(plan) {
        held::look(plan, desired, live, &mut faults);
        return faults;
    }
    owned::look(plan, desired, live, &mut faults);
    enforced::look(plan, desired, &mut faults);
    following::look(plan, desired, live, &mut faults);
    retired::look(plan, desired, live, &mut faults);
    faults
}

/// Returns all that is wrong with a plan that is about to be run: [`check`], and the limits.
#[must_use]
pub fn check_before_run(plan: &Plan, desired: &Desired, live: &Live) -> Vec<Fault> {
    let mut faults = check(plan, desired, live);
    limits::look(plan, desired, live, &mut faults);
    faults
}
