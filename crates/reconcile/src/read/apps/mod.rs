//! Apps: External Client Apps with their satellites, and connected apps.
//!
//! Rows give ids and names; all the rest stands in metadata files.

mod connected;
mod external;
mod files;
mod found;
mod live;
mod token_holders;
mod values;

pub(super) use files::Files;
pub(super) use found::{asks, components, found};
pub(super) use live::{live, run_as};
pub(super) use token_holders::{asks as asks_for_token_holders, from as token_holders};
