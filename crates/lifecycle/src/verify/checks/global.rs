//! `other_objects`: nothing else is in the list of all objects, beyond what everybody sees.

use std::collections::BTreeMap;

use hallpass_model::ApiName;

use crate::verify::global::{Baseline, Why, sorted};
use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

const NAME: &str = "other_objects";

pub(super) fn check(subject: &Subject<'_>, baseline: &Baseline, seen: &Seen) -> Check {
    let Some(global) = seen.global.given() else {
        return Check::cannot(
            NAME,
            format!("the objects could not be listed: {}", seen.global.why_not()),
        );
    };
    let mut sorted = sorted(subject, baseline, global);
    let wrong = sorted.remove(&Why::Nothing).unwrap_or_default();
    if !wrong.is_empty() {
        let wrong = wrong
            .iter()
            .map(|name| format!("{name}: visible, and the spec does not say so"));
        return Check::of(NAME, "", "objects are open beyond the spec", wrong.collect());
    }
    let well = format!("nothing else among the {} objects that it sees", global.len());
    Check::passed(NAME, well).with(explained(baseline, &sorted))
}

/// What of the list is not declared, and why it is there all the same.
fn explained(baseline: &Baseline, sorted: &BTreeMap<Why, Vec<ApiName>>) -> Vec<String> {
    let reasons = [
        (
            Why::Admitted,
            "through a set, group or permission that the spec names".to_owned(),
        ),
        (
            Why::Control,
            baseline.control.as_ref().map_or_else(String::new, |control| {
                format!(
                    "seen by {} too, who has the same profile and no set",
                    control.username
                )
            }),
        ),
        (Why::Shipped, "open to every user of an org".to_owned()),
        (
            Why::Follows,
            "no permission set grants these: they come with something else".to_owned(),
        ),
    ];
    let lines = reasons.into_iter().filter_map(|(why, reason)| {
        let names: Vec<&str> = sorted.get(&why)?.iter().map(ApiName::as_str).collect();
        Some(format!("{} {reason}: {}", names.len(), names.join(", ")))
    });
    lines.collect()
}
