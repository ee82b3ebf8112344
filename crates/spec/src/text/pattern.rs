//! Grants as short texts: `Contact.SSN__c`, `delete Account`.

use schemars::{Schema, json_schema};

use hallpass_model::{GrantPattern, Kind, PatternError, Verb};

use crate::decode::{Fault, Rule, listed, nearest};
use crate::diagnostic::code;

/// What a user may do with something, in few words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PatternRule;

impl Rule for PatternRule {
    const WHAT: &'static str = "an object, a field, a class or a permission";

    fn fault(text: &str) -> Option<Fault> {
        let error = text.parse::<GrantPattern>().err()?;
        let fault = Fault::new(
            code::ASSERT,
            format!(
                "`{text}` is not {}: {}",
                Self::WHAT,
                error.to_string().replace('"', "`")
            ),
            "not understood",
        );
        Some(match error {
            PatternError::Verb(word) => other_word(fault, text, &word, &Verb::ALL.map(Verb::word)),
            PatternError::Kind(word) => {
                let kinds: Vec<_> = GrantPattern::kinds().map(Kind::word).collect();
                other_word(fault, text, &word, &kinds)
            }
            PatternError::Name(_) => {
                fault.hint("write `Account`, `Account.Phone`, `delete Account`, or `apex_class[CustomerWS]`")
            }
            PatternError::Mismatch(..) => fault.hint("leave the verb out: then all are meant"),
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "examples": ["Contact.SSN__c", "delete Account", "ViewAllData"] })
    }
}

fn other_word(fault: Fault, text: &str, word: &str, known: &[&str]) -> Fault {
    match nearest(word, known.iter().copied()) {
        Some(near) => fault.instead(Some(&text.replacen(word, near, 1))),
        None => fault.hint(format!("it is one of {}", listed(known))),
    }
}
