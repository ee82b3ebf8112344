//! `hallpass import`: specs for what an org has already.

mod files;
mod run;
mod write;

pub(super) use run::run;
