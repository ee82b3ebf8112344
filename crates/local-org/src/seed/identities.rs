//! The two identities that every local org has, each with an app of its own.

use secrecy::ExposeSecret as _;

use super::people::{ADMIN, RUNNER};
use crate::apps::{self, AppKind, SeedApp};
use crate::error::ApiError;
use crate::running::Credentials;
use crate::store::Tx;
use crate::value::Id;

/// The two identities that every local org has.
#[derive(Clone)]
pub(crate) struct Identities {
    /// The System Administrator.
    pub(crate) admin: Credentials,
    /// The least-privilege identity of the reconciler.
    pub(crate) runner: Credentials,
}

const ADMIN_APP: &str = "Local_Admin";
const RUNNER_APP: &str = "Hallpass_Runner";

/// Makes the apps.
pub(super) fn fill(tx: &mut Tx<'_>, admin: &Id) -> Result<(), ApiError> {
    tx.act_as(admin);
    for (name, label, run_as) in [
        (ADMIN_APP, "Local Admin", ADMIN),
        (RUNNER_APP, "Hallpass Runner", RUNNER),
    ] {
        let app = SeedApp {
            name,
            label,
            contact_email: ADMIN,
            run_as,
            scopes: &["Api"],
            permission_sets: &[],
        };
        apps::create_seed_app(tx, &app)
            .map_err(|problem| ApiError::new(500, "UNKNOWN_EXCEPTION", format!("{problem:?}")))?;
    }
    Ok(())
}

/// Finds the credentials of both.
pub(super) fn find(tx: &Tx<'_>) -> Result<Identities, ApiError> {
    let credentials = |app: &str, username: &str| {
        apps::by_developer_name(tx, AppKind::External, app)
            .and_then(|app| app.consumer)
            .filter(|consumer| !consumer.secret.expose_secret().is_empty())
            .map(|consumer| Credentials {
                client_id: consumer.key,
                client_secret: consumer.secret,
                username: username.to_owned(),
            })
            .ok_or_else(|| {
                ApiError::new(
                    500,
                    "UNKNOWN_EXCEPTION",
                    format!("the app {app} of the seed is gone"),
                )
            })
    };
    Ok(Identities {
        admin: credentials(ADMIN_APP, ADMIN)?,
        runner: credentials(RUNNER_APP, RUNNER)?,
    })
}

/// Gives both apps the credentials that they had before.
pub(super) fn restore(tx: &Tx<'_>, before: &Identities) {
    for (name, credentials) in [(ADMIN_APP, &before.admin), (RUNNER_APP, &before.runner)] {
        if let Some(app) = apps::by_developer_name(tx, AppKind::External, name) {
            apps::set_credentials(tx, &app.id, &credentials.client_id, &credentials.client_secret);
        }
    }
}
