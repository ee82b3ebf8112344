//! The staged pair: made, promoted, revoked. Source: Connect REST API Developer Guide, OAuth Staged Credentials.

use http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::credentials::{consumer_url, secret};
use super::gate;
use super::pairs::{self, Pair};
use super::routes::only;
use crate::apps::{App, Consumer};
use crate::error::ApiError;
use crate::facts::connect::STAGED_SECRET;
use crate::server::Response;
use crate::services::rest::Call;
use crate::store::Tx;
use crate::value::Id;

/// The slot of a consumer.
struct Slot {
    app: App,
    consumer: Consumer,
    pair: Option<Pair>,
    url: String,
}

/// Answers `…/credentials/{app}/{consumer}/staged…`.
pub(super) fn handle(
    tx: &mut Tx<'_>,
    call: &Call<'_>,
    app: &str,
    consumer: &str,
    rest: &[&str],
) -> Result<Response, ApiError> {
    gate::pass(tx, call)?;
    let (app, consumer) = gate::consumer(tx, app, consumer)?;
    let url = format!("{}/staged", consumer_url(call, &app.id, &consumer.id));
    let slot = Slot {
        pair: pairs::of_app(tx, &app.id),
        app,
        consumer,
        url,
    };
    tx.act_as(&call.caller.user_id);
    match rest {
        [] => of_slot(tx, call, &slot),
        [id] => of_pair(tx, call, &slot, id),
        _ => Err(ApiError::not_found()),
    }
}

fn of_slot(tx: &mut Tx<'_>, call: &Call<'_>, slot: &Slot) -> Result<Response, ApiError> {
    only(&call.request.method, &[Method::GET, Method::POST])?;
    if call.request.method == Method::GET {
        // An empty slot is 404, as clients report.
        let pair = slot.pair.as_ref().ok_or_else(ApiError::not_found)?;
        return Ok(collection(slot, pair.state(tx.now()), pair, is_shown_again(tx)));
    }
    let occupied = || {
        ApiError::bad(
            "INVALID_INPUT",
            "Staged credentials already exist for this consumer.",
        )
    };
    let pair = pairs::stage(tx, &slot.app.id).ok_or_else(occupied)?;
    audit(tx, call, slot, "Staged");
    let mut response = collection(slot, pair.state(tx.now()), &pair, true);
    response.status = 201;
    Ok(response)
}

fn of_pair(tx: &mut Tx<'_>, call: &Call<'_>, slot: &Slot, id: &str) -> Result<Response, ApiError> {
    let method = &call.request.method;
    only(method, &[Method::GET, Method::PATCH, Method::DELETE])?;
    let wanted = Id::parse(id);
    let pair = slot
        .pair
        .as_ref()
        .filter(|pair| Some(&pair.id) == wanted.as_ref())
        .ok_or_else(ApiError::not_found)?;
    match *method {
        Method::PATCH => rotate(tx, call, slot, pair),
        Method::DELETE => {
            pairs::discard(tx, &slot.app.id);
            audit(tx, call, slot, "Deleted staged");
            Ok(Response::empty(204))
        }
        _ => Ok(secret(&shown(
            slot,
            pair.state(tx.now()),
            pair,
            is_shown_again(tx),
        ))),
    }
}

fn rotate(tx: &mut Tx<'_>, call: &Call<'_>, slot: &Slot, pair: &Pair) -> Result<Response, ApiError> {
    let body = call.request.json()?;
    let is_rotate = |command: &str| command.eq_ignore_ascii_case("rotate");
    if !body.get("command").and_then(Value::as_str).is_some_and(is_rotate) {
        return Err(ApiError::bad("INVALID_INPUT", "The command must be rotate."));
    }
    if !pair.is_live(tx.now()) {
        return Err(ApiError::not_found());
    }
    let former = pairs::promote(tx, &slot.app.id, &slot.consumer, pair).ok_or_else(ApiError::not_found)?;
    audit(tx, call, slot, "Rotated");
    Ok(secret(&shown(
        slot,
        former.state(tx.now()),
        &former,
        is_shown_again(tx),
    )))
}

/// Whether a secret is in answers other than the one that made it.
fn is_shown_again(tx: &Tx<'_>) -> bool {
    tx.org.behaviours.is(&STAGED_SECRET, "always")
}

fn collection(slot: &Slot, state: &str, pair: &Pair, with_secret: bool) -> Response {
    secret(&json!({"stagedCredentials": [shown(slot, state, pair, with_secret)], "url": slot.url}))
}

fn shown(slot: &Slot, state: &str, pair: &Pair, with_secret: bool) -> Value {
    json!({
        "id": pair.id.as_str(),
        "key": pair.key,
        "secret": with_secret.then(|| pair.secret.expose_secret()),
        "state": state,
        "createdBy": pair.created_by.as_ref().map(Id::as_str),
        "createdDate": pair.created_at,
        "expirationDate": pair.expires_at,
        "url": format!("{}/{}", slot.url, pair.id),
    })
}

fn audit(tx: &mut Tx<'_>, call: &Call<'_>, slot: &Slot, what: &str) {
    let display = format!(
        "{what} OAuth credentials of external client app {}",
        slot.app.label
    );
    tx.audit(
        call.caller,
        "updateExternalClientAppCredentials",
        "External Client Apps",
        display,
    );
}
