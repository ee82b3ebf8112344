//! Usage: refresh tokens, by app and user. Source: Connect REST API Developer Guide, OAuth Usage Resources.

use std::collections::BTreeMap;

use http::Method;
use serde_json::{Value, json};

use super::routes::only;
use crate::apps::{self, AppKind};
use crate::error::ApiError;
use crate::server::Response;
use crate::services::rest::Call;
use crate::sessions::{Approval, approvals, withdraw};
use crate::store::Tx;
use crate::value::{Id, text};

/// Pages hold so many entries unless asked otherwise.
const PAGE: usize = 100;

/// Answers `…/usage…`.
pub(super) fn handle(tx: &mut Tx<'_>, call: &Call<'_>, rest: &[&str]) -> Result<Response, ApiError> {
    if !call.caller.access.permission("ManageUsers") && !call.caller.access.permission("CustomizeApplication")
    {
        return Err(ApiError::access(
            "You do not have the level of access necessary to perform the operation you requested.",
        ));
    }
    let method = &call.request.method;
    match rest {
        [] => only(method, &[Method::GET]).map(|()| paged(call, "", "apps", used_apps(tx))),
        [app, "users"] => {
            only(method, &[Method::GET])?;
            let users = used_by(tx, &id(app)?);
            Ok(paged(call, &format!("/{app}/users"), "users", users))
        }
        ["tokens", token] => {
            only(method, &[Method::DELETE])?;
            let token = id(token)?;
            end(tx, |approval| approval.row == token)
        }
        [app, "tokens"] => {
            only(method, &[Method::DELETE])?;
            let app = id(app)?;
            end(tx, |approval| approval.app == app)
        }
        [app, user, "tokens"] => {
            only(method, &[Method::GET, Method::DELETE])?;
            let (app_id, user_id) = (id(app)?, id(user)?);
            let is_meant = |approval: &Approval| approval.app == app_id && approval.user == user_id;
            if method == Method::DELETE {
                return end(tx, is_meant);
            }
            let held: Vec<Approval> = approvals(tx).into_iter().filter(is_meant).collect();
            let tokens = held.iter().map(|approval| token(call, approval)).collect();
            Ok(paged(call, &format!("/{app}/{user}/tokens"), "tokens", tokens))
        }
        _ => Err(ApiError::not_found()),
    }
}

fn id(text: &str) -> Result<Id, ApiError> {
    Id::parse(text).ok_or_else(ApiError::not_found)
}

/// External client apps that somebody holds a refresh token of.
fn used_apps(tx: &Tx<'_>) -> Vec<Value> {
    let mut used: BTreeMap<Id, Value> = BTreeMap::new();
    for approval in approvals(tx) {
        let app = apps::by_id(tx, &approval.app).filter(|app| app.kind == AppKind::External);
        if let Some(app) = app {
            let shown = json!({"developerName": app.developer_name, "identifier": app.id.as_str(), "label": app.label});
            used.insert(app.id, shown);
        }
    }
    used.into_values().collect()
}

fn used_by(tx: &Tx<'_>, app: &Id) -> Vec<Value> {
    let mut users: BTreeMap<Id, u32> = BTreeMap::new();
    for approval in approvals(tx).into_iter().filter(|approval| approval.app == *app) {
        *users.entry(approval.user).or_default() += 1;
    }
    users
        .into_iter()
        .map(|(user, tokens)| {
            let name = tx.get("User", &user).map(|row| text(&row, "Username").to_owned());
            json!({"id": user.as_str(), "username": name, "tokenCount": tokens})
        })
        .collect()
}

fn token(call: &Call<'_>, approval: &Approval) -> Value {
    json!({
        "id": approval.row.as_str(),
        "scopes": approval.scopes,
        "revokeUrl": format!("{}/apps/oauth/usage/tokens/{}", call.base(), approval.row),
    })
}

fn end(tx: &mut Tx<'_>, is_meant: impl Fn(&Approval) -> bool) -> Result<Response, ApiError> {
    for approval in approvals(tx).into_iter().filter(is_meant) {
        withdraw(tx, &approval);
    }
    Ok(Response::empty(204))
}

fn paged(call: &Call<'_>, path: &str, name: &str, entries: Vec<Value>) -> Response {
    let number = |parameter: &str| {
        call.request
            .parameter(parameter)
            .and_then(|text| text.parse::<usize>().ok())
    };
    let (page, size) = (
        number("page").unwrap_or(0),
        number("pageSize").unwrap_or(PAGE).clamp(1, PAGE),
    );
    let url = |page: usize| {
        format!(
            "{}/apps/oauth/usage{path}?page={page}&pageSize={size}",
            call.base()
        )
    };
    let has_more = entries.len() > page.saturating_add(1).saturating_mul(size);
    let shown: Vec<Value> = entries
        .into_iter()
        .skip(page.saturating_mul(size))
        .take(size)
        .collect();
    let next = has_more.then(|| url(page + 1));
    Response::json(
        200,
        &json!({name: shown, "currentPageUrl": url(page), "nextPageUrl": next}),
    )
}
