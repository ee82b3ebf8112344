//! `hallpass drift`: a plan for a schedule. It has no way to write to an org.

use std::time::Instant;

use super::look::{Choice, look};
use super::metrics;
use super::notify::Notifier;
use crate::arguments::{DriftArguments, Global, PlanFormat};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::progress::Progress;
use crate::terminal::Terminal;
use crate::view::{
    DriftDocument, Notice, PlanDocument, RunFacts, drift_as_markdown, drift_as_text, pretty, spent,
};

pub(super) async fn run(terminal: Terminal, global: &Global, arguments: &DriftArguments) -> Ended {
    let notifier = Notifier::of(arguments)?;
    let clock = Clock::start();
    let found = check(terminal, global, arguments, &clock).await;
    let exit = match &found {
        Ok(document) => exit(document),
        Err(failure) => failure.exit,
    };
    let org = match &found {
        Ok(document) => document.heartbeat.org.clone(),
        Err(_) => global.org.first().cloned().unwrap_or_default(),
    };
    if let Ok(document) = &found {
        show(terminal, global, arguments, document);
    }
    let mut told = exit;
    if let Some(file) = &arguments.metrics {
        let facts = RunFacts {
            began: clock.at.as_second(),
            duration_ms: clock.spent_ms(),
            exit_code: exit.code(),
        };
        told = told.worse(said(
            terminal,
            metrics::write(file, &org, facts, found.as_ref().ok()),
        ));
    }
    if let Some(notifier) = notifier {
        let text = found.as_ref().err().map(because).unwrap_or_default();
        let notice = match &found {
            Ok(document) => Notice::Found(document),
            Err(_) => Notice::Failed {
                org: &org,
                error: &text,
            },
        };
        told = told.worse(said(terminal, notifier.tell(&notice).await));
    }
    found.map(|_| told)
}

/// Reads the org, and where something moved the org's trail.
async fn check(
    terminal: Terminal,
    global: &Global,
    arguments: &DriftArguments,
    clock: &Clock,
) -> Result<DriftDocument, Failure> {
    let look = look(
        terminal,
        global,
        &Choice {
            integrations: &arguments.integration,
            only_reads: true,
            ..Choice::default()
        },
    )
    .await?;
    let reader = look.connection.reader();
    let origins = Progress::start(terminal, "reading the audit trail")
        .during(hallpass_reconcile::attribute(&reader, &look.plan, &look.live))
        .await;
    let plan = PlanDocument::new(&look.plan, look.connection.usage()).traced(origins);
    look.connection.close().await;
    let integrations = look.desired.integrations.len();
    Ok(DriftDocument::new(
        plan,
        integrations,
        clock.at.to_string(),
        clock.spent_ms(),
    ))
}

fn show(terminal: Terminal, global: &Global, arguments: &DriftArguments, document: &DriftDocument) {
    let format = if global.json {
        PlanFormat::Json
    } else {
        arguments.format
    };
    terminal.result(&match format {
        PlanFormat::Text => drift_as_text(document, terminal.out),
        PlanFormat::Markdown => drift_as_markdown(document),
        PlanFormat::Json => pretty(document),
    });
    terminal.note(&spent(document.plan.api));
}

fn exit(document: &DriftDocument) -> Exit {
    if document.is_blocked() {
        Exit::Error
    } else if document.is_clean() {
        Exit::Done
    } else {
        Exit::Differences
    }
}

/// What could not be told is an error: a schedule that nobody hears is none. What was found stands nevertheless.
fn said(terminal: Terminal, result: Result<(), Failure>) -> Exit {
    match result {
        Ok(()) => Exit::Done,
        Err(failure) => {
            terminal.error(&failure.as_text(terminal.err));
            failure.exit
        }
    }
}

fn because(failure: &Failure) -> String {
    let causes = failure.causes.iter().map(|cause| format!(": {cause}"));
    failure.message.clone() + &causes.collect::<String>()
}

/// When the run began, by both clocks.
struct Clock {
    at: jiff::Timestamp,
    running: Instant,
}

impl Clock {
    fn start() -> Self {
        let now = jiff::Timestamp::now().as_second();
        Self {
            at: jiff::Timestamp::from_second(now).unwrap_or_default(),
            running: Instant::now(),
        }
    }

    fn spent_ms(&self) -> u64 {
        u64::try_from(self.running.elapsed().as_millis()).unwrap_or(u64::MAX)
    }
}
