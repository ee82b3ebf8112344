//! Credentials of integrations: what they are, and the two places they come from.

mod file;
mod from_org;
mod kept;

pub use file::{BadCredential, CredentialFile};
pub use from_org::{NoCredential, from_org};
pub use kept::{Credential, Key};
