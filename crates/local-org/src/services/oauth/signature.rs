//! The `signature` of a token response: HMAC-SHA256 of identity address and time, keyed with the consumer secret.
//! Source: help page "OAuth 2.0 Client Credentials Flow".

use base64::Engine as _;
use base64::engine::general_purpose::{STANDARD, URL_SAFE_NO_PAD};
use jsonwebtoken::{Algorithm, EncodingKey};
use secrecy::{ExposeSecret, SecretString};

/// Signs identity address and time of issue.
pub(super) fn sign(secret: &SecretString, identity: &str, issued_at: &str) -> String {
    let key = EncodingKey::from_secret(secret.expose_secret().as_bytes());
    let message = format!("{identity}{issued_at}");
    // The JWT library has the HMAC that is needed, in the alphabet of JWT.
    jsonwebtoken::crypto::sign(message.as_bytes(), &key, Algorithm::HS256)
        .ok()
        .and_then(|url_safe| URL_SAFE_NO_PAD.decode(url_safe).ok())
        .map(|bytes| STANDARD.encode(bytes))
        .unwrap_or_default()
}

#[cfg(test)]
mod tests {
    use secrecy::SecretString;

    use super::sign;

    #[test]
    fn the_signature_is_an_hmac_in_plain_base64() {
        // RFC 4231, test case 2, in base64.
        let signed = sign(&SecretString::from("Jefe"), "what do ya want", " for nothing?");
        assert_eq!(signed, "W9zBRr9gdU5qBCQmCJV1x1oAPwidJzmDnexYuWTsOEM=");
        assert_eq!(signed.len(), 44);
    }
}
