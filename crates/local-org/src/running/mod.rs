//! A local org from the outside: options, starting and stopping, and what tests turn.

mod call;
mod knobs;
mod local_org;
mod options;

pub use call::Call;
pub use knobs::Refused;
pub use local_org::{Credentials, LocalOrg, StartError};
pub use options::Options;
