//! `custom_permissions`: it has exactly the custom permissions in effect that the spec or its profile explains.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, Target};

use crate::verify::seen::Seen;
use crate::verify::{Check, Subject};

const NAME: &str = "custom_permissions";

pub(super) fn check(subject: &Subject<'_>, seen: &Seen) -> Check {
    let Some(held) = seen.custom_permissions.given() else {
        let why = seen.custom_permissions.why_not();
        return Check::cannot(
            NAME,
            format!("the org does not show its own custom permissions: {why}"),
        );
    };
    let target = |name: &ApiName| Target::CustomPermission(name.clone());
    let declared = subject.one.grants.keys().filter_map(|target| match target {
        Target::CustomPermission(name) => Some(name),
        _ => None,
    });
    let admitted = held
        .iter()
        .filter(|name| !subject.admitted(&target(name)).is_empty());
    judge(held, &declared.collect(), &admitted.collect())
}

fn judge(held: &BTreeSet<ApiName>, declared: &BTreeSet<&ApiName>, admitted: &BTreeSet<&ApiName>) -> Check {
    if held.is_empty() && declared.is_empty() {
        return Check::passed(NAME, "it holds none");
    }
    let beyond = held.iter().filter(|name| !admitted.contains(name));
    let beyond = beyond.map(|name| format!("{name}: held, and the spec does not say so"));
    let missing = declared.iter().filter(|name| !held.contains(**name));
    let missing = missing.map(|name| format!("{name}: not held, although the spec grants it"));
    Check::of(
        NAME,
        format!("the {} that it holds are declared or of its profile", held.len()),
        "custom permissions are not as declared",
        beyond.chain(missing).collect(),
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hallpass_model::ApiName;

    use super::judge;
    use crate::verify::Verdict;

    #[test]
    fn what_is_held_is_what_is_declared_or_admitted() {
        let names = |names: &[&str]| {
            names
                .iter()
                .map(|name| ApiName::from(*name))
                .collect::<BTreeSet<_>>()
        };
        let verdict = |held: &[&str], declared: &[&str], admitted: &[&str]| {
            let (held, declared, admitted) = (names(held), names(declared), names(admitted));
            judge(&held, &declared.iter().collect(), &admitted.iter().collect()).verdict
        };
        assert_eq!(verdict(&[], &[], &[]), Verdict::Passed);
        assert_eq!(verdict(&["A", "B"], &["A"], &["A", "B"]), Verdict::Passed);
        assert_eq!(verdict(&["A"], &[], &[]), Verdict::Failed);
        assert_eq!(verdict(&[], &["A"], &[]), Verdict::Failed);
    }
}
