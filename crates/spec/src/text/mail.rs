//! Usernames, e-mail addresses and aliases.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The length of `User.Username` and `User.Email` (Object Reference, User).
pub(crate) const MAX_USERNAME: usize = 80;
/// The length of `User.Alias` (Object Reference, User).
const MAX_ALIAS: usize = 8;

/// The username of an integration's user, without the suffix of an org.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UsernameRule;

impl Rule for UsernameRule {
    const WHAT: &'static str = "a username";

    fn fault(text: &str) -> Option<Fault> {
        username_fault(text)
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "maxLength": MAX_USERNAME, "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$" })
    }
}

/// Returns what is wrong with a username.
pub(crate) fn username_fault(text: &str) -> Option<Fault> {
    let why = address_fault(text)?;
    Some(
        Fault::new(
            code::USERNAME,
            format!("`{text}` is not a username: {why}"),
            "malformed username",
        )
        .hint(
            "a username looks like an e-mail address, such as `billing.api@example.com`, and need not be one",
        ),
    )
}

/// What an org puts behind every username.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct UsernameSuffix;

impl Rule for UsernameSuffix {
    const WHAT: &'static str = "a text such as `.uat`";

    fn fault(text: &str) -> Option<Fault> {
        let plain = |c: char| c.is_ascii_alphanumeric() || matches!(c, '.' | '-' | '_');
        let fine = text.starts_with('.') && text.len() > 1 && !text.ends_with('.') && text.chars().all(plain);
        (!fine).then(|| {
            Fault::new(
                code::USERNAME,
                format!("`{text}` can't stand behind a username"),
                "malformed suffix",
            )
            .hint("a suffix is a dot with letters and digits behind it, such as `.uat`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": r"^\.[A-Za-z0-9._-]*[A-Za-z0-9_-]$" })
    }
}

/// An e-mail address.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Email;

impl Rule for Email {
    const WHAT: &'static str = "an e-mail address";

    fn fault(text: &str) -> Option<Fault> {
        let why = address_fault(text)?;
        Some(Fault::new(
            code::EMAIL,
            format!("`{text}` is not an e-mail address: {why}"),
            "malformed address",
        ))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "maxLength": MAX_USERNAME, "pattern": r"^[^@\s]+@[^@\s]+\.[^@\s]+$" })
    }
}

/// The form that Salesforce asks of usernames and addresses alike (Help, "Usernames").
fn address_fault(text: &str) -> Option<String> {
    let Some((local, domain)) = text.split_once('@') else {
        return Some("it has no `@`".to_owned());
    };
    let length = text.chars().count();
    let local_char = |c: char| c.is_ascii_alphanumeric() || "_-.!#$%&'*+/=?^`{|}~".contains(c);
    let label = |label: &str| {
        !label.is_empty()
            && !label.starts_with('-')
            && !label.ends_with('-')
            && label
                .chars()
                .all(|c| c.is_ascii_alphanumeric() || c == '-' || c == '_')
    };
    let dots = |part: &str| part.starts_with('.') || part.ends_with('.') || part.contains("..");
    let why = match () {
        () if text.contains(char::is_whitespace) => "it has a space".to_owned(),
        () if domain.contains('@') => "it has more than one `@`".to_owned(),
        () if local.is_empty() => "nothing stands before the `@`".to_owned(),
        () if let Some(odd) = local.chars().find(|c| !local_char(*c)) => format!("{odd:?} can't stand in it"),
        () if dots(local) => "dots stand at an end or side by side".to_owned(),
        () if !domain.contains('.') => "what stands behind the `@` has no dot".to_owned(),
        () if !domain.split('.').all(label) => "what stands behind the `@` is not a domain".to_owned(),
        () if length > MAX_USERNAME => {
            format!("it has {length} characters, and Salesforce takes {MAX_USERNAME}")
        }
        () => return None,
    };
    Some(why)
}

/// A user's alias.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Alias;

impl Rule for Alias {
    const WHAT: &'static str = "a text of at most eight characters";

    fn fault(text: &str) -> Option<Fault> {
        let length = text.chars().count();
        if length > MAX_ALIAS {
            let cut: String = text.chars().take(MAX_ALIAS).collect();
            return Some(
                Fault::new(
                    code::ALIAS,
                    format!("the alias has {length} characters, and Salesforce takes {MAX_ALIAS}"),
                    "too long",
                )
                .instead(Some(cut.as_str())),
            );
        }
        let blank = text.trim().is_empty() || text.chars().any(char::is_control);
        blank.then(|| Fault::new(code::ALIAS, "the alias is empty", "nothing here"))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "minLength": 1, "maxLength": MAX_ALIAS })
    }
}

#[cfg(test)]
mod tests {
    use super::{Alias, Email, UsernameRule};
    use crate::decode::Rule;

    #[test]
    fn usernames_look_like_addresses() {
        for good in [
            "billing.api@example.com",
            "a@b.c",
            "o'neil+1@sub.example.co.uk",
            "x@example.com.uat",
        ] {
            assert_eq!(UsernameRule::fault(good), None, "{good}");
        }
        let long = format!("{}@example.com", "a".repeat(70));
        for bad in [
            "", "billing", "a@b", "a b@c.d", "@b.c", "a@@b.c", "a@b..c", "ä@b.c", "a@-b.c", ".a@b.c", &long,
        ] {
            assert!(
                UsernameRule::fault(bad).is_some() && Email::fault(bad).is_some(),
                "{bad}"
            );
        }
    }

    #[test]
    fn an_alias_has_eight_characters_at_most() {
        assert_eq!(Alias::fault("älteste8"), None);
        assert_eq!(Alias::fault("invoicing").unwrap().instead.unwrap(), "invoicin");
        assert!(Alias::fault("  ").is_some());
    }
}
