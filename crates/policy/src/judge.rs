//! All rules over all integrations.

use hallpass_model::{Desired, Enforce, Integration};
use jiff::civil::Date;

use crate::rule::{Rule, Sighting};
use crate::rules::ALL;
use crate::waiver::{self, covering};
use crate::{Finding, Level, RuleInfo};

/// Returns what the rules find, sorted by integration, code and place.
///
/// A waiver that is out of date covers nothing and is a finding itself, which refuses.
#[must_use]
pub fn judge(desired: &Desired, today: Date) -> Vec<Finding> {
    let mut findings: Vec<Finding> = desired
        .integrations
        .values()
        .flat_map(|one| of_integration(one, desired, today))
        .collect();
    findings.sort_by(|a, b| (&a.integration, a.code, &a.subject).cmp(&(&b.integration, b.code, &b.subject)));
    findings
}

/// Returns whether any finding stands in the way of an apply.
#[must_use]
pub fn refused(findings: &[Finding]) -> bool {
    findings.iter().any(Finding::refuses)
}

fn of_integration(one: &Integration, desired: &Desired, today: Date) -> Vec<Finding> {
    let mut findings = Vec::new();
    for Rule { info, look } in ALL {
        let waiver = covering(&one.waivers, info.code, today);
        for sighting in look(one, desired, today) {
            let mut finding = finding(info, one, sighting, waiver.clone());
            // Nothing is written under `report`: what an imported spec already holds is told and stops nobody.
            if one.enforce == Enforce::Report {
                finding.level = Level::Warn;
            }
            findings.push(finding);
        }
    }
    for (info, sighting) in waiver::look(one, today) {
        findings.push(finding(info, one, sighting, None));
    }
    findings
}

fn finding(
    info: &RuleInfo,
    one: &Integration,
    sighting: Sighting,
    waived_by: Option<crate::WaivedBy>,
) -> Finding {
    let RuleInfo {
        code,
        name,
        level,
        why,
        fix,
    } = *info;
    Finding {
        code,
        rule: name,
        level,
        integration: one.name.clone(),
        subject: sighting.subject,
        message: sighting.message,
        why,
        fix,
        waived_by,
    }
}
