//! `scopes`: the token may be used for what is declared and no more.

use std::collections::BTreeSet;

use hallpass_model::{Managed, Scope};

use crate::verify::observed::Observed;
use crate::verify::{Check, Subject};

const NAME: &str = "scopes";

pub(super) fn check(subject: &Subject<'_>, observed: &Observed) -> Check {
    let granted = match &observed.token {
        Some(Ok(org)) => org.granted_scopes(),
        _ => &[],
    };
    let declared = subject.app().map(|(app, _)| &app.scopes);
    let Some(Managed::Set(declared)) = declared else {
        return Check::skipped(NAME, "the spec does not manage the scopes of the app");
    };
    judge(declared, granted)
}

fn judge(declared: &BTreeSet<Scope>, granted: &[String]) -> Check {
    if granted.is_empty() {
        return Check::cannot(NAME, "the token came without its scopes");
    }
    let beyond: Vec<String> = granted
        .iter()
        .filter(|scope| !declared.contains(&Scope((*scope).clone())))
        .cloned()
        .collect();
    Check::of(
        NAME,
        format!("the token is good for {} and no more", granted.join(", ")),
        "scopes are beyond the spec",
        beyond,
    )
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hallpass_model::Scope;

    use super::judge;
    use crate::verify::Verdict;

    #[test]
    fn fewer_scopes_are_fine_and_more_are_not() {
        let declared = BTreeSet::from(["api", "refresh_token"].map(|scope| Scope(scope.to_owned())));
        let verdict = |granted: &[&str]| {
            let granted: Vec<String> = granted.iter().map(|scope| (*scope).to_owned()).collect();
            judge(&declared, &granted).verdict
        };
        assert_eq!(verdict(&["api"]), Verdict::Passed);
        assert_eq!(verdict(&["api", "web"]), Verdict::Failed);
        assert_eq!(verdict(&[]), Verdict::CannotProve);
    }
}
