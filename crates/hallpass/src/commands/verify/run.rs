//! The command, and the part of it that `apply --verify` has too.

use std::time::Duration;

use futures_util::{StreamExt as _, stream};
use hallpass_lifecycle::credential::CredentialFile;
use hallpass_lifecycle::token::Interrupt;
use hallpass_lifecycle::verify::{Event, Options, Proof, Services, Source, Verdict, verify};
use hallpass_model::{Desired, Integration, Live};
use hallpass_salesforce::Org;
use hallpass_spec::OrgSettings;

use super::lines::Lines;
use super::{evidence, secret};
use crate::arguments::{Global, VerifyArguments, VerifyFormat};
use crate::commands::connection::Connection;
use crate::commands::fleet;
use crate::commands::look::read;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{VerifyDocument, as_junit, pretty, proofs_as_text, spent};

/// How many integrations are looked at at once; the connection bounds what is on the wire.
const AT_ONCE: usize = 4;

/// How a proof is wanted.
pub(in crate::commands) struct How {
    credential: Option<CredentialFile>,
    no_credential: bool,
    days: u32,
    wait: Duration,
    is_text: bool,
    services: Services,
}

impl How {
    fn options<'a>(&'a self, interrupt: &'a Interrupt) -> Options<'a> {
        Options {
            propagation: self.wait,
            days: self.days,
            services: &self.services.classes,
            rest: &self.services.paths,
            interrupt,
            ..Options::default()
        }
    }

    /// As an apply wants it: with the credentials that the org holds.
    pub(in crate::commands) fn after_apply(desired: &Desired, is_text: bool) -> Self {
        Self {
            credential: None,
            no_credential: false,
            days: 7,
            wait: Duration::from_secs(600),
            is_text,
            services: Services::of(desired),
        }
    }
}

pub(in crate::commands) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &VerifyArguments,
) -> Ended {
    if let Some(folder) = &arguments.evidence {
        evidence::refuse_used(folder)?;
    }
    let format = if global.json {
        VerifyFormat::Json
    } else {
        arguments.format
    };
    let loaded = fleet::load(terminal, global)?;
    let mut resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    let how = How {
        credential: arguments.credential.as_deref().map(secret::read).transpose()?,
        no_credential: arguments.no_credential,
        days: arguments.days,
        wait: Duration::from_secs(arguments.wait),
        is_text: format == VerifyFormat::Text,
        services: Services::of(&resolved.desired),
    };
    if !arguments.integration.is_empty() {
        fleet::restrict(&mut resolved, &arguments.integration, &loaded.integration_names())?;
    }
    let (desired, settings) = (resolved.desired, resolved.org);
    refuse_shared(&how, &desired)?;
    let connection = Connection::open(terminal, &settings, desired.limits.max_api_calls).await?;
    let live = read(terminal, &connection, &settings, &desired).await?;
    let document = prove(terminal, &connection, &settings, &desired, &live, &how).await?;
    terminal.result(&match format {
        VerifyFormat::Text => proofs_as_text(&document, terminal.out),
        VerifyFormat::Json => pretty(&document),
        VerifyFormat::Junit => as_junit(&document),
    });
    if let Some(folder) = &arguments.evidence {
        evidence::write(folder, &document)?;
        terminal.note(&format!("evidence is in {}\n", folder.display()));
    }
    terminal.note(&spent(document.api));
    connection.close().await;
    Ok(document.exit())
}

/// A single credential is that of one integration.
fn refuse_shared(how: &How, desired: &Desired) -> Result<(), Failure> {
    match &how.credential {
        Some(CredentialFile::One(..)) if desired.integrations.len() != 1 => {
            Err(Failure::new(Exit::Usage, "one credential is for one integration")
                .hint("name the integration, or give an object with a credential by each name"))
        }
        _ => Ok(()),
    }
}

/// Proves all integrations that are desired, some at once.
pub(in crate::commands) async fn prove(
    terminal: Terminal,
    connection: &Connection,
    settings: &OrgSettings,
    desired: &Desired,
    live: &Live,
    how: &How,
) -> Result<VerifyDocument, Failure> {
    let named = desired.in_org(live);
    let integrations: Vec<&Integration> = named.integrations.values().collect();
    let progress = Progress::start(terminal, "verifying");
    let order = integrations.iter().map(|one| one.name.clone()).collect();
    let lines = Lines::new(terminal, &progress, how.is_text, order);
    let interrupt = interrupt();
    let options = how.options(&*interrupt);
    let work = stream::iter(integrations)
        .map(|one| prove_one(connection.org(), live, one, how, &options, &lines))
        .buffered(AT_ONCE)
        .collect::<Vec<_>>();
    let proofs: Result<Vec<Proof>, Failure> = progress.during(work).await.into_iter().collect();
    Ok(VerifyDocument::new(
        settings,
        desired,
        live,
        proofs?,
        connection.usage(),
    ))
}

async fn prove_one(
    org: &Org,
    live: &Live,
    one: &Integration,
    how: &How,
    options: &Options<'_>,
    lines: &Lines<'_>,
) -> Result<Proof, Failure> {
    let source = match &how.credential {
        _ if how.no_credential => Source::None,
        None => Source::Org,
        Some(file) => Source::Given(
            file.of(&one.name)
                .map_err(|error| Failure::because(format!("verify {}", one.name), &error))?,
        ),
    };
    let tell = |event: Event| lines.tell(&event);
    let proof = verify(org, live, one, &source, options, &tell)
        .await
        .map_err(|_| Failure::new(Exit::Error, "interrupted; every token is revoked"))?;
    lines.end(&proof);
    Ok(proof)
}

impl VerifyDocument {
    /// How a command with these proofs ends.
    pub(in crate::commands) fn exit(&self) -> Exit {
        let worst = self.integrations.iter().map(|proof| proof.verdict).max();
        match worst {
            Some(Verdict::Failed) => Exit::Verification,
            Some(Verdict::CannotProve) => Exit::Error,
            _ => Exit::Done,
        }
    }
}
