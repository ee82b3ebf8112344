//! A signed-in org: a real one, or the local org inside this process.

use std::path::Path;

use hallpass_model::ApiUse;
use hallpass_reconcile::explain_oauth;
use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::{Error, InstanceUrl, Login, Org, OrgOptions, Reader, Writer};
use hallpass_spec::{OrgSettings, OrgTarget};

use super::login;
use super::org::Control;
use crate::error::Failure;
use crate::progress::Progress;
use crate::terminal::Terminal;

/// What it takes to sign in.
pub(super) struct Way {
    pub(super) login: Login,
    pub(super) options: OrgOptions,
    local: Option<Control>,
}

impl Way {
    /// Starts the local org where that is meant, and looks up how to sign in.
    pub(super) async fn to(settings: &OrgSettings, max_api_calls: u32) -> Result<Self, Failure> {
        let mut options = OrgOptions::default();
        options.max_api_calls = Some(u64::from(max_api_calls));
        let (login, local) = match &settings.target {
            OrgTarget::Local { folder } => {
                let (login, control) = local_login(folder).await?;
                options.http.extra_ca_pem = control.certificate().map(|pem| pem.as_bytes().to_vec());
                (login, Some(control))
            }
            OrgTarget::Remote { url, auth, ca } => {
                options.http.extra_ca_pem = ca.as_ref().map(|pem| pem.as_bytes().to_vec());
                (login::of(url, auth)?, None)
            }
        };
        Ok(Self {
            login,
            options,
            local,
        })
    }

    /// Signs in.
    pub(super) async fn sign_in(self) -> Result<Connection, Error> {
        let org = Org::connect(self.login, self.options).await?;
        Ok(Connection {
            org,
            local: self.local,
        })
    }
}

/// An org that answers, until closed.
pub(super) struct Connection {
    org: Org,
    /// The local org, kept up where it is in this process for as long as the command needs it.
    local: Option<Control>,
}

impl Connection {
    /// Starts the local org where that is meant, and signs in.
    pub(super) async fn open(
        terminal: Terminal,
        settings: &OrgSettings,
        max_api_calls: u32,
    ) -> Result<Self, Failure> {
        let progress = Progress::start(terminal, "signing in");
        let way = Way::to(settings, max_api_calls).await?;
        progress
            .during(way.sign_in())
            .await
            .map_err(|error| not_signed_in(settings, &error))
    }

    /// Returns the org itself, for flows that sign in to it in other ways besides.
    pub(super) const fn org(&self) -> &Org {
        &self.org
    }

    /// Returns what reads.
    pub(super) fn reader(&self) -> Reader {
        self.org.reader()
    }

    /// Returns what writes.
    pub(super) fn writer(&self) -> Writer {
        self.org.writer()
    }

    /// Returns what was used so far.
    pub(super) fn usage(&self) -> ApiUse {
        let usage = self.org.usage();
        let fits = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
        ApiUse {
            calls: fits(usage.calls),
            round_trips: fits(usage.round_trips),
            limit: usage.org.map(|org| org.limit),
            used: usage.org.map(|org| org.used),
        }
    }

    /// Stops the local org, so that everything it acknowledged is on disk before the command ends.
    pub(super) async fn close(self) {
        if let Some(local) = self.local {
            local.close().await;
        }
    }
}

fn not_signed_in(settings: &OrgSettings, error: &Error) -> Failure {
    let failure = Failure::because(format!("sign in to org {}", settings.name), error);
    match error {
        Error::ClockSkew { .. } => failure.hint(
            "set the clock of this machine, for example by NTP: what says how long something may last is compared with it too",
        ),
        _ => match error.oauth().and_then(|refusal| explain_oauth(&refusal.error, &refusal.description)) {
            Some(known) => failure.hint(format!("{}: {}", known.cause, known.fix)),
            None => failure.hint(format!("hallpass doctor --org {} looks for the cause", settings.name)),
        },
    }
}

/// Opens the folder, or goes to the process that has it open. hallpass runs with least privilege here too.
async fn local_login(folder: &Path) -> Result<(Login, Control), Failure> {
    let control = Control::of(folder).await?;
    let runner = &control.identities().await?["runner"];
    let text = |key: &str| runner[key].as_str().unwrap_or_default().to_owned();
    let url = InstanceUrl::parse(control.url())
        .map_err(|error| Failure::because(format!("use the local org in {}", folder.display()), &error))?;
    let (client_id, client_secret) = (text("client_id"), text("client_secret").into());
    Ok((
        Login::ClientCredentials(ClientCredentials {
            url,
            client_id,
            client_secret,
        }),
        control,
    ))
}
