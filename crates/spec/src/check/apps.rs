//! Apps: which kind, which flow, and what the flow does with scopes.

use crate::check::ownership;
use crate::decode::Mapping;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{AppSpec, FlowWord, SessionLevel};
use crate::load::{Document, World};

/// Scopes that a token of the client credentials flow never has (Help, "OAuth 2.0 Client Credentials Flow").
const NOT_WITH_CLIENT_CREDENTIALS: [&str; 4] = ["full", "offline_access", "refresh_token", "web"];

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        for app in one.spec.apps.iter().flat_map(|apps| &apps.value) {
            kind(&app.value, problems);
            ownership::check(&app.value, problems);
            certificate(&app.value, problems);
            needed_to_create(one, &app.value, problems);
            match app.value.flow.as_ref().map(|flow| flow.value) {
                Some(FlowWord::ClientCredentials) => client_credentials(&app.value, problems),
                Some(FlowWord::JwtBearer) => jwt_bearer(&app.value, problems),
                None => {}
            }
            session_level(&app.value, problems);
        }
    }
}

fn kind(app: &AppSpec, problems: &mut Problems) {
    match (&app.external_client_app, &app.connected_app) {
        _ if !app.has("external_client_app") && !app.has("connected_app") => problems.push(
            Problem::error(code::ONE_OF, app.place(), "the app has no name")
                .label("needs `external_client_app` or `connected_app`"),
        ),
        (Some(external), Some(connected)) => problems.push(
            Problem::error(
                code::ONE_OF,
                connected.place,
                "the app is both an External Client App and a connected app",
            )
            .label("one too many")
            .related(external.place, "the other")
            .hint("write two apps, or leave one out"),
        ),
        _ => {}
    }
}

fn certificate(app: &AppSpec, problems: &mut Problems) {
    let Some(flow) = &app.flow else { return };
    match (flow.value, &app.certificate) {
        (FlowWord::JwtBearer, None) if !app.has("certificate") && !app.is_of_another() => problems.push(
            Problem::error(
                code::MISSING_KEY,
                app.place(),
                "an app with `flow: jwt_bearer` needs `certificate`",
            )
            .label("`certificate` is missing from this mapping")
            .hint("name a file in PEM form; its private key stays with the integration"),
        ),
        (FlowWord::ClientCredentials, Some(certificate)) => problems.push(
            Problem::error(
                code::USELESS_KEY,
                certificate.place,
                "client credentials use no certificate",
            )
            .label("of no use here")
            .related(flow.place, "because of this flow")
            .note("a certificate on an app switches the JWT bearer flow on")
            .hint("leave it out, or write `flow: jwt_bearer`"),
        ),
        _ => {}
    }
}

/// An app that may have to be created needs what Salesforce asks of a new one; of others absent means "as it is".
fn needed_to_create(one: &Document, app: &AppSpec, problems: &mut Problems) {
    let adopts = one.spec.adopt.as_ref().is_some_and(|adopt| adopt.value);
    if adopts || !app.has("external_client_app") || app.is_of_another() {
        return;
    }
    let hints = [
        (
            "callback_url",
            app.has("callback_url"),
            "Salesforce asks for one even where nothing calls back: `https://localhost/callback` is the usual stand-in",
        ),
        (
            "scopes",
            app.has("scopes"),
            "`scopes: [api]` is enough to call the APIs",
        ),
    ];
    for (key, is_there, hint) in hints {
        if !is_there {
            problems.push(
                Problem::error(
                    code::MISSING_KEY,
                    app.place(),
                    format!("an External Client App needs `{key}`"),
                )
                .label(format!("`{key}` is missing from this mapping"))
                .hint(hint),
            );
        }
    }
}

/// A level that needs a second factor is for people (Metadata API Developer Guide, `ConnectedAppSessionPolicy`: flows without
/// a user are blocked).
fn session_level(app: &AppSpec, problems: &mut Problems) {
    if let (Some(level), Some(flow)) = (&app.session_level, &app.flow)
        && level.value == SessionLevel::HighAssurance
    {
        problems.push(
            Problem::error(
                code::SESSION_LEVEL,
                level.place,
                "sessions of high assurance need a second factor, which nobody gives in this flow",
            )
            .label("no token is given")
            .related(flow.place, "because of this flow")
            .hint("write `standard`, or leave it out"),
        );
    }
}

fn client_credentials(app: &AppSpec, problems: &mut Problems) {
    let Some(scopes) = &app.scopes else { return };
    let is_dropped = |scope: &str| NOT_WITH_CLIENT_CREDENTIALS.contains(&scope);
    if scopes
        .value
        .0
        .iter()
        .all(|scope| is_dropped(scope.value.as_str()))
    {
        problems.push(
            Problem::error(
                code::SCOPES_REFUSED,
                scopes.place,
                "with these scopes client credentials give no token",
            )
            .label("nothing is left")
            .note(
                "the flow leaves out `full`, `web`, `refresh_token` and `offline_access`; \
                     Salesforce then answers `no valid scopes defined`",
            )
            .hint("add `api`"),
        );
        return;
    }
    for scope in scopes
        .value
        .0
        .iter()
        .filter(|scope| is_dropped(scope.value.as_str()))
    {
        problems.push(
            Problem::warning(
                code::SCOPE_WITHOUT_EFFECT,
                scope.place,
                format!(
                    "client credentials never give the scope `{}`",
                    scope.value.as_str()
                ),
            )
            .label("has no effect")
            .hint("leave it out"),
        );
    }
}

fn jwt_bearer(app: &AppSpec, problems: &mut Problems) {
    let Some(scopes) = &app.scopes else { return };
    let has = |names: &[&str]| {
        scopes
            .value
            .0
            .iter()
            .any(|scope| names.contains(&scope.value.as_str()))
    };
    if scopes.value.0.is_empty() {
        problems.push(
            Problem::error(
                code::SCOPES_REFUSED,
                scopes.place,
                "without a scope there is no token",
            )
            .hint("write `scopes: [api, refresh_token]`"),
        );
    } else if !has(&["refresh_token", "offline_access"]) {
        problems.push(
            Problem::warning(
                code::SCOPE_WITHOUT_EFFECT,
                scopes.place,
                "the JWT bearer flow asks for the scope `refresh_token`",
            )
            .label("is missing here")
            .note("without it Salesforce answers that the user has not approved the app")
            .hint("add `refresh_token`; the flow gives no refresh token all the same"),
        );
    }
}
