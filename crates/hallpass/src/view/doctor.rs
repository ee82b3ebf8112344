//! What stops something, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::doctor::{Finding, Verdict};
use hallpass_model::{FORMAT_VERSION, OrgName};
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `doctor --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct DoctorDocument {
    format_version: &'static str,
    org: String,
    /// The findings, in the order in which one thing stops the next.
    pub(crate) findings: Vec<Finding>,
}

impl DoctorDocument {
    /// Puts findings together with the org that they are about.
    pub(crate) fn new(org: &OrgName, findings: Vec<Finding>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            org: org.to_string(),
            findings,
        }
    }
}

/// Prints findings as text, with a line feed at its end. What is well of integrations is printed only where they were named.
pub(crate) fn doctor_as_text(document: &DoctorDocument, is_named: bool, styles: Styles) -> String {
    let mut out = String::new();
    let is_shown = |one: &&Finding| is_named || one.integration.is_none() || one.verdict != Verdict::Ok;
    for one in document.findings.iter().filter(is_shown) {
        finding(&mut out, one, styles);
    }
    let count = |verdict: Verdict| {
        document
            .findings
            .iter()
            .filter(|one| one.verdict == verdict)
            .count()
    };
    let counts: Vec<String> = [Verdict::Problem, Verdict::Warning, Verdict::Unknown, Verdict::Ok]
        .into_iter()
        .map(|verdict| format!("{} {}", count(verdict), verdict.word()))
        .collect();
    let _ = writeln!(out, "\n{} {}.", styles.bold("Findings:"), counts.join(", "));
    out
}

fn finding(out: &mut String, one: &Finding, styles: Styles) {
    let word = format!("{:<8}", one.verdict.word());
    let word = match one.verdict {
        Verdict::Ok => styles.good(word),
        Verdict::Unknown => styles.dim(word),
        Verdict::Warning => styles.warn(word),
        Verdict::Problem => styles.bad(word),
    };
    let of = one
        .integration
        .as_ref()
        .map(|name| format!("{name}: "))
        .unwrap_or_default();
    let text = for_terminal(&format!("{of}{}: {}", one.check, one.what));
    let _ = writeln!(out, "{word} {text}");
    for (head, text) in [("because", &one.evidence), ("fix", &one.fix)] {
        if !text.is_empty() {
            let _ = writeln!(out, "         {head}: {}", for_terminal(text));
        }
    }
}
