//! One app of an integration, in the spec and in the org: what credentials are about.

use std::time::Duration;

use hallpass_lifecycle::handover::Stamp;
use hallpass_lifecycle::rotate::Prover;
use hallpass_lifecycle::secret_access::{Door, Note, Told};
use hallpass_lifecycle::verify::{Options, Services};
use hallpass_model::{ApiName, App, AppKind, Desired, Integration, IntegrationName, Live, LiveApp, RecordId};
use hallpass_salesforce::{Org, Writer};
use hallpass_spec::OrgSettings;

use super::connection::Connection;
use super::look::read;
use super::{fleet, state};
use crate::arguments::Global;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;

/// An app with all around it that its credential is about.
pub(super) struct Found {
    pub(super) settings: OrgSettings,
    pub(super) connection: Connection,
    pub(super) live: Live,
    pub(super) integration: Integration,
    /// The app as the spec has it.
    pub(super) app: App,
    /// The app as the org has it.
    pub(super) live_app: LiveApp,
    /// The id of the integration's user.
    pub(super) user_id: RecordId,
    pub(super) stamp: Stamp,
    /// The services of the whole fleet.
    pub(super) services: Services,
    /// The note that this org was told to show secrets.
    pub(super) note: Note,
}

/// What it takes to prove a credential that is new, through whichever connection.
pub(super) struct Provable {
    integration: Integration,
    app: ApiName,
    services: Services,
}

impl Provable {
    /// Proves credentials that are given so long to be known.
    pub(super) fn prover<'a>(&'a self, org: &'a Org, live: &'a Live, wait: Duration) -> Prover<'a> {
        Prover {
            org,
            live,
            integration: &self.integration,
            options: Options {
                propagation: wait,
                is_new: true,
                app: Some(&self.app),
                services: &self.services.classes,
                rest: &self.services.paths,
                ..Options::default()
            },
        }
    }
}

/// Finds an app of an integration, the only one where none is named, and makes sure that it is ours to deal with.
pub(super) async fn find(
    terminal: Terminal,
    global: &Global,
    name: &str,
    app: Option<&str>,
) -> Result<Found, Failure> {
    let loaded = fleet::load(terminal, global)?;
    let mut resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    let services = Services::of(&resolved.desired);
    fleet::restrict(&mut resolved, &[name.to_owned()], &loaded.integration_names())?;
    let (desired, settings) = (resolved.desired, resolved.org);
    let note = state::secret_access(&global.specs, &settings.name);
    let chosen = chosen(only(&desired, name)?, app)?.name.clone();
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &desired).await?;
    let desired = desired.in_org(&live);
    let integration = only(&desired, name)?.clone();
    let app = integration.apps.iter().find(|app| app.name == chosen);
    let app = app.cloned().ok_or_else(|| gone(&settings, name))?;
    let live_app = live.apps.get(&app.name).filter(|found| found.kind == app.kind);
    let live_app = live_app.cloned().ok_or_else(|| gone(&settings, name))?;
    refuse_foreign(&desired, &integration.name, &app, &live_app)?;
    let user = live.users.get(&integration.user.username);
    let user_id = user
        .map(|user| user.id.clone())
        .ok_or_else(|| gone(&settings, name))?;
    let stamp = Stamp {
        fleet: desired.fleet.clone(),
        org: settings.name.clone(),
        integration: integration.name.clone(),
    };
    Ok(Found {
        settings,
        connection,
        integration,
        app,
        live_app,
        user_id,
        stamp,
        services,
        note,
        live,
    })
}

fn only<'d>(desired: &'d Desired, name: &str) -> Result<&'d Integration, Failure> {
    desired.integrations.values().next().ok_or_else(|| {
        Failure::new(Exit::Error, format!("the spec of {name} ends it"))
            .hint("what is left of it is in the plan")
    })
}

fn chosen<'i>(integration: &'i Integration, name: Option<&str>) -> Result<&'i App, Failure> {
    let names: Vec<&str> = integration.apps.iter().map(|app| app.name.as_str()).collect();
    let listed = || format!("it has: {}", names.join(", "));
    match (name, integration.apps.as_slice()) {
        (_, []) => Err(Failure::new(
            Exit::Error,
            format!("{} has no app, and so no credential", integration.name),
        )),
        (None, [app]) => Ok(app),
        (None, _) => Err(
            Failure::new(Exit::Usage, format!("{} has several apps", integration.name))
                .hint(format!("name one with --app; {}", listed())),
        ),
        (Some(name), apps) => apps
            .iter()
            .find(|app| app.name.as_str().eq_ignore_ascii_case(name))
            .ok_or_else(|| {
                Failure::new(Exit::Error, format!("{} has no app {name:?}", integration.name)).hint(listed())
            }),
    }
}

fn gone(settings: &OrgSettings, name: &str) -> Failure {
    let org = &settings.name;
    Failure::new(
        Exit::Error,
        format!("{name} is not in org {org} as its spec says"),
    )
    .hint(format!(
        "hallpass plan --org {org} --integration {name} shows what is missing"
    ))
}

/// The credential of somebody else's app is somebody else's.
fn refuse_foreign(
    desired: &Desired,
    name: &IntegrationName,
    app: &App,
    live: &LiveApp,
) -> Result<(), Failure> {
    let owner = live.mark.as_ref().filter(|mark| mark.is_of(&live.name));
    let is_ours = owner.and_then(|mark| desired.owner_of(mark));
    if !app.manage.is_all() || is_ours.is_some_and(|one| one.name == *name) {
        return Ok(());
    }
    let failure = Failure::new(
        Exit::Error,
        format!("app {} does not carry the mark of {name}", live.name),
    );
    Err(failure.hint(format!(
        "hallpass apply --adopt {name} takes it over, if it is meant to be"
    )))
}

impl Found {
    /// The setting that hides secrets, which this run may open or not.
    pub(super) fn door<'a>(
        &'a self,
        writer: &'a Writer,
        asked: bool,
        tell: &'a (dyn Fn(Told) + Send + Sync),
    ) -> Door<'a> {
        Door {
            writer,
            note: &self.note,
            asked,
            tell,
        }
    }

    /// What it takes to prove a credential of the app.
    pub(super) fn provable(&self) -> Provable {
        Provable {
            integration: self.integration.clone(),
            app: self.live_app.name.clone(),
            services: self.services.clone(),
        }
    }

    /// Whether hallpass is known to be signed in through this app itself.
    pub(super) fn is_own_app(&self) -> bool {
        self.live.running_user.app.as_ref() == Some(&self.live_app.name)
    }

    /// Refuses connected apps, whose secrets no API shows.
    pub(super) fn refuse_connected(&self, doing: &str) -> Result<(), Failure> {
        match self.app.kind {
            AppKind::ExternalClientApp => Ok(()),
            AppKind::ConnectedApp => {
                let message = format!(
                    "{} is a connected app: no API of Salesforce {doing} its key and secret",
                    self.app.name
                );
                let hint = "in Setup, App Manager, \"Manage Consumer Details\" does; or move to an external_client_app";
                Err(Failure::new(Exit::Error, message).hint(hint))
            }
        }
    }
}

/// Says what is done with the setting.
pub(super) const fn of_setting(told: Told) -> &'static str {
    match told {
        Told::Opening => "turning on the setting that shows secrets over REST\n",
        Told::Closing => "turning it off again\n",
        Told::LeftOpen => {
            "an earlier run ended before it turned off the setting that shows secrets over REST: turning it off\n"
        }
    }
}

/// What to do where the org hides secrets.
pub(super) fn how_to_see(failure: Failure) -> Failure {
    failure
        .hint(
            "the org setting \"Allow access to External Client App consumer secrets via REST API\" \
             (enableClientSecretInRestApiAccess; Setup, External Client App Settings) must be on: --with-secret-access turns it on \
             for the moment and off again",
        )
        .hint("and the user of hallpass needs the permissions External Client App Developer and View Client Secret")
}
