//! The assertion of the JWT bearer flow.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::{ExposeSecret, SecretString};
use serde::Serialize;

use crate::auth::{JwtBearer, LoginError};
use crate::env::Env;

/// How far ahead an assertion ends. Salesforce takes three minutes at most; one less leaves room for a
/// clock that is somewhat ahead of the org's.
const LIFETIME_SECONDS: i64 = 120;

#[derive(Serialize)]
struct Claims<'a> {
    iss: &'a str,
    sub: &'a str,
    aud: &'a str,
    exp: i64,
    jti: String,
}

/// Signs a fresh assertion: each has its own `jti`, since a used one may be refused.
pub(crate) fn assertion(login: &JwtBearer, env: &dyn Env) -> Result<SecretString, LoginError> {
    let key = EncodingKey::from_rsa_pem(login.private_key_pem.expose_secret().as_bytes())
        .map_err(LoginError::PrivateKey)?;
    let claims = Claims {
        iss: &login.client_id,
        sub: &login.username,
        aud: audience(login),
        exp: env.now().as_second() + LIFETIME_SECONDS,
        jti: format!("{:016x}{:016x}", env.random(), env.random()),
    };
    jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &key)
        .map(SecretString::from)
        .map_err(LoginError::PrivateKey)
}

fn audience(login: &JwtBearer) -> &str {
    match &login.audience {
        Some(audience) => audience,
        None if login.url.is_sandbox() => "https://test.salesforce.com",
        None => "https://login.salesforce.com",
    }
}

#[cfg(test)]
mod tests {
    use std::collections::HashSet;
    use std::time::Duration;

    use jiff::Timestamp;
    use jsonwebtoken::{Algorithm, DecodingKey, Validation};
    use rcgen::{KeyPair, PKCS_RSA_SHA256, RsaKeySize};
    use secrecy::ExposeSecret;
    use serde_json::Value;

    use super::assertion;
    use crate::auth::JwtBearer;
    use crate::env::{BoxFuture, Env, SystemEnv};

    /// A clock that stands still.
    struct Still;

    impl Env for Still {
        fn now(&self) -> Timestamp {
            Timestamp::from_second(1_795_305_600).unwrap()
        }

        fn sleep(&self, _: Duration) -> BoxFuture<'static, ()> {
            Box::pin(async {})
        }

        fn random(&self) -> u64 {
            SystemEnv.random()
        }
    }

    fn login(url: &str, key: &KeyPair) -> JwtBearer {
        JwtBearer {
            url: url.parse().unwrap(),
            client_id: "3MVG9".into(),
            username: "ops@example.com".into(),
            private_key_pem: key.serialize_pem().into(),
            audience: None,
        }
    }

    fn claims(token: &str, key: &KeyPair) -> Value {
        let mut validation = Validation::new(Algorithm::RS256);
        validation.validate_exp = false;
        validation.validate_aud = false;
        let public = DecodingKey::from_rsa_pem(key.public_key_pem().as_bytes()).unwrap();
        jsonwebtoken::decode::<Value>(token, &public, &validation)
            .unwrap()
            .claims
    }

    #[test]
    fn an_assertion_is_signed_short_lived_and_used_once() {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let rows = [
            ("https://acme.my.salesforce.com", "https://login.salesforce.com"),
            (
                "https://acme--uat.sandbox.my.salesforce.com",
                "https://test.salesforce.com",
            ),
            ("http://127.0.0.1:8080", "https://login.salesforce.com"),
        ];
        let mut ids = HashSet::new();
        for (url, audience) in rows {
            let token = assertion(&login(url, &key), &Still).unwrap();
            let claims = claims(token.expose_secret(), &key);
            assert_eq!(claims["iss"], "3MVG9");
            assert_eq!(claims["sub"], "ops@example.com");
            assert_eq!(claims["aud"], audience);
            assert_eq!(claims["exp"], 1_795_305_600 + 120);
            assert!(claims.get("scope").is_none());
            assert!(ids.insert(claims["jti"].to_string()), "a jti is used once");
        }
    }

    #[test]
    fn the_audience_can_be_given() {
        let key = KeyPair::generate_rsa_for(&PKCS_RSA_SHA256, RsaKeySize::_2048).unwrap();
        let mut login = login("https://acme.my.salesforce.com", &key);
        login.audience = Some("https://acme.my.site.com".into());
        let token = assertion(&login, &Still).unwrap();
        assert_eq!(
            claims(token.expose_secret(), &key)["aud"],
            "https://acme.my.site.com"
        );
    }
}
