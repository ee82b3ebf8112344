//! Getting the credential out of the org, also where the org was only just told to show it.

use hallpass_model::{Flow, LiveApp};
use hallpass_salesforce::transport::{Patience, Polled, until};
use hallpass_salesforce::{Env, Error, Reader};

use crate::credential::{Credential, NoCredential, from_org};

/// Reads the credential of an app. With patience, an org that hides it is asked again: a setting that was changed takes a
/// while to be true.
///
/// # Errors
/// When the org does not show it in time.
pub async fn fetch(
    reader: &Reader,
    app: &LiveApp,
    flow: &Flow,
    patience: Option<Patience>,
    env: &dyn Env,
) -> Result<Credential, NoCredential> {
    let Some(patience) = patience else {
        return from_org(reader, app, flow).await;
    };
    let start = env.now();
    let looked = until(env, "the secret", patience, &|_| {}, || async {
        let found = from_org(reader, app, flow).await;
        let waited = env.now().duration_since(start).unsigned_abs();
        Ok(match found {
            Err(error) if is_hidden(&error) && waited < patience.at_most => {
                Polled::Waiting("hidden".to_owned())
            }
            found => Polled::Done(found),
        })
    })
    .await;
    looked.unwrap_or_else(|source| {
        Err(NoCredential::Org {
            app: app.name.clone(),
            source,
        })
    })
}

/// Whether the org refuses to show secrets, and not something else.
#[must_use]
pub fn is_hidden(error: &NoCredential) -> bool {
    match error {
        NoCredential::Hidden(_) => true,
        NoCredential::Org {
            source: Error::Api(api),
            ..
        } => api.status == 403,
        _ => false,
    }
}
