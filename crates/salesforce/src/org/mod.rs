//! A handle on an org, and what it says about itself.

mod facts;
mod handle;
mod options;
mod probe;
mod reader;
mod versions;

pub use facts::{Identity, OrgLimit, Organization};
pub use handle::Org;
pub use options::OrgOptions;
pub use probe::{Probe, probe};
pub use reader::{Reader, Writer};
pub use versions::{OfferedVersion, VersionChoice};
