//! What tests turn and read while a local org runs.

use std::time::Duration;

use secrecy::SecretString;

use super::{Call, LocalOrg};
use crate::seed_file::{Seed, SeedError};
use crate::services::control::acts;
use crate::store::Fault;

/// The org did not do what its owner asked for.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("the local org refuses: {0}")]
pub struct Refused(pub(crate) String);

impl LocalOrg {
    /// Returns an access token of a user, without a login.
    ///
    /// # Errors
    /// When there is no such user.
    pub fn token_for(&self, username: &str) -> Result<SecretString, Refused> {
        acts::token(self.org(), Some(username)).map_err(|refusal| Refused(refusal.to_string()))
    }

    /// Lets a user approve an app, as on the approval page, and returns the refresh token.
    ///
    /// # Errors
    /// When there is no such user or app, or the user may not use it.
    pub fn approve(&self, username: &str, client_id: &str) -> Result<SecretString, Refused> {
        acts::approve(self.org(), username, client_id).map_err(|refusal| Refused(refusal.to_string()))
    }

    /// Puts a seed into the org: all of it, or nothing.
    ///
    /// # Errors
    /// Everything that was refused, with its place in the file. Objects and fields can only come with
    /// [`Options::seed`](crate::Options::seed).
    pub fn seed(&self, seed: &Seed) -> Result<(), SeedError> {
        acts::seed(self.org(), seed)
    }

    /// Makes the org as it was at the start: rows and tokens go, and what it was seeded with comes back. Credentials
    /// and the call log stay.
    ///
    /// # Errors
    /// When a row of the seed is refused.
    pub fn reset(&self) -> Result<(), Refused> {
        acts::reset(self.org()).map_err(|refusal| Refused(refusal.to_string()))
    }

    /// Returns every call that the org answered, oldest first.
    pub fn calls(&self) -> Vec<Call> {
        self.org().calls().into_iter().map(Call::from).collect()
    }

    /// Sets how far the org's clock is ahead of the true one.
    ///
    /// # Errors
    /// When the folder of the org can't be written.
    pub fn set_clock_ahead(&self, ahead: Duration) -> Result<(), Refused> {
        let milliseconds = i64::try_from(ahead.as_millis()).unwrap_or(i64::MAX);
        acts::set_clock(self.org(), milliseconds).map_err(|refusal| Refused(refusal.to_string()))
    }

    /// Makes every answer wait.
    pub fn set_latency(&self, latency: Duration) {
        let milliseconds = u64::try_from(latency.as_millis()).unwrap_or(u64::MAX);
        self.org().knobs.set_latency(milliseconds);
    }

    /// Adds a fault, which waits for its call.
    pub fn add_fault(&self, fault: Fault) {
        self.org().knobs.add_fault(fault);
    }

    /// Forgets faults and latency.
    pub fn clear_faults(&self) {
        self.org().knobs.clear();
    }
}
