//! Policy: what a spec should not ask for, each rule with its reason and its fix.
//!
//! One rule a file under `rules/`, with a code that never changes its meaning. Rules see what is desired, some of them
//! what is live, and the date, which is given to them; there is no I/O and no clock. What a rule's findings do is said
//! by the rule, and by the fleet where it wants something else.

mod days;
mod finding;
mod judge;
mod levels;
mod new_access;
mod rule;
mod rules;
mod waiver;

#[cfg(test)]
mod tests;

pub use finding::{Finding, Level, WaivedBy};
pub use judge::{judge, judge_new_access, judge_org, refused};
pub use new_access::NewAccess;
pub use rule::{Example, RuleInfo, Sees};
pub use rules::rules;
