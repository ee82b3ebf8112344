//! `/__local/`: seed, reset, faults, latency, clock, log.

mod endpoints;

pub(crate) use endpoints::handle;
