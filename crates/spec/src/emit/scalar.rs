//! How a text stands in YAML.

use std::fmt::Write as _;

/// Plain words that YAML, or some reader of it, takes for something else than a text.
const TAKEN: [&str; 9] = ["true", "false", "yes", "no", "on", "off", "y", "n", "null"];

/// Writes a text so that it is read as this text, with quotes where it needs them.
pub(super) fn scalar(text: &str) -> String {
    match is_plain(text) {
        true => text.to_owned(),
        false => quoted(text),
    }
}

/// Few characters are plain here, so that the same form is right everywhere, within brackets too.
fn is_plain(text: &str) -> bool {
    let is_fine = |c: char| c.is_ascii_alphanumeric() || "_@.+/ -".contains(c);
    text.starts_with(|c: char| c.is_ascii_alphabetic())
        && !text.ends_with(' ')
        && text.chars().all(is_fine)
        && !TAKEN.iter().any(|word| word.eq_ignore_ascii_case(text))
}

fn quoted(text: &str) -> String {
    let mut out = String::from("\"");
    for c in text.chars() {
        match c {
            '"' | '\\' => out.extend(['\\', c]),
            '\n' => out.push_str("\\n"),
            '\t' => out.push_str("\\t"),
            ' '..='~' => out.push(c),
            _ if c.is_alphanumeric() => out.push(c),
            _ => {
                // Writing to a text does not fail.
                let _ = write!(out, "\\U{:08X}", u32::from(c));
            }
        }
    }
    out.push('"');
    out
}

/// Makes one line of what may stand in a comment.
pub(super) fn comment(text: &str) -> String {
    let is_fine = |c: char| matches!(c, ' '..='~') || c.is_alphanumeric();
    text.chars().map(|c| if is_fine(c) { c } else { ' ' }).collect()
}

#[cfg(test)]
mod tests {
    use super::{comment, scalar};

    #[test]
    fn texts_are_quoted_where_they_would_be_read_as_something_else() {
        for (text, written) in [
            ("Billing Integration", "Billing Integration"),
            ("billing.api@example.com", "billing.api@example.com"),
            ("No", "\"No\""),
            ("7-7", "\"7-7\""),
            ("a: b", "\"a: b\""),
            ("a #b", "\"a #b\""),
            (" a", "\" a\""),
            ("", "\"\""),
            ("say \"hi\"\\", "\"say \\\"hi\\\"\\\\\""),
            ("Müller", "\"Müller\""),
            ("a\u{2028}b\u{1b}", "\"a\\U00002028b\\U0000001B\""),
        ] {
            assert_eq!(scalar(text), written);
        }
        assert_eq!(comment("a\nb\u{2028}c"), "a b c");
    }
}
