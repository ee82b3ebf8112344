//! `other_apex`: Apex that is not declared is closed. It is asked for operations and with methods that it does not have,
//! so that none of it runs.

use hallpass_model::{ApiName, Target};

use crate::verify::seen::Seen;
use crate::verify::{Answer, Check, Subject};

const NAME: &str = "other_apex";

/// What an answer says of the class behind it.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Said {
    /// The caller may not run it.
    Closed,
    /// There is no service to run.
    NoService,
    /// It was about to run something.
    Open,
    /// It looked for the operation; whether before or after the caller is not known of every org.
    LookedForIt,
    /// Nothing.
    Nothing,
}

pub(super) fn check(subject: &Subject<'_>, seen: &Seen) -> Check {
    if seen.closed_apex.is_empty() {
        return Check::skipped(NAME, "there is no Apex beyond the spec to ask");
    }
    let said: Vec<(&str, Said, &Answer)> = seen
        .closed_apex
        .iter()
        .map(|(what, answer)| (what.as_str(), read(answer), answer))
        .collect();
    // An org that refused one class over SOAP before it looked for the operation does so always, and the same over REST.
    // Where nothing tells which it does first, what the user holds decides.
    let refuses_first = |like: &str| {
        let same = |what: &str| is_path(what) == is_path(like);
        said.iter()
            .any(|(what, said, _)| *said == Said::Closed && same(what))
    };
    let is_open = |what: &str, said: Said| match said {
        Said::Open => true,
        Said::LookedForIt => refuses_first(what) || holds(subject, what),
        _ => false,
    };
    let wrong: Vec<String> = said
        .iter()
        .filter(|(what, said, _)| is_open(what, *said))
        .map(|(what, ..)| format!("{what}: reachable, and the spec does not say so"))
        .collect();
    if !wrong.is_empty() {
        return Check::of(NAME, "", "Apex services are open beyond the spec", wrong);
    }
    let told: Vec<String> = said.iter().map(|(what, _, answer)| told(what, answer)).collect();
    let unclear = said.iter().filter(|(_, said, _)| *said == Said::Nothing).count();
    match unclear {
        0 => Check::passed(NAME, format!("{} asked, none of them opens", said.len())).with(told),
        _ => Check::cannot(
            NAME,
            format!("{unclear} of {} do not say whether they are closed", said.len()),
        )
        .with(told),
    }
}

/// Paths of Apex REST start with a slash, classes do not.
fn is_path(what: &str) -> bool {
    what.starts_with('/')
}

/// Whether what the user holds opens a class, as far as it was read.
fn holds(subject: &Subject<'_>, class: &str) -> bool {
    let target = Target::ApexClass(ApiName::new(class));
    !subject.access.verbs(&target).is_empty()
}

fn read(answer: &Answer) -> Said {
    let Answer::Refused { status, code, words } = answer else {
        return match answer {
            Answer::Given(_) => Said::Open,
            _ => Said::Nothing,
        };
    };
    let words = words.to_ascii_lowercase();
    match code.as_str() {
        "INVALID_SESSION_ID" | "HTTP_401" => Said::Nothing,
        _ if words.contains("no service") || *status == 404 => Said::NoService,
        _ if words.contains("no operation available") || *status == 405 => Said::LookedForIt,
        _ => Said::Closed,
    }
}

fn told(what: &str, answer: &Answer) -> String {
    match answer {
        Answer::Given(given) => format!("{what}: {given}"),
        Answer::Refused { words, .. } => format!("{what}: {words}"),
        Answer::Lost(why) => format!("{what}: no answer, {why}"),
    }
}

#[cfg(test)]
mod tests {
    use super::{Said, read};
    use crate::verify::Answer;

    #[test]
    fn answers_about_classes_are_told_apart() {
        let refused = |status, code: &str, words: &str| {
            read(&Answer::Refused {
                status,
                code: code.to_owned(),
                words: words.to_owned(),
            })
        };
        for (status, code, words, said) in [
            (
                500,
                "INSUFFICIENT_ACCESS",
                "You do not have access to the Apex class named: X",
                Said::Closed,
            ),
            (
                403,
                "FORBIDDEN",
                "You do not have access to the Apex class named: X",
                Said::Closed,
            ),
            (500, "Client", "No service found for class X", Said::NoService),
            (
                404,
                "NOT_FOUND",
                "Could not find a match for URL",
                Said::NoService,
            ),
            (
                500,
                "Client",
                "No operation available for request {x}y, please check the WSDL for the service.",
                Said::LookedForIt,
            ),
            (
                405,
                "METHOD_NOT_ALLOWED",
                "HTTP Method 'OPTIONS' not allowed",
                Said::LookedForIt,
            ),
            (500, "INVALID_SESSION_ID", "Illegal Session", Said::Nothing),
        ] {
            assert_eq!(refused(status, code, words), said, "{words}");
        }
        assert_eq!(read(&Answer::Given("HTTP 200".to_owned())), Said::Open);
    }
}
