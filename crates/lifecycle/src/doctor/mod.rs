//! What stops a login, an org or an integration: each check is a pure function over what was observed.
//!
//! `observe` looks, also where the login itself fails; `diagnose` says what it means; `needs` is the one list of what
//! hallpass itself has to be allowed.

mod diagnose;
mod finding;
mod needs;
mod observe;
mod of_integration;
mod of_login;
mod of_org;

#[cfg(test)]
mod tests;

pub use diagnose::diagnose;
pub use finding::{Finding, Verdict};
pub use needs::{NEEDS, Need, Purpose};
pub use observe::{Address, Observed, OrgFacts, Reached, Refused, TokenTrial, Trial, observe_org, try_token};
