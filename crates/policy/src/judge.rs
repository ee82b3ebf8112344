//! All rules over all integrations.

use hallpass_model::{Desired, Enforce, Integration, Live, PolicyLevel};
use jiff::civil::Date;

use crate::levels;
use crate::rule::{Rule, Sighting};
use crate::rules::{ALL, NEW_ACCESS};
use crate::waiver::{self, covering};
use crate::{Finding, Level, NewAccess, RuleInfo, WaivedBy};

/// Returns what the rules find in the specs, sorted by integration, code and place.
///
/// A waiver that is out of date covers nothing and is a finding itself, which refuses.
#[must_use]
pub fn judge(desired: &Desired, today: Date) -> Vec<Finding> {
    let about_levels = levels::look(desired).into_iter();
    let mut findings: Vec<Finding> = about_levels
        .map(|(info, sighting)| finding(info, None, sighting, Level::Refuse, None))
        .collect();
    for one in desired.integrations.values() {
        let look = |rule: &Rule| (rule.specs)(one, desired, today);
        findings.extend(of_rules(one, desired, today, look));
        for (info, sighting) in waiver::look(one, today) {
            findings.push(finding(info, Some(one), sighting, info.level, None));
        }
    }
    sorted(findings)
}

/// Returns what the rules find in an org, sorted like [`judge`].
#[must_use]
pub fn judge_org(desired: &Desired, live: &Live, today: Date) -> Vec<Finding> {
    let findings = desired.integrations.values().flat_map(|one| {
        let look = |rule: &Rule| (rule.org)(one, desired, live, today);
        of_rules(one, desired, today, look)
    });
    sorted(findings.collect())
}

/// Returns a finding for each new access, refused unless a waiver covers it. The waivers are those of the integrations
/// that are given here.
#[must_use]
pub fn judge_new_access(desired: &Desired, new: &[NewAccess], today: Date) -> Vec<Finding> {
    let findings = new.iter().map(|new| {
        let one = desired.integrations.get(&new.integration);
        let waived_by = one.and_then(|one| covering(&one.waivers, NEW_ACCESS.code, today));
        let sighting = Sighting {
            subject: new.subject.clone(),
            message: new.message.clone(),
        };
        let mut finding = finding(&NEW_ACCESS, one, sighting, Level::Refuse, waived_by);
        finding.integration = Some(new.integration.clone());
        finding
    });
    findings.collect()
}

/// Returns whether any finding stands in the way of an apply.
#[must_use]
pub fn refused(findings: &[Finding]) -> bool {
    findings.iter().any(Finding::refuses)
}

fn of_rules(
    one: &Integration,
    desired: &Desired,
    today: Date,
    look: impl Fn(&Rule) -> Vec<Sighting>,
) -> Vec<Finding> {
    let mut findings = Vec::new();
    for rule in ALL {
        let Some(level) = level(&rule.info, one, desired) else {
            continue;
        };
        let waiver = covering(&one.waivers, rule.info.code, today);
        for sighting in look(rule) {
            findings.push(finding(&rule.info, Some(one), sighting, level, waiver.clone()));
        }
    }
    findings
}

/// Returns what findings of a rule do for an integration; nothing where nobody looks.
fn level(info: &RuleInfo, one: &Integration, desired: &Desired) -> Option<Level> {
    let level = match desired.policy.levels.get(info.code) {
        Some(PolicyLevel::Off) => return None,
        Some(PolicyLevel::Warn) => Level::Warn,
        Some(PolicyLevel::Refuse) => Level::Refuse,
        None => info.level,
    };
    // Nothing is written under `report`: what an imported spec already holds is told and stops nobody.
    match one.enforce {
        Enforce::Report => Some(Level::Warn),
        Enforce::Exact | Enforce::Additive | Enforce::Adopt => Some(level),
    }
}

fn sorted(mut findings: Vec<Finding>) -> Vec<Finding> {
    findings.sort_by(|a, b| (&a.integration, a.code, &a.subject).cmp(&(&b.integration, b.code, &b.subject)));
    findings
}

fn finding(
    info: &RuleInfo,
    one: Option<&Integration>,
    sighting: Sighting,
    level: Level,
    waived_by: Option<WaivedBy>,
) -> Finding {
    Finding {
        code: info.code,
        rule: info.name,
        level,
        integration: one.map(|one| one.name.clone()),
        subject: sighting.subject,
        message: sighting.message,
        why: info.why,
        fix: info.fix,
        waived_by,
    }
}
