//! Who may see credentials: the org setting first, then two permissions.
//! Source: help page "Stage OAuth Credentials for External Client Apps".

use crate::apps::{self, App, AppKind, Consumer};
use crate::error::ApiError;
use crate::services::rest::Call;
use crate::store::Tx;
use crate::value::Id;

const PERMISSIONS: [&str; 2] = ["ExternalClientAppDeveloper", "ViewClientSecret"];

/// Lets a caller through, or says why not.
pub(super) fn pass(tx: &Tx<'_>, call: &Call<'_>) -> Result<(), ApiError> {
    if !apps::rest_secrets_allowed(tx) {
        let message = "This feature is not currently enabled for this user.";
        return Err(ApiError::new(403, "FUNCTIONALITY_NOT_ENABLED", message));
    }
    if PERMISSIONS
        .iter()
        .all(|permission| call.caller.access.permission(permission))
    {
        Ok(())
    } else {
        Err(ApiError::access(
            "You do not have the level of access necessary to perform the operation you requested.",
        ))
    }
}

/// Finds an external client app; connected apps have no such resource.
pub(super) fn app(tx: &Tx<'_>, id: &str) -> Result<App, ApiError> {
    Id::parse(id)
        .and_then(|id| apps::by_id(tx, &id))
        .filter(|app| app.kind == AppKind::External)
        .ok_or_else(ApiError::not_found)
}

/// Finds the consumer of an app.
pub(super) fn consumer(tx: &Tx<'_>, app_id: &str, consumer_id: &str) -> Result<(App, Consumer), ApiError> {
    let app = app(tx, app_id)?;
    let consumer = app
        .consumer
        .clone()
        .filter(|consumer| Id::parse(consumer_id).as_ref() == Some(&consumer.id));
    consumer
        .map(|consumer| (app, consumer))
        .ok_or_else(ApiError::not_found)
}
