//! The integration's apps.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    App, AppKind, Attribute, BlockReason, Flow, LiveApp, Managed, Seen, State, Username, WarningCode,
};

use super::entity::{Entity, Wanted, diff as entity, wanted, wanted_text};
use super::user::is_frozen;
use crate::draft::Draft;
use crate::observed::{
    self, CLIENT_CREDENTIALS, JWT_BEARER, app_kind, list, permitted, relaxation, scope_list,
};
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;
use hallpass_model::Kind;

pub(super) fn diff(scope: &Scope<'_>, draft: &mut Draft) {
    // Two apps of one name would share an address; specs refuse that, and here the first one counts.
    let mut seen = BTreeSet::new();
    for app in &scope.integration.apps {
        if seen.insert(&app.name) {
            one(scope, app, draft);
        }
    }
}

fn one(scope: &Scope<'_>, app: &App, draft: &mut Draft) {
    let live = scope.app(&app.name);
    let standing = live.map_or(Standing::Missing, |live| standing_of(scope, app, live));
    if standing == Standing::Missing && app.kind == AppKind::ConnectedApp {
        draft.warn(
            Some(scope.address(Kind::App, &app.name)),
            WarningCode::Other,
            format!(
                "most orgs refuse to create connected apps: make {} an external_client_app",
                app.name
            ),
        );
    }
    entity(
        draft,
        Entity {
            address: scope.address(Kind::App, &app.name),
            standing,
            live: live.map(observed::app).unwrap_or_default(),
            wanted: wanted_of(scope, app, live),
            identity: BTreeMap::from([
                (Attribute::Name, app.name.as_str().into()),
                (Attribute::AppKind, app_kind(app.kind).into()),
            ]),
            mark: scope.lasting_mark(&app.name, live.and_then(|app| app.mark.as_ref())),
        },
    );
    add_certificate(app, draft);
}

fn standing_of(scope: &Scope<'_>, app: &App, live: &LiveApp) -> Standing {
    if live.kind != app.kind {
        return Standing::Refused(Refusal {
            reason: BlockReason::NotOurs,
            message: format!("{} is there already as a {}", app.name, app_kind(live.kind)),
            hint: format!("declare it as {}, or choose another name", app_kind(live.kind)),
        });
    }
    if live.run_as.known() == Some(&scope.live.running_user.username) {
        return Standing::Refused(Refusal {
            reason: BlockReason::OwnAccess,
            message: format!(
                "{} runs as {}, the user as whom hallpass runs",
                app.name, scope.live.running_user.username
            ),
            hint: "run hallpass through another app and user".to_owned(),
        });
    }
    if scope.live.running_user.app.as_ref() == Some(&app.name) {
        return Standing::Refused(Refusal {
            reason: BlockReason::OwnAccess,
            message: format!("{} is the app through which hallpass is signed in", app.name),
            hint: "sign hallpass in through another app".to_owned(),
        });
    }
    standing(scope, &app.name, live.mark.as_ref())
}

fn wanted_of(scope: &Scope<'_>, app: &App, live: Option<&LiveApp>) -> Wanted {
    let mut wanted = wanted_app(app, &scope.integration.user.username);
    // New ones are on; one that is off comes back on with its user.
    if live.is_some_and(|live| live.enabled == Seen::Known(false)) && !is_frozen(scope.user()) {
        wanted.insert(Attribute::Enabled, Managed::Set(true.into()));
    }
    wanted
}

fn wanted_app(app: &App, user: &Username) -> Wanted {
    let App {
        kind: _,
        name: _,
        label,
        description,
        contact_email,
        callback_urls,
        flow,
        scopes,
        ip_relaxation,
    } = app;
    let (flow, run_as, certificate) = match flow {
        Flow::ClientCredentials => (CLIENT_CREDENTIALS, Some(user.as_str().into()), None),
        Flow::JwtBearer(certificate) => (JWT_BEARER, None, Some(certificate.sha256.as_str().into())),
    };
    BTreeMap::from([
        (Attribute::Label, wanted_text(label)),
        (Attribute::Description, wanted_text(description)),
        (Attribute::ContactEmail, wanted_text(contact_email)),
        (Attribute::CallbackUrl, wanted(callback_urls, list)),
        (Attribute::Scopes, wanted(scopes, scope_list)),
        (Attribute::Flow, Managed::Set(flow.into())),
        (Attribute::RunAs, run_as.into()),
        (Attribute::Certificate, certificate.into()),
        (Attribute::PermittedUsers, Managed::Set(permitted(true))),
        (
            Attribute::IpRelaxation,
            wanted(ip_relaxation, |word| relaxation(*word)),
        ),
    ])
}

/// Attributes that stand in one file with the certificate. A file without it takes it away, and many orgs do not give it
/// back when they are read, so it is written along with each of them.
const NEEDS_CERTIFICATE: [Attribute; 3] = [Attribute::Certificate, Attribute::Flow, Attribute::CallbackUrl];

/// The fingerprint is what is compared and shown; the certificate itself is what is written.
fn add_certificate(app: &App, draft: &mut Draft) {
    let Flow::JwtBearer(certificate) = &app.flow else {
        return;
    };
    let change = draft
        .changes
        .last_mut()
        .filter(|change| change.kind == Kind::App && change.address.name.as_ref() == Some(&app.name));
    if let Some(State::Attributes(after)) = change.and_then(|change| change.after.as_mut())
        && NEEDS_CERTIFICATE
            .iter()
            .any(|attribute| after.contains_key(attribute))
    {
        after.insert(Attribute::CertificatePem, certificate.pem.as_str().into());
    }
}
