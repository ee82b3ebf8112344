//! A token for as long as some work takes.

use hallpass_salesforce::{Error, Login, Org};

use super::{Interrupt, Interrupted, unless};

/// What came of work with a token that is gone now.
#[derive(Debug)]
pub struct Held<T> {
    /// What the work gave, unless somebody interrupted it.
    pub done: Result<T, Interrupted>,
    /// Whether the token was revoked. Where it was not, it lives until its session times out.
    pub revoked: Result<(), Error>,
}

/// Mints a token besides `admin`, does `work` as whom it stands for, and revokes it: at the end, after an error, and when
/// somebody interrupts. A token that is on its way when somebody does is waited for, because nobody else could end it.
///
/// # Errors
/// When no token is given; then there is nothing to revoke.
pub async fn with_token<T>(
    admin: &Org,
    login: &Login,
    interrupt: &Interrupt,
    work: impl AsyncFnOnce(&Org) -> T,
) -> Result<Held<T>, Error> {
    let org = admin.beside(login).await?;
    let done = unless(interrupt, work(&org)).await;
    let revoked = org.sign_out().await;
    Ok(Held { done, revoked })
}
