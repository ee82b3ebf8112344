//! The beginning of an answer, fit to be shown.

/// How much of an answer an error keeps.
const LENGTH: usize = 160;

/// What is shown of an answer that is not.
pub(crate) const WITHHELD: &str = "(withheld: it may hold credentials)";

/// Words that only answers with credentials hold; such an answer is not shown at all.
const CREDENTIALS: [&str; 9] = [
    "access_token",
    "refresh_token",
    "accesstoken",
    "sessionid",
    "secret",
    "assertion",
    "\"key\"",
    "consumerkey",
    "private key",
];

/// The first characters of `body` on one line, or a note when it may hold credentials.
pub(crate) fn excerpt(body: &[u8]) -> String {
    if may_hold_credentials(body) {
        return WITHHELD.to_owned();
    }
    let text = String::from_utf8_lossy(body);
    let mut short: String = text
        .chars()
        .map(|c| if c.is_control() { ' ' } else { c })
        .take(LENGTH)
        .collect();
    if text.chars().nth(LENGTH).is_some() {
        short.push('…');
    }
    short
}

/// Whether `body` is better not quoted at all.
pub(crate) fn may_hold_credentials(body: &[u8]) -> bool {
    let text = String::from_utf8_lossy(body);
    let folded = text.to_ascii_lowercase();
    CREDENTIALS.iter().any(|word| folded.contains(word)) || holds_token(&text)
}

/// Whether something looks like a session id (`00D…!…`) or a JWT (`eyJ….….…`).
fn holds_token(text: &str) -> bool {
    text.split(|c: char| c.is_whitespace() || matches!(c, '"' | '\'' | '<' | '>' | ',' | ';' | '&'))
        .any(|word| {
            let session = word.find("00D").is_some_and(|at| word[at..].contains('!'));
            let jwt = word
                .find("eyJ")
                .is_some_and(|at| word[at..].matches('.').count() >= 2);
            session || jwt
        })
}

#[cfg(test)]
mod tests {
    use super::excerpt;

    #[test]
    fn long_answers_are_cut_short_on_one_line() {
        let shown = excerpt(format!("<html>\n{}", "x".repeat(500)).as_bytes());
        assert!(shown.starts_with("<html> xxx"), "{shown}");
        assert!(shown.ends_with('…'));
        assert_eq!(shown.chars().count(), 161);
    }

    #[test]
    fn answers_with_credentials_are_withheld() {
        for body in [
            r#"{"access_token":"x"}"#,
            "session 00D000000000001!AQ.example",
            "token=eyJhbGciOi.eyJpc3M.c2ln",
            r#"{"id":"888","key":"3MVG9","name":"n"}"#,
        ] {
            assert_eq!(
                excerpt(body.as_bytes()),
                "(withheld: it may hold credentials)",
                "{body}"
            );
        }
    }
}
