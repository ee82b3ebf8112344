//! `setup_objects` and `metadata_api`: setup is closed.

use crate::verify::ask::SETUP;
use crate::verify::seen::Seen;
use crate::verify::{Answer, Check, Subject};

pub(super) fn objects(subject: &Subject<'_>, seen: &Seen) -> Check {
    const NAME: &str = "setup_objects";
    let opened_by = |name: &str| {
        let object = SETUP.iter().find(|object| object.name == name);
        object.map_or(&[][..], |object| object.opened_by)
    };
    let asked: Vec<_> = seen
        .setup
        .iter()
        .filter(|(name, _)| !subject.holds_any(opened_by(name)))
        .collect();
    if asked.is_empty() {
        return Check::skipped(NAME, "the spec opens all of setup");
    }
    let wrong: Vec<String> = asked
        .iter()
        .filter(|(_, answer)| answer.given().is_some_and(|rows| *rows > 0))
        .map(|(name, _)| format!("{name}: its rows can be read"))
        .collect();
    let lost = asked.iter().find(|(_, answer)| matches!(answer, Answer::Lost(_)));
    if let (true, Some((name, answer))) = (wrong.is_empty(), lost) {
        return Check::cannot(NAME, format!("{name} gave no answer: {}", answer.why_not()));
    }
    let told = asked.iter().map(|(name, answer)| match answer {
        Answer::Given(_) => format!("{name}: shows no row"),
        other => format!("{name}: {}", other.why_not()),
    });
    match wrong.is_empty() {
        true => Check::passed(NAME, format!("all {} asked refuse or show nothing", asked.len()))
            .with(told.collect()),
        false => Check::of(NAME, "", "setup objects are open", wrong),
    }
}

pub(super) fn metadata(subject: &Subject<'_>, seen: &Seen) -> Check {
    const NAME: &str = "metadata_api";
    if subject.holds_any(&["ModifyMetadata", "ModifyAllData"]) {
        return Check::skipped(NAME, "the spec opens the Metadata API");
    }
    match &seen.metadata {
        Answer::Refused { words, .. } => Check::passed(NAME, format!("it refuses: {words}")),
        Answer::Given(what) => Check::failed(
            NAME,
            format!("it answers with {what}, and the spec does not say so"),
        ),
        Answer::Lost(why) => Check::cannot(NAME, format!("no answer came: {why}")),
    }
}
