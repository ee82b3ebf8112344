//! What an integration is called, where nobody has said it yet.

use std::collections::BTreeSet;

use hallpass_model::IntegrationName;

/// What names of things end in that belong to an integration.
const ENDINGS: [&str; 4] = ["-integration", "-permission-set", "-permset", "-ps"];

/// Returns a name like the text that no other has.
#[must_use]
pub fn integration_name(text: &str, taken: &BTreeSet<IntegrationName>) -> IntegrationName {
    let base = like(text);
    let numbered = (2..).map(|number| format!("{base}-{number}"));
    std::iter::once(base.clone())
        .chain(numbered)
        .filter_map(|name| IntegrationName::new(name).ok())
        .find(|name| !taken.contains(name))
        .unwrap_or_else(unreachable_name)
}

/// `like` gives well-formed names only, and numbers do not end.
fn unreachable_name() -> IntegrationName {
    IntegrationName::new("integration").unwrap_or_else(|_| unreachable!("`integration` is a name"))
}

fn like(text: &str) -> String {
    let words: Vec<String> = text
        .split(|c: char| !c.is_ascii_alphanumeric())
        .filter(|word| !word.is_empty())
        .map(str::to_ascii_lowercase)
        .collect();
    let joined = words.join("-");
    let base = ENDINGS
        .iter()
        .find_map(|ending| joined.strip_suffix(ending))
        .unwrap_or(&joined);
    let base: String = base.chars().take(40).collect();
    let base = base.trim_end_matches('-');
    match base.chars().next() {
        Some(first) if first.is_ascii_lowercase() => base.to_owned(),
        Some(_) => format!("i-{base}"),
        None => "integration".to_owned(),
    }
}

/// Returns the words of a name, the first letter of each a capital.
#[must_use]
pub fn words_of(name: &IntegrationName) -> Vec<String> {
    name.as_str()
        .split('-')
        .filter(|word| !word.is_empty())
        .map(|word| {
            let mut chars = word.chars();
            let first = chars.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(chars).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use hallpass_model::build::name;

    use super::integration_name;

    #[test]
    fn names_follow_from_what_is_there_and_are_never_given_twice() {
        let taken = BTreeSet::from([name("billing")]);
        for (text, expected) in [
            ("Billing_Integration", "billing-2"),
            ("Load0", "load0"),
            ("svc.sap_erp", "svc-sap-erp"),
            ("007", "i-007"),
            ("***", "integration"),
            ("Integration", "integration"),
        ] {
            assert_eq!(integration_name(text, &taken).as_str(), expected);
        }
    }
}
