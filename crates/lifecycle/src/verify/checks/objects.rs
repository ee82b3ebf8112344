//! `objects`: describe shows each declared object with exactly the declared flags.

use hallpass_model::{ApiName, Target, Verb, Verbs};
use hallpass_salesforce::rows::ObjectDescribe;

use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

const NAME: &str = "objects";

pub(super) fn check(subject: &Subject<'_>, seen: &Seen) -> Check {
    let Some(described) = seen.objects.given() else {
        return Check::cannot(
            NAME,
            format!("the objects could not be described: {}", seen.objects.why_not()),
        );
    };
    if described.is_empty() {
        return Check::skipped(NAME, "the spec grants no object");
    }
    let wrong = described
        .iter()
        .flat_map(|(name, described)| match described.object() {
            Some(object) => differences(subject, name, object),
            None => vec![format!("{name}: not visible, although the spec grants it")],
        });
    Check::of(
        NAME,
        format!(
            "all {} declared objects show exactly the declared flags",
            described.len()
        ),
        "flags are not as declared",
        wrong.collect(),
    )
}

fn differences(subject: &Subject<'_>, name: &ApiName, object: &ObjectDescribe) -> Vec<String> {
    let target = Target::Object(name.clone());
    let (least, most) = (subject.declared(&target), subject.admitted(&target));
    let shown = [
        (Verb::Read, object.queryable),
        (Verb::Create, object.createable),
        (Verb::Edit, object.updateable),
        (Verb::Delete, object.deletable),
    ];
    shown
        .into_iter()
        .filter_map(|(verb, shown)| difference(name, verb, shown, least, most))
        .collect()
}

/// Other verbs than these four show in no describe.
fn difference(name: &ApiName, verb: Verb, shown: bool, least: Verbs, most: Verbs) -> Option<String> {
    match shown {
        true if !most.has(verb) => Some(format!("{name}: can {verb}, and the spec does not say so")),
        false if least.has(verb) => Some(format!("{name}: cannot {verb}, although the spec says so")),
        _ => None,
    }
}
