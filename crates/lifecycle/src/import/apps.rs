//! The apps of an integration, as they are.

use std::collections::BTreeSet;

use hallpass_model::{
    ApiName, App, AppKind, Attribute, Attributes, Desired, Flow, Live, LiveApp, LivePermissionSet, Manage,
    Managed, Seen, Username, Value,
};

use super::found::Remark;
use super::user::managed;

/// What is done with an app that has to do with a user.
pub(super) enum Taken {
    /// It is the integration's.
    Whole(Box<App>, Vec<Remark>),
    /// It is not, and why.
    Left(String),
}

/// Returns the apps that run as a user, or that only its own set opens, each with what comes of it.
pub(super) fn apps<'l>(
    live: &'l Live,
    fleet: &Desired,
    user: &Username,
    set: Option<&LivePermissionSet>,
    claimed: &BTreeSet<&ApiName>,
) -> Vec<(&'l LiveApp, Taken)> {
    let is_linked = |app: &LiveApp| set.is_some_and(|set| app.admits.contains(&set.name));
    live.apps
        .values()
        .filter(|app| app.run_as.known() == Some(user) || is_linked(app))
        .map(|app| {
            let taken = match why_not(live, fleet, user, app, claimed) {
                Some(why) => Taken::Left(why),
                None => taken(user, app, is_linked(app)),
            };
            (app, taken)
        })
        .collect()
}

fn why_not(
    live: &Live,
    fleet: &Desired,
    user: &Username,
    app: &LiveApp,
    claimed: &BTreeSet<&ApiName>,
) -> Option<String> {
    let mut declared = fleet.integrations.values();
    let declared = declared.find(|one| one.apps.iter().any(|own| own.name == app.name));
    let foreign = app
        .mark
        .as_ref()
        .filter(|mark| mark.fleet != fleet.fleet && mark.is_of(&app.name));
    let of_other = app
        .run_as
        .known()
        .filter(|other| *other != user && live.users.contains_key(other));
    match () {
        () if let Some(one) = declared => Some(format!("the spec of {} has it", one.name)),
        () if live.running_user.app.as_ref() == Some(&app.name) => {
            Some("hallpass itself is signed in through it".to_owned())
        }
        () if app.run_as.known() == Some(&live.running_user.username) => {
            Some("it runs as the user as whom hallpass runs".to_owned())
        }
        () if let Some(mark) = foreign => Some(format!(
            "it belongs to integration {} of fleet {}",
            mark.integration, mark.fleet
        )),
        () if let Some(other) = of_other => Some(format!("it runs as {other}")),
        () if claimed.contains(&app.name) => Some("another integration has it".to_owned()),
        () => None,
    }
}

fn taken(user: &Username, live: &LiveApp, is_linked: bool) -> Taken {
    let place = |key: &str| format!("apps[{}]{key}", live.name);
    let mut remarks = Vec::new();
    let is_own = live.client_credentials == Seen::Known(true)
        && live.run_as.known() == Some(user)
        && !live.name.as_str().contains("__");
    if !is_own {
        let why = "its tokens are not this user's client credentials, so only what the org decides of it is managed";
        remarks.push(Remark::new(place(""), why));
    }
    if !is_linked {
        let why = "it does not admit the permission set; `enforce: exact` would have it so";
        remarks.push(Remark::new(place(""), why));
    }
    if live.admin_approved == Seen::Known(false) {
        let why =
            "it admits whoever approves it; `enforce: exact` admits holders of the permission set alone";
        remarks.push(Remark::new(place(""), why));
    }
    let app = match is_own {
        true => whole(live, &mut remarks),
        false => policies(live),
    };
    Taken::Whole(Box::new(app), remarks)
}

/// The app of another: what the org decides of it.
fn policies(live: &LiveApp) -> App {
    App {
        ip_relaxation: managed(&live.ip_relaxation),
        settings: switched_off(live),
        ..untouched(live.kind, live.name.clone(), Manage::Policies)
    }
}

/// An app of which nothing is said but its name.
pub(super) fn untouched(kind: AppKind, name: ApiName, manage: Manage) -> App {
    App {
        kind,
        name,
        label: Managed::Unmanaged,
        description: Managed::Unmanaged,
        contact_email: Managed::Unmanaged,
        callback_urls: Managed::Unmanaged,
        flow: Flow::AsItIs,
        scopes: Managed::Unmanaged,
        ip_relaxation: Managed::Unmanaged,
        settings: Attributes::new(),
        manage,
        create: false,
    }
}

fn whole(live: &LiveApp, remarks: &mut Vec<Remark>) -> App {
    let mut scopes = managed(&live.scopes);
    if scopes
        .wanted()
        .is_some_and(|scopes| scopes.iter().all(|scope| is_dropped(&scope.0)))
    {
        let text = "its scopes are none that client credentials give, so they are left as they are";
        remarks.push(Remark::new(format!("apps[{}]", live.name), text));
        scopes = Managed::Unmanaged;
    }
    App {
        label: managed(&live.label),
        description: managed(&live.description),
        contact_email: managed(&live.contact_email),
        callback_urls: managed(&live.callback_urls),
        flow: Flow::ClientCredentials,
        scopes,
        manage: Manage::All,
        ..policies(live)
    }
}

/// Scopes that no token of the client credentials flow has (Help, "OAuth 2.0 Client Credentials Flow").
fn is_dropped(scope: &str) -> bool {
    matches!(scope, "full" | "offline_access" | "refresh_token" | "web")
}

/// An app that is off stays off.
fn switched_off(live: &LiveApp) -> Attributes {
    let is_off = live.kind == AppKind::ExternalClientApp && live.enabled == Seen::Known(false);
    let off = is_off.then_some((Attribute::Enabled, Value::Flag(false)));
    off.into_iter().collect()
}
