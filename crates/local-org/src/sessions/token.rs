//! How tokens look, and what is kept of them.

use secrecy::SecretString;
use sha2::{Digest, Sha256};

use crate::random;
use crate::value::Id;

/// 64 characters, so that each is equally likely.
const ALPHABET: &[u8] = b"ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz0123456789._";

/// What real access tokens have after the exclamation mark: 96 characters, the first two of them fixed.
const ACCESS_LENGTH: usize = 94;

/// Makes an access token of that org.
pub(super) fn access(org: &Id) -> SecretString {
    SecretString::from(format!(
        "{}!AQ{}",
        org.short(),
        random::text(ACCESS_LENGTH, ALPHABET)
    ))
}

/// Makes a refresh token, which begins as real ones do.
pub(super) fn refresh() -> SecretString {
    SecretString::from(format!("5Aep861{}", random::text(80, ALPHABET)))
}

/// Returns what is stored of a token: enough to know it again, too little to use it.
pub(crate) fn digest(token: &str) -> String {
    Sha256::digest(token.as_bytes())
        .iter()
        .map(|byte| format!("{byte:02x}"))
        .collect()
}

/// Says whether the text looks like an access token, without looking it up.
pub(crate) fn looks_like_access_token(text: &str) -> bool {
    let Some((org, rest)) = text.split_once('!') else {
        return false;
    };
    let is_org = org.starts_with("00D") && matches!(org.len(), 15 | 18);
    is_org
        && org.bytes().all(|byte| byte.is_ascii_alphanumeric())
        && rest
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || matches!(byte, b'.' | b'_'))
}

/// Says whether the text has the shape of a token in JWT format.
pub(crate) fn is_jwt(text: &str) -> bool {
    !text.contains('!') && text.split('.').count() == 3
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret;

    use super::{access, digest, is_jwt, looks_like_access_token, refresh};
    use crate::value::Id;

    #[test]
    fn an_access_token_has_the_shape_that_clients_check() {
        let org = Id::parse("00D000000000001").unwrap();
        let token = access(&org);
        assert!(
            looks_like_access_token(token.expose_secret()),
            "{}",
            token.expose_secret()
        );
        assert!(token.expose_secret().starts_with("00D000000000001!AQ"));
        assert_ne!(token.expose_secret(), access(&org).expose_secret());
    }

    #[test]
    fn other_texts_are_no_access_tokens() {
        for text in [
            "",
            "!",
            "00D000000000001",
            "00Q000000000001!AQ",
            "00D1!AQ",
            "00D000000000001!A-Q",
        ] {
            assert!(!looks_like_access_token(text), "{text}");
        }
        assert!(!looks_like_access_token(refresh().expose_secret()));
    }

    #[test]
    fn tokens_in_jwt_format_are_told_from_opaque_ones() {
        assert!(is_jwt("eyJ.eyJ.sig"));
        for token in ["00D000000000001!AQ.x.y", "abc", "a.b"] {
            assert!(!is_jwt(token), "{token}");
        }
    }

    #[test]
    fn the_digest_tells_tokens_apart_and_hides_them() {
        assert_eq!(digest("a"), digest("a"));
        assert_ne!(digest("a"), digest("b"));
        assert_eq!(digest("token").len(), 64);
    }
}
