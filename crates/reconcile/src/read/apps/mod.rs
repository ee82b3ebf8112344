//! Apps: External Client Apps with their satellites, and connected apps.
//!
//! Rows give ids and names; all the rest stands in metadata files.

mod connected;
mod external;
mod files;
mod found;
mod live;
mod values;

pub(super) use files::Files;
pub(super) use found::{asks, components, found};
pub(super) use live::live;
