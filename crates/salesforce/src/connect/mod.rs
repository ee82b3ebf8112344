//! Connect REST: consumer keys and secrets of external client apps, and their refresh tokens.

mod credentials;
mod staged;
mod usage;

pub use credentials::{Consumer, ConsumerCredentials};
pub use staged::StagedCredentials;
