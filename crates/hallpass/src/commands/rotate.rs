//! `hallpass rotate`: a new pair of key and secret, and no outage.

use std::time::Duration;

use hallpass_lifecycle::handover::{Exercise, Sink};
use hallpass_lifecycle::rotate::{Done, Event, Refusal, RotateError, Rotation, Step, Way, Which, Wish};
use hallpass_lifecycle::token::NEVER;
use hallpass_lifecycle::verify::{self, Verdict};
use hallpass_model::Flow;
use hallpass_salesforce::{Env as _, RecordId, SystemEnv};

use super::app::{Found, find, how_to_see, of_setting};
use super::handover::{UNTIL_SHOWN, through};
use super::new_key;
use super::sink::{not_taken, sink};
use super::state::Lock;
use crate::arguments::{Global, RotateArguments};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::interrupt::interrupt;
use crate::terminal::Terminal;
use crate::view::{RotationDocument, check_as_text, for_terminal, pretty, rotation_as_text, spent};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &RotateArguments) -> Ended {
    let sink = sink(&arguments.to)?;
    let wish = Wish {
        rotate: sink.is_some(),
        revoke_old: arguments.revoke_old,
    };
    if wish == Wish::default() && !arguments.status {
        return Err(
            Failure::new(Exit::Usage, "it is not said where the new pair goes")
                .hint("write --to env FILE, --to postman DIR, or --to exec -- CMD")
                .hint("--status says how far a rotation is, --revoke-old ends the former pair"),
        );
    }
    let _lock = Lock::take(&global.specs)?;
    if let (Some(file), Some(sink)) = (&arguments.new_key, &sink) {
        return new_key::run(terminal, global, arguments, file, sink).await;
    }
    let found = find(terminal, global, &arguments.name, arguments.to.app.as_deref()).await?;
    refuse_other_flows(&found)?;
    if let Some(sink) = &sink {
        sink.check(&found.stamp, false)
            .map_err(|error| not_taken(&error))?;
    }
    let mut document = document(&found);
    let with_access = arguments.to.with_secret_access;
    let wait = Duration::from_secs(arguments.wait);
    let work = Work {
        wish,
        sink: sink.as_ref(),
        with_access,
        wait,
    };
    let ended = behind_the_door(terminal, &found, &work, &mut document).await?;
    terminal.note(&spent(found.connection.usage().into()));
    if let Err(error) = ended {
        let failure = stopped(&found, sink.as_ref(), &error);
        if let (RotateError::Unproved { proof, .. }, true) = (error, global.json) {
            document.unproved(*proof);
            terminal.result(&pretty(&document));
        }
        return Err(failure);
    }
    terminal.result(&match global.json {
        true => pretty(&document),
        false => rotation_as_text(&document, terminal.out),
    });
    found.connection.close().await;
    Ok(Exit::Done)
}

fn document(found: &Found) -> RotationDocument {
    RotationDocument::new(
        found.settings.name.clone(),
        found.integration.name.clone(),
        found.live_app.name.clone(),
    )
}

fn refuse_other_flows(found: &Found) -> Result<(), Failure> {
    found.refuse_connected("rotates")?;
    match found.app.flow {
        Flow::ClientCredentials | Flow::AsItIs => Ok(()),
        Flow::JwtBearer(_) => Err(Failure::new(
            Exit::Error,
            format!(
                "app {} has a certificate, and no pair of key and secret in use",
                found.app.name
            ),
        )
        .hint("--new-key CERTIFICATE makes a new key and certificate; there is no overlap")),
    }
}

/// What is to be done.
struct Work<'a> {
    wish: Wish,
    sink: Option<&'a Sink>,
    with_access: bool,
    wait: Duration,
}

/// The setting stays open for the whole rotation: each step reads the staged pair.
async fn behind_the_door(
    terminal: Terminal,
    found: &Found,
    work: &Work<'_>,
    document: &mut RotationDocument,
) -> Result<Result<(), RotateError>, Failure> {
    let Work {
        wish,
        sink,
        with_access,
        wait,
    } = *work;
    let app = RecordId::parse(found.live_app.id.as_str())
        .map_err(|error| Failure::because("use the id of the app", &error))?;
    let provable = found.provable();
    let rotation = Rotation {
        app: &app,
        is_own_app: found.is_own_app(),
        wish,
        prover: provable.prover(found.connection.org(), &found.live, wait),
    };
    let writer = found.connection.writer();
    let tell = move |told| terminal.note(of_setting(told));
    let door = found.door(&writer, with_access, &tell);
    let interrupt = interrupt();
    // Steps are not torn apart: the rotation itself looks up between two of them.
    let passed = door.pass(NEVER, async || {
        if with_access {
            wait_until_shown(&rotation).await?;
        }
        if wish == Wish::default() {
            let (observed, end) = rotation.status().await?;
            document.observe(&observed.slot, end);
            return Ok(());
        }
        let exercise = Exercise::of(&found.integration, &found.live);
        let way = Way {
            hand_over: &|credential, end| match (sink, found.pair(credential, end)) {
                (Some(sink), Some(parcel)) => sink.deliver(&parcel, &exercise).map(drop),
                _ => Ok(()),
            },
            tell: &|event| said(terminal, event),
            interrupt: &*interrupt,
        };
        document.end(rotation.run(&way).await?);
        Ok(())
    });
    through(passed.await)
}

/// An org that was told to show secrets takes a while until it does.
async fn wait_until_shown(rotation: &Rotation<'_>) -> Result<(), RotateError> {
    let start = SystemEnv.now();
    let mut pause = UNTIL_SHOWN.first_pause;
    loop {
        let waited = SystemEnv.now().duration_since(start).unsigned_abs();
        match rotation.status().await {
            Err(RotateError::Hidden(_)) if waited < UNTIL_SHOWN.at_most => SystemEnv.sleep(pause).await,
            other => return other.map(drop),
        }
        pause = (pause * 2).min(UNTIL_SHOWN.longest_pause);
    }
}

pub(super) fn said(terminal: Terminal, event: &Event) {
    match event {
        Event::Step(step) => {
            if let Some(words) = words(step) {
                terminal.note(&format!("{words}\n"));
            }
        }
        Event::Proof(event) => of_proof(terminal, event),
        _ => {}
    }
}

/// Of a proof is said what takes long, and what is not as it should be; what holds is in the result.
fn of_proof(terminal: Terminal, event: &verify::Event) {
    match event {
        verify::Event::Waiting {
            what,
            waited,
            at_most,
            ..
        } => terminal.note(&for_terminal(&format!(
            "waiting for {what}, {}s of {}s\n",
            waited.as_secs(),
            at_most.as_secs()
        ))),
        verify::Event::Checked { check, .. }
            if matches!(check.verdict, Verdict::Failed | Verdict::CannotProve) =>
        {
            terminal.note(&check_as_text(check, terminal.err));
        }
        _ => {}
    }
}

const fn words(step: &Step) -> Option<&'static str> {
    Some(match step {
        Step::Discard => "emptying the slot of a pair that is no use any more",
        Step::Stage => "staging a new pair",
        Step::HandOver => "handing the new pair over",
        Step::Prove(Which::Staged) => "proving the staged pair",
        Step::Prove(Which::InUse) => "proving the pair in use",
        Step::Promote => "making the new pair the one in use",
        Step::Revoke => "ending the former pair",
        Step::Finished(Done::Overlap | Done::One) | Step::Refuse(_) => return None,
    })
}

fn stopped(found: &Found, sink: Option<&Sink>, error: &RotateError) -> Failure {
    let (name, org) = (&found.integration.name, &found.settings.name);
    let failure = Failure::because(format!("rotate the credential of {name}"), error);
    let again = sink.map_or_else(|| "--revoke-old".to_owned(), super::sink::typed);
    match error {
        RotateError::Hidden(_) => how_to_see(failure),
        RotateError::Refused(Refusal::OwnApp) => {
            failure.hint("rotate it from a run that signs in through another app")
        }
        RotateError::Refused(Refusal::UnderWay) => {
            failure.hint(format!("hallpass rotate {name} --org {org} --to … ends it"))
        }
        RotateError::Refused(_) => failure,
        RotateError::Unproved { proof, .. } => unproved(failure, proof.verdict).hint(format!(
            "the pair in use is as it was; once this is mended, hallpass rotate {name} --org {org} {again} goes on from here"
        )),
        _ => failure.hint(format!(
            "the pair in use is as it was; hallpass rotate {name} --org {org} {again} goes on from here"
        )),
    }
}

/// A proof that failed has an exit code of its own, here as with `verify`.
pub(super) const fn unproved(failure: Failure, verdict: Verdict) -> Failure {
    match verdict {
        Verdict::Failed => failure.with_exit(Exit::Verification),
        _ => failure,
    }
}
