//! The pair in use. Source: Connect REST API Developer Guide, OAuth Credentials Resources; two public clients.

use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::gate;
use crate::apps::App;
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;
use crate::value::Id;

/// Answers `…/credentials/{app}`.
pub(super) fn of_app(tx: &Tx<'_>, call: &Call<'_>, app: &str) -> Result<Response, ApiError> {
    gate::pass(tx, call)?;
    let app = gate::app(tx, app)?;
    let consumers: Vec<Value> = app
        .consumer
        .iter()
        .map(|consumer| {
            let url = consumer_url(call, &app.id, &consumer.id);
            json!({
                "id": consumer.id.as_str(),
                "key": consumer.key,
                "name": name(&app),
                "stagedCredentialsUrl": format!("{url}/staged"),
                "url": url,
            })
        })
        .collect();
    let current = format!("{}/apps/oauth/credentials/{}", call.base(), app.id);
    Ok(secret(
        &json!({"consumers": consumers, "currentPageUrl": current, "nextPageUrl": null}),
    ))
}

/// Answers `…/credentials/{app}/{consumer}?part=…`.
pub(super) fn of_consumer(
    tx: &Tx<'_>,
    call: &Call<'_>,
    app: &str,
    consumer: &str,
) -> Result<Response, ApiError> {
    gate::pass(tx, call)?;
    let (app, consumer) = gate::consumer(tx, app, consumer)?;
    let part = Part::read(call.request.parameter("part").as_deref())?;
    let url = consumer_url(call, &app.id, &consumer.id);
    Ok(secret(&json!({
        "id": consumer.id.as_str(),
        "key": part.key().then_some(&consumer.key),
        "secret": part.secret().then(|| consumer.secret.expose_secret()),
        "name": name(&app),
        "stagedCredentialsUrl": format!("{url}/staged"),
        "url": url,
    })))
}

/// The address of a consumer.
pub(super) fn consumer_url(call: &Call<'_>, app: &Id, consumer: &Id) -> String {
    format!("{}/apps/oauth/credentials/{app}/{consumer}", call.base())
}

/// An answer that no cache may keep.
pub(super) fn secret(body: &Value) -> Response {
    Response::json(200, body).with_header("cache-control", "no-store")
}

fn name(app: &App) -> &str {
    &app.developer_name
}

/// Which half of the pair is asked for.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Part {
    Key,
    Secret,
    Both,
}

impl Part {
    fn read(text: Option<&str>) -> Result<Self, ApiError> {
        match text.map(str::to_ascii_lowercase).as_deref() {
            None | Some("key") => Ok(Self::Key),
            Some("secret") => Ok(Self::Secret),
            Some("keyandsecret") => Ok(Self::Both),
            Some(_) => Err(ApiError::bad(
                "ILLEGAL_QUERY_PARAMETER_VALUE",
                "Invalid value for parameter: part",
            )),
        }
    }

    fn key(self) -> bool {
        self != Self::Secret
    }

    fn secret(self) -> bool {
        self != Self::Key
    }
}
