//! `/__local/`: what only this org has. Log, seed, reset, tokens, faults, latency, clock.
//!
//! Every request needs the secret that the org told its owner, and a loopback Host: a page in a browser that
//! resolves its own name to this machine gets nowhere.

pub(crate) mod acts;
mod endpoints;
mod gate;
mod settings;

pub(crate) use endpoints::{handle, is_control};
