//! A handle on an org, and what it says about itself.

mod facts;
mod handle;
mod options;
mod reader;
mod versions;

pub use facts::{Identity, OrgLimit, Organization};
pub use handle::Org;
pub use options::OrgOptions;
pub use reader::{Reader, Writer};
pub use versions::{OfferedVersion, VersionChoice};
