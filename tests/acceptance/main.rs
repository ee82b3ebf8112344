//! Acceptance: the real binary against the local org, over HTTP.
//!
//! One binary for all of it. A test that no file was forgotten is in [`architecture`].

#![cfg(test)]

#[path = "../support/mod.rs"]
mod support;

mod access;
mod apps;
mod architecture;
mod brownfield;
mod by_hand;
mod changes;
mod command_line;
mod cost;
mod diff;
mod doctor;
mod drift;
mod explain;
mod faults;
mod freeze;
mod handover;
mod import;
mod init;
mod journal;
mod kinds;
mod laws;
mod limits;
mod load;
mod local_org;
mod login_policy;
mod many_orgs;
mod migration;
mod ownership;
mod pages;
mod policy;
mod profiles;
mod report;
mod retirement;
mod road;
mod rotate;
mod saved_plans;
mod secrets;
mod users;
mod validation;
mod verify;
