//! `hallpass handover`: the credential goes from the org to its consumer, and nowhere else.

use std::path::PathBuf;
use std::time::Duration;

use hallpass_lifecycle::credential::{Credential, Key, NoCredential};
use hallpass_lifecycle::handover::{Exercise, Parcel, Sink, Way, client_id, fetch, is_hidden};
use hallpass_lifecycle::secret_access::{AccessError, Passed};
use hallpass_model::{Certificate, Flow};
use hallpass_salesforce::SystemEnv;
use hallpass_salesforce::transport::Patience;

use super::app::{Found, find, how_to_see, of_setting};
use super::sink::{not_taken, sink, word};
use super::state::Lock;
use crate::arguments::{Global, HandoverArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{HandoverDocument, handover_as_text, pretty, spent};

/// How long an org that was told to show secrets may take until it does.
pub(super) const UNTIL_SHOWN: Patience = Patience {
    first_pause: Duration::from_millis(500),
    longest_pause: Duration::from_secs(5),
    at_most: Duration::from_secs(120),
};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &HandoverArguments) -> Ended {
    let to = &arguments.to;
    let sink = sink(to)?.ok_or_else(|| {
        Failure::new(Exit::Usage, "it is not said where the credential goes")
            .hint("write --to env FILE, --to postman DIR, or --to exec -- CMD")
    })?;
    let _lock = Lock::take(&global.specs)?;
    let found = find(terminal, global, &arguments.name, to.app.as_deref()).await?;
    // Before there is a secret in this process.
    sink.check(&found.stamp, false)
        .map_err(|error| not_taken(&error))?;
    let parcel = parcel(terminal, &found, to.with_secret_access).await?;
    let files = deliver(&found, &sink, &parcel)?;
    let document = HandoverDocument::new(&parcel, word(&sink), &files);
    terminal.result(&match global.json {
        true => pretty(&document),
        false => handover_as_text(&document, terminal.out),
    });
    terminal.note(&spent(found.connection.usage().into()));
    found.connection.close().await;
    Ok(Exit::Done)
}

fn deliver(found: &Found, sink: &Sink, parcel: &Parcel) -> Result<Vec<PathBuf>, Failure> {
    let exercise = Exercise::of(&found.integration, &found.live);
    sink.deliver(parcel, &exercise).map_err(|error| not_taken(&error))
}

async fn parcel(terminal: Terminal, found: &Found, with_access: bool) -> Result<Parcel, Failure> {
    let way = match &found.app.flow {
        Flow::JwtBearer(certificate) => of_certificate(found, certificate).await?,
        Flow::ClientCredentials | Flow::AsItIs => of_pair(terminal, found, with_access).await?,
    };
    Ok(found.parcel(way, None))
}

/// The private key is not in the org; whoever made it has it.
async fn of_certificate(found: &Found, certificate: &Certificate) -> Result<Way, Failure> {
    let app = &found.live_app;
    let key = client_id(&found.connection.reader(), app)
        .await
        .map_err(|error| Failure::because(format!("read the consumer key of app {}", app.name), &error))?;
    let client_id = key.ok_or_else(|| {
        Failure::new(
            Exit::Error,
            format!("the org does not tell the consumer key of app {}", app.name),
        )
        .hint("Setup, External Client App Manager, shows it under \"Consumer Key and Secret\"")
    })?;
    Ok(Way::JwtBearer {
        client_id,
        audience: found.audience().to_owned(),
        certificate_sha256: certificate.sha256.clone(),
        private_key: None,
    })
}

async fn of_pair(terminal: Terminal, found: &Found, with_access: bool) -> Result<Way, Failure> {
    found.refuse_connected("shows")?;
    let writer = found.connection.writer();
    let interrupt = interrupt();
    let tell = move |told| terminal.note(of_setting(told));
    let door = found.door(&writer, with_access, &tell);
    let patience = with_access.then_some(UNTIL_SHOWN);
    let passed = Progress::start(terminal, "reading the credential")
        .during(door.pass(&*interrupt, async || {
            let reader = writer.reader();
            fetch(&reader, &found.live_app, &found.app.flow, patience, &SystemEnv).await
        }))
        .await;
    let credential = through(passed)?.map_err(|error| not_shown(&error))?;
    match credential.key {
        Key::Secret(client_secret) => Ok(Way::ClientCredentials {
            client_id: credential.client_id,
            client_secret,
        }),
        Key::PrivateKey(_) => Err(Failure::new(
            Exit::Error,
            "the org gave a private key, which it cannot have",
        )),
    }
}

/// What came of work behind the door; a door that is still open comes first.
pub(super) fn through<T>(passed: Passed<T>) -> Result<T, Failure> {
    if let Some(error) = &passed.failed {
        let failure = Failure::because("show secrets for a moment", error);
        return Err(match error {
            AccessError::Refused { on: true, .. } => failure.hint(
                "changing settings needs the permission Customize Application; or somebody who has it turns it on in Setup, External Client App Settings",
            ),
            _ => failure.hint(
                "the next `hallpass handover` or `hallpass rotate` for this org looks at the setting again, and turns it off where hallpass turned it on",
            ),
        });
    }
    match passed.done {
        Some(Ok(done)) => Ok(done),
        _ => Err(Failure::new(Exit::Error, "interrupted; nothing was handed over")),
    }
}

fn not_shown(error: &NoCredential) -> Failure {
    let failure = Failure::because("read the credential", error);
    match is_hidden(error) {
        true => how_to_see(failure),
        false => failure,
    }
}

impl Found {
    /// Where assertions are meant for (help page "OAuth 2.0 JWT Bearer Flow for Server-to-Server Integration").
    pub(super) const fn audience(&self) -> &'static str {
        match self.live.org.is_sandbox {
            true => "https://test.salesforce.com",
            false => "https://login.salesforce.com",
        }
    }

    /// Everything that a consumer needs, with this way to sign in.
    pub(super) fn parcel(&self, way: Way, staged_until: Option<&str>) -> Parcel {
        Parcel {
            stamp: self.stamp.clone(),
            url: self.live.org.url.clone(),
            api_version: self.live.org.api_version.clone(),
            app: self.live_app.name.clone(),
            username: self.integration.user.username.clone(),
            user_id: self.user_id.clone(),
            way,
            staged_until: staged_until.map(str::to_owned),
        }
    }

    /// The same for a pair of key and secret.
    pub(super) fn pair(&self, credential: &Credential, staged_until: Option<&str>) -> Option<Parcel> {
        let Key::Secret(secret) = &credential.key else {
            return None;
        };
        let way = Way::ClientCredentials {
            client_id: credential.client_id.clone(),
            client_secret: secret.clone(),
        };
        Some(self.parcel(way, staged_until))
    }
}
