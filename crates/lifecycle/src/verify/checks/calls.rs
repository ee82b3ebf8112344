//! `queries`, `apex_rest` and `apex_soap`: what the spec says must answer does.

use crate::verify::seen::Seen;
use crate::verify::{Answer, Check, Verdict};

pub(super) fn queries(seen: &Seen) -> Check {
    judge("queries", "queries", &seen.queries)
}

pub(super) fn apex_rest(seen: &Seen) -> Check {
    judge("apex_rest", "Apex REST calls", &seen.apex_rest)
}

pub(super) fn apex_soap(seen: &Seen) -> Check {
    judge("apex_soap", "Apex SOAP calls", &seen.apex_soap)
}

fn judge(name: &'static str, what: &str, calls: &[(String, Answer)]) -> Check {
    if calls.is_empty() {
        return Check::skipped(name, format!("the spec declares no {what} to try"));
    }
    let told: Vec<String> = calls
        .iter()
        .map(|(call, answer)| match answer {
            Answer::Given(what) => format!("{call}: {what}"),
            Answer::Refused { words, .. } => format!("{call}: refused, {words}"),
            Answer::Lost(why) => format!("{call}: no answer, {why}"),
        })
        .collect();
    let refused = calls
        .iter()
        .filter(|(_, answer)| matches!(answer, Answer::Refused { .. }))
        .count();
    let lost = calls
        .iter()
        .filter(|(_, answer)| matches!(answer, Answer::Lost(_)))
        .count();
    let (verdict, detail) = match (refused, lost) {
        (0, 0) => (Verdict::Passed, format!("all {} {what} answer", calls.len())),
        (0, lost) => (
            Verdict::CannotProve,
            format!("{lost} of {} {what} got no answer", calls.len()),
        ),
        (refused, _) => (
            Verdict::Failed,
            format!("{refused} of {} {what} are refused", calls.len()),
        ),
    };
    Check::new(name, verdict, detail).with(told)
}
