//! What a fleet says about rules, and whether there are such rules.

use hallpass_model::Desired;

use crate::rule::{Sees, Sighting, seen};
use crate::rules::ALL;
use crate::{Level, RuleInfo};

/// The rule about levels; it cannot be changed.
pub(crate) const ABOUT_LEVELS: RuleInfo = RuleInfo {
    code: "HP092",
    name: "level-of-no-rule",
    level: Level::Refuse,
    sees: Sees::Specs,
    why: "a level for a rule that does not exist, or whose level is fixed, changes nothing, and looks as if it did",
    fix: "take it out, or correct the code; rules about waivers and what the format itself refuses have no level",
    example: None,
};

/// Returns the levels that change nothing.
pub(crate) fn look(desired: &Desired) -> Vec<(&'static RuleInfo, Sighting)> {
    let useless = desired.policy.levels.keys().filter(|code| !can_change(code));
    useless
        .map(|code| {
            let subject = format!("policy.rules[{code}]");
            (
                &ABOUT_LEVELS,
                seen(
                    subject,
                    format!("{code} is no rule whose level a fleet can choose"),
                ),
            )
        })
        .collect()
}

fn can_change(code: &str) -> bool {
    ALL.iter()
        .filter(|rule| !matches!(rule.info.sees, Sees::Format(_) | Sees::Changes))
        .any(|rule| rule.info.code == code)
}
