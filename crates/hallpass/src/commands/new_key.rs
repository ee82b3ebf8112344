//! `hallpass rotate --new-key`: a new private key and certificate. An app holds one certificate, so there is no overlap.

use std::path::Path;
use std::time::Duration;

use hallpass_lifecycle::credential::{Credential, Key};
use hallpass_lifecycle::handover::{Exercise, Parcel, Sink, Way, client_id};
use hallpass_lifecycle::rotate::{
    KeyStep, NewKey, ObservedKey, Purpose, Refusal, RotateError, new_key, next_key,
};
use hallpass_lifecycle::verify::Proof;
use hallpass_model::{Address, Attribute, Flow, Kind, Plan};

use super::app::{Found, Provable, find};
use super::apply::{exit, write};
use super::look::{Choice, Look, look};
use super::rotate::{said, unproved};
use super::sink::not_taken;
use crate::arguments::{Global, RotateArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::terminal::Terminal;
use crate::view::{RotationDocument, pretty, rotation_as_text};

/// Takes all steps; the caller holds the lock.
pub(super) async fn run(
    terminal: Terminal,
    global: &Global,
    arguments: &RotateArguments,
    file: &Path,
    sink: &Sink,
) -> Ended {
    if matches!(sink, Sink::Postman { .. }) {
        return Err(
            Failure::new(Exit::Usage, "Postman signs no assertions, so it needs no key")
                .hint("--to env FILE writes the key beside FILE, --to exec -- CMD gives it to a command"),
        );
    }
    let integrations = [arguments.name.clone()];
    let before = looked(terminal, global, &integrations).await?;
    refuse_unsettled(&before.plan)?;
    before.connection.close().await;
    let found = find(terminal, global, &arguments.name, arguments.to.app.as_deref()).await?;
    check_file(&found, file)?;
    sink.check(&found.stamp, true)
        .map_err(|error| not_taken(&error))?;
    let today = jiff::Zoned::now().date();
    let made = new_key(arguments.name.as_str(), today, arguments.days)
        .map_err(|error| Failure::because("make a new key", &error))?;
    let (parcel, is_own_app) = parcel(&found, &made).await?;
    let mut document = RotationDocument::new(
        found.settings.name.clone(),
        found.integration.name.clone(),
        found.live_app.name.clone(),
    );
    let provable = found.provable();
    // A local org has one owner at a time.
    found.connection.close().await;
    let mut observed = ObservedKey {
        is_own_app,
        ..ObservedKey::default()
    };
    let mut after: Option<Look> = None;
    let mut proof: Option<Proof> = None;
    loop {
        match next_key(&observed) {
            KeyStep::Refuse => return Err(Failure::because("rotate the key", &Refusal::OwnApp)),
            KeyStep::HandOver => {
                terminal.note("handing the new key over\n");
                sink.deliver(&parcel, &Exercise::default())
                    .map_err(|error| not_taken(&error))?;
                observed.handed_over = true;
            }
            KeyStep::Write => {
                std::fs::write(file, &made.certificate_pem)
                    .map_err(|error| Failure::because(format!("write {}", file.display()), &error))?;
                observed.in_spec = true;
            }
            KeyStep::Deploy => {
                terminal.note(
                    "putting the new certificate into the org; from then on only the new key signs in\n",
                );
                after = Some(deploy(terminal, global, &integrations, &parcel).await?);
                observed.in_org = true;
            }
            KeyStep::Prove => {
                terminal.note("proving the new key\n");
                if let Some(after) = &after {
                    let wait = Duration::from_secs(arguments.wait);
                    proof = Some(prove(terminal, &provable, after, &parcel, &made, wait).await?);
                }
                observed.proved = true;
            }
            KeyStep::Finished => break,
        }
    }
    if let Some(after) = after {
        after.connection.close().await;
    }
    document.replaced(made.until.to_string(), proof);
    terminal.result(&match global.json {
        true => pretty(&document),
        false => rotation_as_text(&document, terminal.out),
    });
    Ok(Exit::Done)
}

async fn looked(terminal: Terminal, global: &Global, integrations: &[String]) -> Result<Look, Failure> {
    let choice = Choice {
        integrations,
        ..Choice::default()
    };
    look(terminal, global, &choice).await
}

/// What is deployed is the certificate and nothing else.
fn refuse_unsettled(plan: &Plan) -> Result<(), Failure> {
    if plan.changes.is_empty() && plan.blocked.is_empty() {
        return Ok(());
    }
    let message = "the org is not as the spec says, and a new certificate would change more than itself";
    Err(Failure::new(Exit::Error, message)
        .hint("hallpass apply first; it also ends a change of keys that was stopped on its way"))
}

/// The file is to be the one that the spec names, or the next plan would take the new certificate back.
fn check_file(found: &Found, file: &Path) -> Result<(), Failure> {
    let name = &found.app.name;
    let Flow::JwtBearer(certificate) = &found.app.flow else {
        return Err(Failure::new(
            Exit::Error,
            format!("app {name} signs in with key and secret, and has no certificate"),
        )
        .hint("rotate without --new-key makes a new pair"));
    };
    let bare = |pem: &str| pem.split_whitespace().collect::<String>();
    let text = std::fs::read_to_string(file)
        .map_err(|error| Failure::because(format!("read {}", file.display()), &error))?;
    match bare(&text).contains(&bare(&certificate.pem)) {
        true => Ok(()),
        false => Err(Failure::new(
            Exit::Error,
            format!("{} is not the certificate of app {name}", file.display()),
        )
        .hint("name the file that the spec names, so that the next plan finds the new certificate in it")),
    }
}

/// What goes to the sink, and whether the app is the one that hallpass is signed in through.
async fn parcel(found: &Found, made: &NewKey) -> Result<(Parcel, bool), Failure> {
    let reader = found.connection.reader();
    let app = &found.live_app;
    let key = client_id(&reader, app)
        .await
        .map_err(|error| Failure::because(format!("read the consumer key of app {}", app.name), &error))?;
    let client_id = key.ok_or_else(|| {
        Failure::new(
            Exit::Error,
            format!("the org does not tell the consumer key of app {}", app.name),
        )
    })?;
    let is_own_app = found.is_own_app() || reader.client_id() == Some(&client_id);
    let way = Way::JwtBearer {
        client_id,
        audience: found.audience().to_owned(),
        certificate_sha256: made.certificate_sha256.clone(),
        private_key: Some(made.private_key.clone()),
    };
    Ok((found.parcel(way, None), is_own_app))
}

/// Applies the one change that the new certificate is.
async fn deploy(
    terminal: Terminal,
    global: &Global,
    integrations: &[String],
    parcel: &Parcel,
) -> Result<Look, Failure> {
    let look = looked(terminal, global, integrations).await?;
    let app = Address::named(&parcel.stamp.integration, Kind::App, parcel.app.clone());
    let is_certificate =
        |attribute: &Attribute| matches!(attribute, Attribute::Certificate | Attribute::CertificatePem);
    let is_it = look.plan.changes.iter().all(|change| {
        let differences = change.differences();
        change.address == app
            && differences
                .iter()
                .all(|(attribute, ..)| is_certificate(attribute))
    });
    if look.plan.changes.is_empty() || !is_it || !look.plan.blocked.is_empty() {
        return Err(Failure::new(
            Exit::Error,
            "what the new certificate changes is not what was expected; nothing was written to the org",
        )
        .hint("the new key is handed over and its certificate is in the spec: see hallpass plan, then hallpass apply"));
    }
    let outcome = write(terminal, global, &look, &look.plan).await?;
    match exit(&outcome) {
        Exit::Done => Ok(look),
        _ => Err(
            Failure::new(Exit::Error, "the org did not take the new certificate").hint(
                "the new key is handed over and its certificate is in the spec: hallpass apply tries again",
            ),
        ),
    }
}

async fn prove(
    terminal: Terminal,
    provable: &Provable,
    look: &Look,
    parcel: &Parcel,
    made: &NewKey,
    wait: Duration,
) -> Result<Proof, Failure> {
    let credential = Credential {
        client_id: parcel.way.client_id().to_owned(),
        key: Key::PrivateKey(made.private_key.clone()),
    };
    let interrupt = interrupt();
    // Of this connection: a local org is somewhere else each time it is opened.
    let prover = provable.prover(look.connection.org(), &look.live, wait);
    let tell = move |event: &_| said(terminal, event);
    prover
        .run("the new key", Purpose::Use, &credential, &tell, &*interrupt)
        .await
        .map_err(|error| {
            let failure = Failure::because("prove the new key", &error);
            let failure = match &error {
                RotateError::Unproved { proof, .. } => unproved(failure, proof.verdict),
                _ => failure,
            };
            failure.hint(
                "it is in the org and with its consumer; hallpass verify --credential looks at it again",
            )
        })
}
