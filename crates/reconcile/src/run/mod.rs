//! Running waves: the one place that writes.
//!
//! One failure stops what depends on it and nothing else; only what makes every further call pointless (no network, no
//! session, no calls left) stops the whole. A write whose answer was lost is looked up by its natural key before
//! anything is decided.

mod app_ids;
mod deploys;
mod error;
mod event;
mod judge;
mod ledger;
mod logins;
mod look;
mod made;
mod ready;
mod rows;
mod runner;
mod told;
mod validate;

pub use event::Event;
pub use runner::{run, run_with_journal};
pub use validate::{Checked, Validation, Waiting, validate};
