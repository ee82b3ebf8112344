//! The routes of the versioned REST API.

use http::Method;

use super::limits::DAILY_CALLS;
use super::{
    Call, Version, batch, collections, composite, describe, describe_global, graph, layouts, limits,
    password, replication, resources, rows, tree,
};
use crate::error::ApiError;
use crate::facts::rest::{DAILY_LIMIT, VERSIONS_LIST_LATEST};
use crate::rules::settle_groups;
use crate::server::{Request, Response};
use crate::services::{bulk, connect, event_log, metadata, query};
use crate::sessions::authenticate;
use crate::store::{Org, Tx};

/// Answers `/services/data…`.
pub(crate) fn handle(org: &Org, request: &Request) -> Response {
    let segments = request.segments();
    let Some(segment) = segments.get(2) else {
        return versions(org, request);
    };
    let answer = Version::parse(segment).and_then(|version| signed_in(org, request, version, &segments));
    answer.unwrap_or_else(|error| Response::error(&error))
}

/// The list of versions needs no sign-in and counts against no limit.
fn versions(org: &Org, request: &Request) -> Response {
    if !matches!(request.method, Method::GET | Method::HEAD) {
        let message = format!(
            "HTTP Method '{}' not allowed. Allowed are HEAD,GET",
            request.method
        );
        return Response::error(&ApiError::new(405, "METHOD_NOT_ALLOWED", message));
    }
    Response::json(
        200,
        &Version::list(org.behaviours.is(&VERSIONS_LIST_LATEST, "on")),
    )
}

fn signed_in(
    org: &Org,
    request: &Request,
    version: Version,
    segments: &[String],
) -> Result<Response, ApiError> {
    let token = request.bearer().ok_or_else(ApiError::session)?;
    check_daily_limit(org)?;
    let mut user = None;
    let answer = org.transaction(|tx| {
        let caller =
            authenticate(tx, token, request.remote).map_err(|failure| failure.to_error(&org.behaviours))?;
        user = Some(caller.username.clone());
        tx.act_as(&caller.user_id);
        settle_groups(tx);
        event_log::settle(tx);
        dispatch(tx, &Call::new(request, &caller, version, segments))
    });
    // Refusals are logged with their user, too.
    let mut response = answer.unwrap_or_else(|error| Response::error(&error));
    response.user = user;
    Ok(response)
}

/// Refuses calls beyond the daily limit, where the org is told to be so strict.
fn check_daily_limit(org: &Org) -> Result<(), ApiError> {
    if org.behaviours.is(&DAILY_LIMIT, "enforced") && org.calls_today() >= DAILY_CALLS {
        return Err(ApiError::new(
            403,
            "REQUEST_LIMIT_EXCEEDED",
            "TotalRequests Limit exceeded.",
        ));
    }
    Ok(())
}

/// Answers one call, or one subrequest of a composite one, in the transaction at hand.
///
/// # Errors
/// The refusal that the org answers with; then nothing of the call stays.
pub(crate) fn dispatch(tx: &mut Tx<'_>, call: &Call<'_>) -> Result<Response, ApiError> {
    let path = call.path();
    match path.as_slice() {
        [] => resources::list(tx, call),
        ["sobjects"] => describe_global::handle(tx, call),
        ["sobjects", object, "describe"] => describe::handle(tx, call, object),
        ["sobjects", object, "describe", "layouts"] => layouts::full(tx, call, object, None),
        ["sobjects", object, "describe", "layouts", kind] => layouts::full(tx, call, object, Some(kind)),
        ["sobjects", object, "describe", "compactLayouts"] => layouts::compact(tx, call, object, None),
        ["sobjects", object, "describe", "compactLayouts", kind] => {
            layouts::compact(tx, call, object, Some(kind))
        }
        ["sobjects", "User", id, "password"] if !call.tooling => password::handle(tx, call, id),
        ["sobjects", object, "deleted"] => replication::deleted(tx, call, object),
        ["sobjects", object, "updated"] => replication::updated(tx, call, object),
        ["sobjects", rest @ ..] => rows::handle(tx, call, rest),
        ["query" | "queryAll", ..] => query::handle(tx, call),
        ["composite"] => composite::handle(tx, call),
        ["composite", "batch"] => batch::handle(tx, call),
        ["composite", "sobjects", rest @ ..] => collections::handle(tx, call, rest),
        ["composite", "tree", object] => tree::handle(tx, call, object),
        ["composite", "graph"] => graph::handle(tx, call),
        ["recent"] if !call.tooling => resources::recent(call),
        ["limits"] if !call.tooling => limits::handle(tx, call),
        ["jobs", ..] if !call.tooling => bulk::handle(tx, call),
        ["metadata", ..] if !call.tooling => metadata::rest(tx, call),
        ["connect" | "apps", ..] if !call.tooling => connect::handle(tx, call),
        _ => Err(ApiError::not_found()),
    }
}
