//! The integration's apps.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    Action, App, AppKind, Attribute, BlockReason, Change, Flow, Kind, LiveApp, Manage, Managed, Seen, State,
    Username, WarningCode,
};

use super::entity::{Entity, Wanted, diff as entity, wanted, wanted_text};
use super::permission_set::some_of;
use super::user::is_frozen;
use crate::draft::Draft;
use crate::observed::{
    self, CLIENT_CREDENTIALS, JWT_BEARER, app_kind, list, permitted, relaxation, scope_list,
};
use crate::order::tightens;
use crate::ownership::{Refusal, Standing, standing};
use crate::scope::Scope;

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
    let standing = match live {
        Some(live) => standing_of(scope, app, live),
        None => missing(app),
    };
    if standing == Standing::Missing && app.kind == AppKind::ConnectedApp {
        draft.warn(
            Some(scope.address(Kind::App, &app.name)),
            WarningCode::Other,
            format!(
                "most orgs refuse to create connected apps: apply fails where this one does, and {} as an \
                 external_client_app works everywhere",
                app.name
            ),
        );
    }
    let mut seen = live.map(observed::app).unwrap_or_default();
    if app.manage == Manage::Policies {
        // The description belongs to whoever made the app, so there is no mark of ours in it.
        seen.remove(&Attribute::Mark);
    }
    entity(
        draft,
        Entity {
            address: scope.address(Kind::App, &app.name),
            standing,
            live: seen,
            wanted: wanted_of(scope, app, live),
            identity: BTreeMap::from([
                (Attribute::Name, app.name.as_str().into()),
                (Attribute::AppKind, app_kind(app.kind).into()),
            ]),
            mark: scope.lasting_mark(&app.name, live.and_then(|app| app.mark.as_ref())),
        },
    );
    add_certificate(app, draft);
    if let Some(live) = live {
        tell_token_holders(scope, live, draft);
    }
}

/// An app that is missing is made, unless no org lets us: what a package brings comes with the package, and connected apps
/// are made only where the spec says that this org allows it, because no org tells.
fn missing(app: &App) -> Standing {
    let name = &app.name;
    match (app.manage, app.kind) {
        (Manage::Policies, _) => Standing::Refused(Refusal {
            reason: BlockReason::NoApp,
            message: format!("the org has no app {name} whose policies could be managed"),
            hint: "install the package that brings it, or mend the name".to_owned(),
        }),
        (Manage::All, AppKind::ConnectedApp) if !app.create => Standing::Refused(Refusal {
            reason: BlockReason::ConnectedAppCreation,
            message: format!(
                "the org has no connected app {name}, and since Spring '26 orgs refuse to create connected apps \
                 unless Salesforce Customer Support has allowed it"
            ),
            hint: format!(
                "declare {name} as external_client_app; or, where this org is allowed to create connected apps, write \
                 `create: true` beside it"
            ),
        }),
        (Manage::All, _) => Standing::Missing,
    }
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
    match (app.manage, &live.mark) {
        // Saying `manage: policies` is the leave: nothing that is not the org's to decide is touched.
        (Manage::Policies, None) => Standing::Ours,
        _ => standing(scope, &app.name, live.mark.as_ref()),
    }
}

fn wanted_of(scope: &Scope<'_>, app: &App, live: Option<&LiveApp>) -> Wanted {
    let mut wanted = wanted_app(app, &scope.integration.user.username);
    // New ones are on; one that is off comes back on with its user, unless it shall be off.
    let is_off = live.is_some_and(|live| live.enabled == Seen::Known(false));
    if is_off && is_frozen(scope.user()) {
        wanted.remove(&Attribute::Enabled);
    } else if is_off {
        wanted
            .entry(Attribute::Enabled)
            .or_insert_with(|| Managed::Set(true.into()));
    }
    if app.manage == Manage::Policies {
        wanted.retain(|attribute, _| attribute.is_app_policy());
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
        settings,
        manage: _,
        create: _,
    } = app;
    let (flow, run_as, certificate) = match flow {
        Flow::ClientCredentials => (Some(CLIENT_CREDENTIALS.into()), Some(user.as_str().into()), None),
        Flow::JwtBearer(certificate) => (
            Some(JWT_BEARER.into()),
            None,
            Some(certificate.sha256.as_str().into()),
        ),
        Flow::AsItIs => (None, None, None),
    };
    let settings = settings
        .iter()
        .map(|(attribute, value)| (*attribute, Managed::Set(value.clone())));
    let all = [
        (Attribute::Label, wanted_text(label)),
        (Attribute::Description, wanted_text(description)),
        (Attribute::ContactEmail, wanted_text(contact_email)),
        (Attribute::CallbackUrl, wanted(callback_urls, list)),
        (Attribute::Scopes, wanted(scopes, scope_list)),
        (Attribute::Flow, flow.into()),
        (Attribute::RunAs, run_as.into()),
        (Attribute::Certificate, certificate.into()),
        (Attribute::PermittedUsers, Managed::Set(permitted(true))),
        (
            Attribute::IpRelaxation,
            wanted(ip_relaxation, |word| relaxation(*word)),
        ),
    ];
    settings.chain(all).collect()
}

/// Attributes that stand in one file with the certificate. A file without it takes it away, and many orgs do not give it
/// back when they are read, so it is written along with each of them. A connected app has one file only.
const NEEDS_CERTIFICATE: [Attribute; 6] = [
    Attribute::Certificate,
    Attribute::Flow,
    Attribute::CallbackUrl,
    Attribute::RequirePkce,
    Attribute::RequireSecret,
    Attribute::RequireSecretForRefresh,
];

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
        && (app.kind == AppKind::ConnectedApp
            || NEEDS_CERTIFICATE
                .iter()
                .any(|attribute| after.contains_key(attribute)))
    {
        after.insert(Attribute::CertificatePem, certificate.pem.as_str().into());
    }
}

/// Who uses an app that becomes ours, or stricter, is who may be shut out.
fn tell_token_holders(scope: &Scope<'_>, live: &LiveApp, draft: &mut Draft) {
    let is_this =
        |change: &&Change| change.kind == Kind::App && change.address.name.as_ref() == Some(&live.name);
    let at_stake = draft
        .changes
        .last()
        .filter(is_this)
        .is_some_and(|change| change.action == Action::Adopt || tightens(change));
    if !at_stake {
        return;
    }
    let address = Some(scope.address(Kind::App, &live.name));
    match &live.token_holders {
        Seen::Known(holders) => {
            let own = &scope.integration.user.username;
            let others: Vec<_> = holders
                .iter()
                .filter(|holder| *holder != own)
                .map(Username::as_str)
                .collect();
            if !others.is_empty() {
                let message = format!(
                    "tokens of {} are held by {}; whoever does not hold {} is shut out when only pre-authorized \
                     users may use it",
                    live.name,
                    some_of(&others),
                    scope.integration.permission_set.name
                );
                draft.warn(address, WarningCode::TokenHolders, message);
            }
        }
        Seen::Unknown(why) => {
            let message = format!("who holds tokens of {} could not be read: {why}", live.name);
            draft.warn(address, WarningCode::Unreadable, message);
        }
        Seen::Absent => {}
    }
}
