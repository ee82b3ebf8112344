//! One command for several orgs: in waves, some at once, one result each.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use futures_util::{StreamExt as _, stream};
use hallpass_model::{FORMAT_VERSION, OrgName};
use hallpass_spec::OrgEntry;
use serde::Serialize;
use serde_json::Value;

use super::state::Lock;
use super::{apply, drift, fleet, plan, verify};
use crate::arguments::{
    ApplyArguments, Command, DriftArguments, Global, PlanArguments, VerifyArguments, VerifyFormat,
};
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::{Terminal, apart};
use crate::view::{Styles, pretty};

/// What came of the command, by org.
#[derive(Debug, Serialize)]
struct EachDocument {
    format_version: &'static str,
    orgs: Vec<OrgResult>,
}

/// What came of the command in one org.
#[derive(Debug, Serialize)]
struct OrgResult {
    org: OrgName,
    wave: u32,
    /// How the command would have exited for this org alone; `None` where it was not run.
    exit_code: Option<u8>,
    /// Why there is no result, or why it is not the wanted one.
    error: Option<String>,
    /// What the command prints for this org alone.
    result: Value,
}

/// Runs a command for each of the chosen orgs.
pub(super) async fn run(terminal: Terminal, global: &Global, command: &Command) -> Ended {
    refuse_questions(command)?;
    refuse_one_of_a_kind(command)?;
    let global = &as_asked(global, command);
    let waves = waves(&chosen(global)?);
    // One lock for all: they are one apply.
    let _lock = match command {
        Command::Apply(_) => Some(Lock::take(&global.specs)?),
        _ => None,
    };
    let mut results = Vec::new();
    let mut failed: Option<OrgName> = None;
    for (wave, orgs) in waves {
        if let Some(first) = &failed {
            results.extend(orgs.into_iter().map(|org| not_run(org, wave, first)));
            continue;
        }
        let mut running = stream::iter(orgs)
            .map(|org| one(terminal, global, command, org, wave))
            .buffered(usize::from(global.parallel));
        while let Some((result, exit)) = running.next().await {
            if stops(command, exit) && failed.is_none() {
                failed = Some(result.org.clone());
            }
            if !global.json {
                show(terminal, &result);
            }
            results.push(result);
        }
    }
    let exit = results
        .iter()
        .filter_map(|one| one.exit_code)
        .filter_map(Exit::of);
    let exit = exit.fold(Exit::Done, Exit::worse);
    if global.json {
        terminal.result(&pretty(&EachDocument {
            format_version: FORMAT_VERSION,
            orgs: results,
        }));
    } else {
        terminal.result(&summary(&results, terminal.out));
    }
    Ok(exit)
}

/// Only what needs no answer from a person goes for several orgs.
fn refuse_questions(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Apply(arguments) if !arguments.auto_approve && arguments.plan.is_none() => Err(Failure::new(
            Exit::Usage,
            "several orgs cannot be asked about one after the other; nothing was written",
        )
        .hint("--auto-approve applies without asking; or `plan --out FOLDER`, have the plans reviewed, and apply FOLDER")),
        _ => Ok(()),
    }
}

/// What there is one of cannot be shared by several orgs.
fn refuse_one_of_a_kind(command: &Command) -> Result<(), Failure> {
    match command {
        Command::Verify(arguments) if arguments.credential.is_some() => {
            Err(Failure::new(Exit::Usage, "a credential is one of one org")
                .hint("name that org with --org; or leave --credential out, and each org gives its own"))
        }
        Command::Verify(arguments) if arguments.format == VerifyFormat::Junit => {
            Err(Failure::new(Exit::Usage, "a JUnit document is of one org")
                .hint("run it for each org, with a file of its own; or --json, which holds all of them"))
        }
        _ => Ok(()),
    }
}

/// JSON is one document of all orgs, however it was asked for.
fn as_asked(global: &Global, command: &Command) -> Global {
    let is_asked = matches!(command, Command::Verify(arguments) if arguments.format == VerifyFormat::Json);
    Global {
        json: global.json || is_asked,
        ..global.clone()
    }
}

/// Whether later waves are kept from what went wrong in this one. Looking at an org harms no other.
const fn stops(command: &Command, exit: Exit) -> bool {
    exit.is_failure() && !matches!(command, Command::Verify(_))
}

/// Returns the chosen orgs, each once.
pub(super) fn chosen(global: &Global) -> Result<Vec<OrgEntry>, Failure> {
    let orgs = hallpass_spec::load(&global.specs).orgs();
    if orgs.is_empty() {
        // Specs that cannot be read have no orgs; what is wrong with them is told as everywhere.
        fleet::load(Terminal::new(global), global)?;
    }
    if global.all_orgs {
        return Ok(orgs);
    }
    let mut chosen: Vec<OrgEntry> = Vec::new();
    for name in &global.org {
        let org = fleet::named_org(name, &orgs)?;
        if !chosen.contains(org) {
            chosen.push(org.clone());
        }
    }
    Ok(chosen)
}

/// Returns orgs by wave, in the order in which they stand.
fn waves(orgs: &[OrgEntry]) -> BTreeMap<u32, Vec<OrgName>> {
    let mut waves: BTreeMap<u32, Vec<OrgName>> = BTreeMap::new();
    for org in orgs {
        waves.entry(org.wave).or_default().push(org.name.clone());
    }
    waves
}

/// Returns the flags as they are for one of several orgs.
pub(super) fn for_one(global: &Global, org: &OrgName) -> Global {
    Global {
        org: vec![org.to_string()],
        all_orgs: false,
        ..global.clone()
    }
}

async fn one(
    terminal: Terminal,
    global: &Global,
    command: &Command,
    org: OrgName,
    wave: u32,
) -> (OrgResult, Exit) {
    let global = for_one(global, &org);
    let work = async {
        match command {
            Command::Plan(arguments) => plan::run(terminal, &global, &plan_of(arguments, &org)).await,
            Command::Apply(arguments) => apply::in_org(terminal, &global, &apply_of(arguments, &org)).await,
            Command::Drift(arguments) => drift::run(terminal, &global, &drift_of(arguments, &org)).await,
            Command::Verify(arguments) => verify::run(terminal, &global, &verify_of(arguments, &org)).await,
            _ => Ok(Exit::Usage),
        }
    };
    let (ended, printed) = apart(org.to_string(), work).await;
    let (exit, error) = match ended {
        Ok(exit) => (exit, None),
        Err(failure) => (failure.exit, Some(failure.as_text(Styles::new(false)))),
    };
    let result = OrgResult {
        org,
        wave,
        exit_code: Some(exit.code()),
        error,
        result: document(printed),
    };
    (result, exit)
}

/// Documents are parts of ours, all else is text.
fn document(printed: String) -> Value {
    match serde_json::from_str(&printed) {
        Ok(document) => document,
        Err(_) if printed.is_empty() => Value::Null,
        Err(_) => Value::String(printed),
    }
}

/// Where several plans are saved: a folder, with a file for each org.
fn plan_of(arguments: &PlanArguments, org: &OrgName) -> PlanArguments {
    PlanArguments {
        out: arguments.out.as_deref().map(|folder| file(folder, org)),
        ..arguments.clone()
    }
}

fn apply_of(arguments: &ApplyArguments, org: &OrgName) -> ApplyArguments {
    ApplyArguments {
        plan: arguments.plan.as_deref().map(|folder| file(folder, org)),
        ..arguments.clone()
    }
}

/// Where several proofs leave their evidence: a folder, with one for each org.
fn verify_of(arguments: &VerifyArguments, org: &OrgName) -> VerifyArguments {
    VerifyArguments {
        evidence: arguments
            .evidence
            .as_deref()
            .map(|folder| folder.join(org.as_str())),
        ..arguments.clone()
    }
}

/// Where metrics go: a folder, with a file for each, as collectors read them.
fn drift_of(arguments: &DriftArguments, org: &OrgName) -> DriftArguments {
    DriftArguments {
        metrics: arguments
            .metrics
            .as_deref()
            .map(|folder| folder.join(format!("{org}.prom"))),
        ..arguments.clone()
    }
}

fn file(folder: &Path, org: &OrgName) -> PathBuf {
    folder.join(format!("{org}.plan"))
}

fn not_run(org: OrgName, wave: u32, failed: &OrgName) -> OrgResult {
    OrgResult {
        org,
        wave,
        exit_code: None,
        error: Some(format!("not run: {failed} failed in an earlier wave")),
        result: Value::Null,
    }
}

fn show(terminal: Terminal, result: &OrgResult) {
    if let Value::String(text) = &result.result {
        terminal.result(&format!("{text}\n"));
    }
    if let Some(error) = &result.error {
        terminal.error(&format!("[{}] {error}", result.org));
    }
}

fn summary(results: &[OrgResult], styles: Styles) -> String {
    let widest = results
        .iter()
        .map(|one| one.org.as_str().len())
        .max()
        .unwrap_or_default();
    let lines = results.iter().map(|one| {
        let how = match one.exit_code.and_then(Exit::of) {
            Some(exit) if exit.is_failure() => styles.bad(exit.word()),
            Some(exit) => exit.word().to_owned(),
            None => styles.warn("not run"),
        };
        format!("{:<widest$}  {how}\n", one.org.as_str())
    });
    lines.collect()
}
