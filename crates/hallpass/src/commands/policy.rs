//! Policy at the edge: findings as diagnostics with a place; what refuses ends the command.

use hallpass_model::{Desired, OrgName};
use hallpass_policy::{Finding, Level};
use hallpass_spec::{Diagnostic, Loaded, Severity, Variant};

use super::fleet::said;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::for_terminal;

/// Judges what is desired, as of today: the findings that are not waived, with their places. Errors refuse.
pub(super) fn judge(variant: Variant<'_>, desired: &Desired) -> Vec<Diagnostic> {
    hallpass_policy::judge(desired, jiff::Zoned::now().date())
        .iter()
        .filter(|one| one.waived_by.is_none())
        .filter_map(|one| diagnostic(variant, one))
        .collect()
}

/// Says what policy has to say, and ends the command where a rule refuses.
pub(super) fn refuse(
    terminal: Terminal,
    loaded: &Loaded,
    org: &OrgName,
    desired: &Desired,
) -> Result<(), Failure> {
    let (refused, warned): (Vec<_>, Vec<_>) = judge(loaded.variant(org), desired)
        .into_iter()
        .partition(|one| one.severity == Severity::Error);
    said(terminal, loaded, &refused);
    // Whoever wants to know more asks `validate`; here the plan is what counts.
    for Diagnostic {
        path,
        start,
        message,
        code,
        ..
    } in &warned
    {
        let place = format!("{path}:{}:{}", start.line, start.column);
        let text = for_terminal(&format!("{message} [{code}] at {place}"));
        terminal.note(&format!("{} {text}\n", terminal.err.warn("warning:")));
    }
    match refused.len() {
        0 => Ok(()),
        count => Err(refusal(count)),
    }
}

/// Returns how a command ends that policy refuses.
pub(super) fn refusal(count: usize) -> Failure {
    let times = if count == 1 {
        "one thing".to_owned()
    } else {
        format!("{count} things")
    };
    Failure::new(
        Exit::Policy,
        format!("policy refuses {times}; nothing was asked of the org"),
    )
    .hint("a reviewed waiver in the spec (rule, owner, reason, expires) opens it")
}

fn diagnostic(variant: Variant<'_>, finding: &Finding) -> Option<Diagnostic> {
    let severity = match finding.level {
        Level::Warn => Severity::Warning,
        Level::Refuse => Severity::Error,
    };
    let steps: Vec<_> = finding
        .subject
        .split(['.', '[', ']'])
        .filter(|step| !step.is_empty())
        .collect();
    let place = variant.locate_path(&finding.integration, &steps)?;
    let mut diagnostic = variant.diagnostic(finding.code, severity, place, finding.message.clone());
    diagnostic.notes.push(finding.why.to_owned());
    diagnostic.hints.push(finding.fix.to_owned());
    Some(diagnostic)
}
