//! Policy at the edge: findings as diagnostics with a place; what refuses ends the command.

use std::path::Path;

use hallpass_model::{Address, Desired, Live, OrgName};
use hallpass_policy::{Finding, Level};
use hallpass_spec::{Diagnostic, Loaded, Place, RuleFacts, Severity, Variant};

use super::fleet::said;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::for_terminal;

/// Judges what is desired, as of today: the findings with their places, those that are waived among them. Errors refuse.
pub(super) fn judge(variant: Variant<'_>, desired: &Desired) -> Vec<Diagnostic> {
    diagnostics(variant, &hallpass_policy::judge(desired, today()))
}

/// Says what policy has to say of the specs, and ends the command where a rule refuses.
pub(super) fn refuse(
    terminal: Terminal,
    loaded: &Loaded,
    org: &OrgName,
    desired: &Desired,
) -> Result<(), Failure> {
    let found = judge(loaded.variant(org), desired);
    tell(terminal, loaded, found, "nothing was asked of the org")
}

/// Says what policy has to say of what was read from the org, and ends the command where a rule refuses.
pub(super) fn refuse_org(
    terminal: Terminal,
    specs: &Path,
    org: &OrgName,
    desired: &Desired,
    live: &Live,
) -> Result<(), Failure> {
    let found = hallpass_policy::judge_org(&desired.in_org(live), live, today());
    if found.is_empty() {
        return Ok(());
    }
    // Only what is found needs the places again.
    let loaded = hallpass_spec::load(specs);
    let found = diagnostics(loaded.variant(org), &found);
    tell(terminal, &loaded, found, "nothing was written")
}

/// Returns the rules of policy as reports list them.
pub(super) fn rule_facts() -> Vec<RuleFacts> {
    let rules = hallpass_policy::rules().iter();
    rules
        .map(|rule| RuleFacts {
            code: rule.code,
            name: rule.name,
            severity: severity(rule.level),
            why: rule.why,
            fix: rule.fix,
        })
        .collect()
}

/// Returns findings as diagnostics with their places.
pub(super) fn diagnostics(variant: Variant<'_>, findings: &[Finding]) -> Vec<Diagnostic> {
    let found = findings.iter();
    found.filter_map(|finding| diagnostic(variant, finding)).collect()
}

/// Returns findings as diagnostics, each at the place of the address that its subject is.
pub(super) fn diagnostics_of_addresses(variant: Variant<'_>, findings: &[Finding]) -> Vec<Diagnostic> {
    let placed = findings.iter().filter_map(|finding| {
        let address: Address = finding.subject.parse().ok()?;
        let place = variant.locate(&address)?;
        Some(told(variant, finding, place))
    });
    placed.collect()
}

/// Returns the day on which waivers and certificates are looked at.
pub(super) fn today() -> jiff::civil::Date {
    jiff::Zoned::now().date()
}

fn tell(terminal: Terminal, loaded: &Loaded, found: Vec<Diagnostic>, so_far: &str) -> Result<(), Failure> {
    let standing = found.into_iter().filter(|one| one.waived.is_none());
    let (refused, warned): (Vec<_>, Vec<_>) = standing.partition(|one| one.severity == Severity::Error);
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
        count => Err(refusal(count, so_far)),
    }
}

fn refusal(count: usize, so_far: &str) -> Failure {
    let times = if count == 1 {
        "one thing".to_owned()
    } else {
        format!("{count} things")
    };
    Failure::new(Exit::Policy, format!("policy refuses {times}; {so_far}"))
        .hint("a reviewed waiver in the spec (rule, owner, reason, expires) opens it")
}

fn diagnostic(variant: Variant<'_>, finding: &Finding) -> Option<Diagnostic> {
    let place = match &finding.integration {
        Some(integration) => {
            let steps: Vec<_> = finding
                .subject
                .split(['.', '[', ']'])
                .filter(|step| !step.is_empty())
                .collect();
            variant.locate_path(integration, &steps)?
        }
        None => {
            let code = finding.subject.split(['[', ']']).nth(1);
            variant.locate_rule(code.unwrap_or_default())
        }
    };
    Some(told(variant, finding, place))
}

fn told(variant: Variant<'_>, finding: &Finding, place: Place) -> Diagnostic {
    let severity = severity(finding.level);
    let mut diagnostic = variant.diagnostic(finding.code, severity, place, finding.message.clone());
    diagnostic.notes.push(finding.why.to_owned());
    diagnostic.hints.push(finding.fix.to_owned());
    diagnostic.waived = finding.waived_by.as_ref().map(ToString::to_string);
    diagnostic
}

const fn severity(level: Level) -> Severity {
    match level {
        Level::Warn => Severity::Warning,
        Level::Refuse => Severity::Error,
    }
}
