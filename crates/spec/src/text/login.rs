//! The parts of a login policy.

use schemars::{Schema, json_schema};

use hallpass_model::window_of;

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The longest name of a profile (Object Reference, `Profile.Name`).
const MAX_PROFILE: usize = 255;

/// From when to when on a day.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct WindowRule;

impl Rule for WindowRule {
    const WHAT: &'static str = "hours of a day";

    fn fault(text: &str) -> Option<Fault> {
        let fault = |message: String, label| Fault::new(code::LOGIN, message, label);
        let hint = "write full hours, such as `08:00-18:00`; a whole day is `00:00-24:00`";
        match window_of(text) {
            None => Some(fault(format!("`{text}` is not hours of a day"), "malformed hours").hint(hint)),
            Some((start, end)) if start % 60 != 0 || end % 60 != 0 => Some(
                fault(
                    format!("`{text}` is not in full hours, and Salesforce takes no others"),
                    "not full hours",
                )
                .hint(hint),
            ),
            Some((start, end)) if start == end => Some(
                fault(format!("`{text}` lets nobody in"), "no time at all")
                    .hint("leave the day out to close it"),
            ),
            Some(_) => None,
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[0-2][0-9]:00-[0-2][0-9]:00$" })
    }
}

/// Returns what is wrong with the name of a profile that hallpass makes.
pub(crate) fn profile_name_fault(name: &str) -> Option<&'static str> {
    let fits = |c: char| c.is_alphanumeric() || " _.-()&/+".contains(c);
    match () {
        () if name.chars().count() > MAX_PROFILE => Some("it has more than 255 characters"),
        () if !name.chars().all(fits) => Some("only letters, digits, blanks and `_.-()&/+` are allowed"),
        () => None,
    }
}
