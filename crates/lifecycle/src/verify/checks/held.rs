//! `held_access`: what the user holds in sets, groups and its profile grants nothing that the spec does not know of.

use hallpass_access::{Origin, extra};

use crate::verify::{Check, Subject};

const NAME: &str = "held_access";

pub(super) fn check(subject: &Subject<'_>) -> Check {
    let extra = extra(subject.one, &subject.access);
    let wrong: Vec<String> = extra
        .iter()
        .filter(|one| one.origin == Origin::Ours)
        .map(|one| {
            format!(
                "{} {}: {} {}",
                one.verbs,
                one.target.name(),
                one.source.through,
                one.source.because
            )
        })
        .collect();
    let unseen = &subject.access.unseen;
    if wrong.is_empty() && !unseen.is_empty() {
        let unseen: Vec<String> = unseen.iter().map(ToString::to_string).collect();
        let detail = "what the user holds could not be read whole";
        return Check::cannot(NAME, detail).with(unseen);
    }
    let count = subject.one.grants.len();
    Check::of(
        NAME,
        format!("its sets, groups and profile grant the {count} declared things and nothing unknown"),
        "grants are beyond the spec",
        wrong,
    )
}
