//! Leave to break a rule for a time.

use hallpass_model::{Integration, Waiver};
use jiff::civil::Date;

use crate::rule::{Sees, Sighting, seen};
use crate::rules::ALL;
use crate::{Level, RuleInfo, WaivedBy};

/// The rules about waivers themselves; they cannot be waived.
pub(crate) const ABOUT_WAIVERS: [RuleInfo; 2] = [
    RuleInfo {
        code: "HP090",
        name: "waiver-expired",
        level: Level::Refuse,
        sees: Sees::Specs,
        why: "leave was given for a time, and that time is over",
        fix: "fix what the waiver covered and take it out, or have its owner renew it",
        example: None,
    },
    RuleInfo {
        code: "HP091",
        name: "waiver-malformed",
        level: Level::Refuse,
        sees: Sees::Specs,
        why: "a waiver that names no rule, no owner, no reason or no day covers nothing, and looks as if it did",
        fix: "give it a rule's code, an owner, a reason and a day as YYYY-MM-DD",
        example: None,
    },
];

/// Returns the waiver that covers a rule today.
pub(crate) fn covering(waivers: &[Waiver], code: &str, today: Date) -> Option<WaivedBy> {
    let waiver = waivers
        .iter()
        .find(|waiver| waiver.rule == code && fault(waiver, today).is_none())?;
    Some(WaivedBy {
        owner: waiver.owner.clone(),
        reason: waiver.reason.clone(),
        expires: waiver.expires.clone(),
    })
}

/// Returns what is wrong with the waivers of an integration.
pub(crate) fn look(one: &Integration, today: Date) -> Vec<(&'static RuleInfo, Sighting)> {
    let faults = one.waivers.iter().enumerate().filter_map(|(n, waiver)| {
        let (info, key, message) = fault(waiver, today)?;
        Some((info, seen(format!("waivers[{n}].{key}"), message)))
    });
    faults.collect()
}

type Fault = (&'static RuleInfo, &'static str, String);

fn fault(waiver: &Waiver, today: Date) -> Option<Fault> {
    let Waiver {
        rule,
        owner,
        reason,
        expires,
    } = waiver;
    let [expired, malformed] = &ABOUT_WAIVERS;
    let mut waivable = ALL
        .iter()
        .filter(|known| !matches!(known.info.sees, Sees::Format(_)));
    if !waivable.any(|known| known.info.code == rule) {
        return Some((malformed, "rule", format!("{rule} is no rule that can be waived")));
    }
    for (key, text) in [("owner", owner), ("reason", reason)] {
        if text.trim().is_empty() {
            return Some((malformed, key, format!("the waiver of {rule} has no {key}")));
        }
    }
    match expires.parse::<Date>() {
        Err(_) => Some((
            malformed,
            "expires",
            format!("{expires:?} is no day such as 2030-12-31"),
        )),
        Ok(day) if day < today => Some((
            expired,
            "expires",
            format!("the waiver of {rule} ended on {expires}"),
        )),
        Ok(_) => None,
    }
}
