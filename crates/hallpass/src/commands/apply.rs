//! `hallpass apply`: shows, asks, and makes the org as the specs say.

use std::path::Path;

use hallpass_model::{Enforce, Integration, Live, Outcome, Plan, Status};
use hallpass_reconcile::{Event, Journal};
use hallpass_spec::OrgKind;

use super::look::{Choice, Look, distrust, look, read};
use super::state::Lock;
use super::verify::{How, prove};
use super::{saved, state};
use crate::arguments::{ApplyArguments, DEFAULT_GRACE, Global};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{
    OutcomeDocument, PlanDocument, ProvedDocument, outcome_as_text, plan_as_text, pretty, proofs_as_text,
    spent,
};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &ApplyArguments) -> Ended {
    let _lock = Lock::take(&global.specs)?;
    in_org(terminal, global, arguments).await
}

/// Applies to one org, within the lock of the fleet.
pub(super) async fn in_org(terminal: Terminal, global: &Global, arguments: &ApplyArguments) -> Ended {
    let saved = match &arguments.plan {
        Some(file) => Some((file, saved::load(file)?)),
        None => None,
    };
    let prune = arguments.prune.then_some(arguments.grace);
    let choice = Choice {
        integrations: &arguments.integration,
        adopt: &arguments.adopt,
        prune: saved.as_ref().map_or(prune, |(_, plan)| plan.prune),
        only_reads: false,
    };
    let look = look(terminal, global, &choice).await?;
    let plan = match saved {
        None => fresh_plan(&look)?,
        Some((file, plan)) => saved_plan(&look, file, plan)?,
    };
    let is_approved = arguments.plan.is_some() || arguments.auto_approve;
    match arguments.verify {
        true => carry_out_and_prove(terminal, global, look, &plan, is_approved).await,
        false => carry_out(terminal, global, look, &plan, is_approved).await,
    }
}

/// Shows a plan, has it approved, runs it, and proves what came of it.
async fn carry_out_and_prove(
    terminal: Terminal,
    global: &Global,
    mut look: Look,
    plan: &Plan,
    is_approved: bool,
) -> Ended {
    let mut document = approved(terminal, global, &mut look, plan, is_approved).await?;
    let outcome = write(terminal, global, &look, plan).await?;
    if !outcome.is_whole() {
        // What is half done proves nothing.
        report(terminal, global, &look, document, &outcome);
        look.connection.close().await;
        return Ok(exit(&outcome));
    }
    if !global.json && !outcome.0.is_empty() {
        terminal.result(&format!("\n{}\n", outcome_as_text(&outcome, terminal.out)));
    }
    let live = read(terminal, &look.connection, &look.settings, &look.desired).await?;
    let how = How::after_apply(&look.desired, !global.json);
    let proofs = prove(
        terminal,
        &look.connection,
        &look.settings,
        &look.desired,
        &live,
        &how,
    )
    .await?;
    document.api = look.connection.usage().into();
    terminal.note(&spent(document.api));
    let ended = proofs.exit();
    terminal.result(&match global.json {
        true => pretty(&ProvedDocument {
            applied: OutcomeDocument {
                plan: document,
                outcome,
            },
            verification: proofs,
        }),
        false => proofs_as_text(&proofs, terminal.out),
    });
    look.connection.close().await;
    Ok(ended)
}

/// Shows a plan, has it approved, and runs it.
pub(super) async fn carry_out(
    terminal: Terminal,
    global: &Global,
    mut look: Look,
    plan: &Plan,
    is_approved: bool,
) -> Ended {
    let document = approved(terminal, global, &mut look, plan, is_approved).await?;
    let outcome = write(terminal, global, &look, plan).await?;
    report(terminal, global, &look, document, &outcome);
    look.connection.close().await;
    Ok(exit(&outcome))
}

/// Shows a plan and has it approved.
pub(super) async fn approved(
    terminal: Terminal,
    global: &Global,
    look: &mut Look,
    plan: &Plan,
    is_approved: bool,
) -> Result<PlanDocument, Failure> {
    let document = PlanDocument::new(plan, look.connection.usage());
    if !global.json {
        terminal.result(&plan_as_text(&document, terminal.out));
    }
    if let Err(refusal) = refuse(look, plan) {
        if global.json {
            // Programs get the plan with what is in the way of it, and that nothing came of it.
            terminal.result(&in_json(document, &Outcome::default()));
        }
        return Err(refusal);
    }
    if !plan.changes.is_empty() && !is_approved {
        ask(terminal, "Apply this plan? Only 'yes' is taken for yes: ")?;
        read_again(terminal, look, plan).await?;
    }
    Ok(document)
}

/// All that can stand between a plan and its first write.
fn refuse(look: &Look, plan: &Plan) -> Result<(), Failure> {
    refuse_blocked(plan)?;
    hallpass_plan::refuse_if_unsafe(plan, &look.desired, &look.live)
        .map_err(|error| Failure::because("apply the plan", &error).with_exit(Exit::Limit))?;
    distrust(&hallpass_plan::check_before_run(plan, &look.desired, &look.live))
}

fn in_json(plan: PlanDocument, outcome: &Outcome) -> String {
    let outcome = outcome.clone();
    pretty(&OutcomeDocument { plan, outcome })
}

/// Whoever was asked took a while to answer, and the org does not stand still.
async fn read_again(terminal: Terminal, look: &mut Look, plan: &Plan) -> Result<(), Failure> {
    look.live = read(terminal, &look.connection, &look.settings, &look.desired).await?;
    let moved = hallpass_plan::moved(plan, &look.live);
    if moved.is_empty() {
        return Ok(());
    }
    let what = "the org has moved since the plan was shown; nothing was written";
    let mut failure = Failure::new(Exit::Stale, what).hint("apply again, and look at the new plan");
    failure.causes = moved.iter().map(ToString::to_string).collect();
    Err(failure)
}

fn fresh_plan(look: &Look) -> Result<Plan, Failure> {
    refuse_production(look, "plan")?;
    Ok(look.plan.clone())
}

/// A production org takes only what was reviewed as a file.
pub(super) fn refuse_production(look: &Look, command: &str) -> Result<(), Failure> {
    if look.settings.kind != Some(OrgKind::Production) {
        return Ok(());
    }
    let org = &look.settings.name;
    let failure = Failure::new(
        Exit::Error,
        format!("org {org} is a production org and takes saved plans only"),
    );
    Err(failure.hint(format!(
        "hallpass {command} --org {org} --out FILE, have FILE reviewed, then hallpass apply FILE --org {org}"
    )))
}

fn saved_plan(look: &Look, file: &Path, plan: Plan) -> Result<Plan, Failure> {
    let stale =
        |why: String| Failure::new(Exit::Stale, why).hint("plan again, and have the new plan reviewed");
    if plan.org.id != look.live.org.id {
        return Err(Failure::new(
            Exit::Error,
            format!(
                "the plan is for org {}, this is {}",
                plan.org.id, look.live.org.id
            ),
        ));
    }
    if plan.spec_digest != look.plan.spec_digest {
        return Err(stale(
            "the specs are not those that the plan was made from".to_owned(),
        ));
    }
    let moved = hallpass_plan::moved(&plan, &look.live);
    if moved.is_empty() {
        return Ok(plan);
    }
    let mut failure = stale(format!("the org has moved since {} was made", file.display()));
    failure.causes = moved.iter().map(ToString::to_string).collect();
    Err(failure)
}

fn refuse_blocked(plan: &Plan) -> Result<(), Failure> {
    if plan.blocked.is_empty() {
        return Ok(());
    }
    let count = plan.blocked.len();
    let word = if count == 1 { "change is" } else { "changes are" };
    Err(Failure::new(
        Exit::Error,
        format!("{count} {word} blocked; nothing was written"),
    )
    .hint("each says what to do; --integration NAME applies some of the integrations without the others"))
}

/// Asks whether to go on.
pub(super) fn ask(terminal: Terminal, question: &str) -> Result<(), Failure> {
    match terminal.ask(question).as_deref() {
        Some("yes") => Ok(()),
        Some(_) => Err(Failure::new(Exit::Error, "not applied; nothing was written")),
        None => Err(
            Failure::new(Exit::Usage, "nobody is there to approve; nothing was written").hint(
                "--auto-approve applies without asking; or save a plan, have it reviewed, and apply that",
            ),
        ),
    }
}

/// Runs a plan, with a journal.
pub(super) async fn write(
    terminal: Terminal,
    global: &Global,
    look: &Look,
    plan: &Plan,
) -> Result<Outcome, Failure> {
    if plan.changes.is_empty() {
        return Ok(Outcome::default());
    }
    let live: &Live = &look.live;
    let waves = hallpass_reconcile::lower(plan, live)
        .map_err(|error| Failure::because("prepare the changes", &error))?;
    let mut file = state::journal(&global.specs, &look.settings.name)?;
    let failed = |error: &std::io::Error| Failure::because("write the journal; nothing was changed", error);
    let now = || format!("{:.3}", jiff::Timestamp::now());
    let mut journal = Journal::new(&mut file, &now);
    journal.start(plan, live).map_err(|error| failed(&error))?;
    let progress = Progress::start(terminal, "applying");
    let mut show = |event: Event| progress.say(said(&event));
    let writer = look.connection.writer();
    let run = hallpass_reconcile::run_with_journal(&writer, plan, &waves, &mut show, Some(journal));
    Ok(progress.during(run).await)
}

fn said(event: &Event) -> String {
    match event {
        Event::WaveStarted { wave, of, changes } => {
            format!("applying: step {wave} of {of}, {changes} changes")
        }
        Event::Ended {
            address,
            status: Status::Failed | Status::Skipped,
        } => format!("applying: {address} is not done"),
        Event::Ended { address, .. } => format!("applying: {address} is done"),
        Event::Waiting { what, state, waited } => {
            format!("waiting for {what} ({state}, {}s)", waited.as_secs())
        }
        // Events grow; what is new is no reason to stop showing progress.
        _ => "applying".to_owned(),
    }
}

fn report(terminal: Terminal, global: &Global, look: &Look, mut document: PlanDocument, outcome: &Outcome) {
    document.api = look.connection.usage().into();
    terminal.note(&spent(document.api));
    if global.json {
        return terminal.result(&in_json(document, outcome));
    }
    if outcome.0.is_empty() {
        return;
    }
    terminal.result("\n");
    terminal.result(&outcome_as_text(outcome, terminal.out));
    let org = &look.settings.name;
    let only_adopts = |one: &Integration| one.enforce == Enforce::Adopt;
    terminal.result(&if !outcome.is_whole() {
        let flags = again(look.plan.prune);
        format!(
            "Next: mend what failed, then hallpass apply --org {org}{flags} again; what is done stays done\n"
        )
    } else if look.desired.integrations.values().any(only_adopts) {
        format!("Next: hallpass plan --org {org}\n")
    } else {
        format!("Next: hallpass drift --org {org}\n")
    });
}

/// The flags without which the next apply would not go on with what this one began.
fn again(prune: Option<u32>) -> String {
    match prune {
        None => String::new(),
        Some(DEFAULT_GRACE) => " --prune".to_owned(),
        Some(days) => format!(" --prune --grace {days}d"),
    }
}

/// How an apply with this outcome ends.
pub(super) fn exit(outcome: &Outcome) -> Exit {
    if outcome.is_whole() {
        Exit::Done
    } else if outcome.count(Status::Done) + outcome.count(Status::Pending) == 0 {
        Exit::Error
    } else {
        Exit::Partial
    }
}
