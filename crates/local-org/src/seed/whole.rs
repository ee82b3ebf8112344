//! The seed from end to end.

use secrecy::SecretString;

use crate::running::Credentials;
use crate::store::Tx;

/// The two identities that every local org has.
pub(crate) struct Identities {
    /// The System Administrator.
    pub(crate) admin: Credentials,
    /// The least-privilege identity of the reconciler.
    pub(crate) runner: Credentials,
}

/// Fills an empty org, or finds what an earlier start has filled.
pub(crate) fn seed(_tx: &mut Tx<'_>) -> Identities {
    let nobody = |username: &str| Credentials {
        client_id: String::new(),
        client_secret: SecretString::default(),
        username: username.to_owned(),
    };
    Identities {
        admin: nobody("admin@hallpass.local"),
        runner: nobody("runner@hallpass.local"),
    }
}
