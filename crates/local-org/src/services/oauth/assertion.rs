//! JWT assertions: read, verify, judge. Pure: clock, key and audiences are arguments.

use jsonwebtoken::{Algorithm, DecodingKey, Validation};
use serde::Deserialize;

/// What an assertion claims.
#[derive(Debug, Clone, Deserialize)]
pub(super) struct Claims {
    /// The consumer key of the app.
    #[serde(rename = "iss")]
    pub(super) issuer: String,
    /// The username.
    #[serde(rename = "sub")]
    pub(super) subject: String,
    /// Where it is meant for.
    #[serde(rename = "aud")]
    audience: OneOrMany,
    /// When it ends. Some clients write milliseconds, so this may lie far ahead.
    #[serde(rename = "exp", deserialize_with = "seconds")]
    expires: f64,
    /// What makes it unique, where given.
    #[serde(rename = "jti")]
    pub(super) id: Option<String>,
}

#[derive(Debug, Clone, Deserialize)]
#[serde(untagged)]
enum OneOrMany {
    One(String),
    Many(Vec<String>),
}

/// Reads seconds as a number or as its text: simple-salesforce writes the text, and signs in to real orgs so.
fn seconds<'de, D: serde::Deserializer<'de>>(deserializer: D) -> Result<f64, D::Error> {
    #[derive(Deserialize)]
    #[serde(untagged)]
    enum Written {
        Number(f64),
        Text(String),
    }
    match Written::deserialize(deserializer)? {
        Written::Number(number) => Ok(number),
        Written::Text(text) => text.parse().map_err(serde::de::Error::custom),
    }
}

/// What is wrong with an assertion.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Fault {
    /// It is no JWT, or lacks a claim.
    Malformed,
    /// Its signature does not fit the certificate, or is not RS256.
    Signature,
    /// It has ended, or ends too far ahead.
    Expired,
    /// It is meant for somebody else.
    Audience,
}

/// What an assertion is judged by.
#[derive(Debug, Clone)]
pub(super) struct Judge<'a> {
    /// The time.
    pub(super) now: jiff::Timestamp,
    /// The audiences that are good; a trailing slash does not matter.
    pub(super) audiences: &'a [&'a str],
    /// How many seconds ahead it may end at most, where there is a limit.
    pub(super) max_seconds_ahead: Option<i64>,
}

/// Reads the claims without proof, to find the app whose certificate proves them.
pub(super) fn read(assertion: &str) -> Result<Claims, Fault> {
    jsonwebtoken::dangerous::insecure_decode::<Claims>(assertion)
        .map(|token| token.claims)
        .map_err(|_| Fault::Malformed)
}

/// Says whether the signature fits the certificate, a PEM.
pub(super) fn is_signed_by(assertion: &str, certificate: &str) -> bool {
    let Ok(key) = DecodingKey::from_rsa_pem(certificate.as_bytes()) else {
        return false;
    };
    let mut validation = Validation::new(Algorithm::RS256);
    // Time and audience are judged apart: the org has its own clock and its own idea of an audience.
    validation.validate_exp = false;
    validation.validate_aud = false;
    validation.required_spec_claims.clear();
    jsonwebtoken::decode::<serde::de::IgnoredAny>(assertion, &key, &validation).is_ok()
}

impl Judge<'_> {
    /// Judges claims that are proven.
    pub(super) fn judge(&self, claims: &Claims) -> Result<(), Fault> {
        if !self.is_audience(&claims.audience) {
            return Err(Fault::Audience);
        }
        #[expect(
            clippy::cast_precision_loss,
            reason = "seconds of this age fit a double exactly"
        )]
        let ahead = claims.expires - self.now.as_second() as f64;
        #[expect(clippy::cast_precision_loss, reason = "the limit is a small number")]
        let too_far = self.max_seconds_ahead.is_some_and(|limit| ahead > limit as f64);
        if ahead <= 0.0 || too_far {
            Err(Fault::Expired)
        } else {
            Ok(())
        }
    }

    fn is_audience(&self, audience: &OneOrMany) -> bool {
        let named = match audience {
            OneOrMany::One(one) => std::slice::from_ref(one),
            OneOrMany::Many(many) => many.as_slice(),
        };
        let plain = |text: &str| text.trim_end_matches('/').to_ascii_lowercase();
        named
            .iter()
            .any(|name| self.audiences.iter().any(|good| plain(good) == plain(name)))
    }
}

#[cfg(test)]
mod tests {
    use jsonwebtoken::{EncodingKey, Header};
    use serde_json::{Value, json};

    use super::{Algorithm, Fault, Judge, is_signed_by, read};

    struct Signer {
        key: EncodingKey,
        certificate: String,
    }

    fn signer() -> Signer {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["app".to_owned()])
            .unwrap()
            .self_signed(&pair)
            .unwrap();
        let key = EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes()).unwrap();
        Signer {
            key,
            certificate: certificate.pem(),
        }
    }

    fn claims(changes: &Value) -> Value {
        let mut claims =
            json!({"iss": "key", "sub": "a@b.example", "aud": "https://login.salesforce.com", "exp": 1_100});
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        claims
    }

    fn judged(changes: &Value, max_seconds_ahead: Option<i64>) -> Result<(), Fault> {
        let key = EncodingKey::from_secret(b"any");
        let text = jsonwebtoken::encode(&Header::default(), &claims(changes), &key).unwrap();
        let now = jiff::Timestamp::from_second(1_000).unwrap();
        let audiences = ["https://login.salesforce.com", "http://127.0.0.1:7000"];
        Judge {
            now,
            audiences: &audiences,
            max_seconds_ahead,
        }
        .judge(&read(&text)?)
    }

    #[test]
    fn a_signature_fits_its_own_certificate_only() {
        let (mine, other) = (signer(), signer());
        let text =
            jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims(&json!({})), &mine.key).unwrap();
        assert!(is_signed_by(&text, &mine.certificate));
        assert!(!is_signed_by(&text, &other.certificate));
        assert!(!is_signed_by(&format!("{text}A"), &mine.certificate));
        assert!(!is_signed_by(&text, "no certificate"));
        let hashed = jsonwebtoken::encode(
            &Header::default(),
            &claims(&json!({})),
            &EncodingKey::from_secret(b"x"),
        )
        .unwrap();
        assert!(!is_signed_by(&hashed, &mine.certificate), "only RS256 counts");
    }

    #[test]
    fn claims_are_judged_one_by_one() {
        let milliseconds = json!({"exp": 1_000_300_000_i64});
        for (changes, limit, expected) in [
            (json!({}), None, Ok(())),
            (json!({"aud": "https://login.salesforce.com/"}), None, Ok(())),
            (json!({"aud": ["x", "http://127.0.0.1:7000/"]}), None, Ok(())),
            (json!({"aud": "https://example.com"}), None, Err(Fault::Audience)),
            (json!({"aud": []}), None, Err(Fault::Audience)),
            (json!({"exp": 1_000}), None, Err(Fault::Expired)),
            (json!({"exp": 1_000.5}), None, Ok(())),
            (json!({"exp": "1100"}), None, Ok(())),
            (json!({"exp": "1000"}), None, Err(Fault::Expired)),
            (milliseconds.clone(), None, Ok(())),
            (milliseconds, Some(180), Err(Fault::Expired)),
            (json!({"exp": 1_180}), Some(180), Ok(())),
            (json!({"sub": null}), None, Err(Fault::Malformed)),
            (json!({"exp": "soon"}), None, Err(Fault::Malformed)),
        ] {
            assert_eq!(judged(&changes, limit), expected, "{changes} within {limit:?}");
        }
    }

    #[test]
    fn what_is_no_jwt_is_malformed() {
        for text in ["", "a.b", "a.b.c", "....", "e30.e30.e30"] {
            assert_eq!(read(text).map(|_| ()), Err(Fault::Malformed), "{text}");
        }
    }
}
