//! Credentials of integrations: what they are, and the two places they come from.

mod env_file;
mod file;
mod from_org;
mod kept;

pub use file::{BadCredential, CredentialFile, ReadKey};
pub use from_org::{NoCredential, from_org};
pub use kept::{Credential, Key};
