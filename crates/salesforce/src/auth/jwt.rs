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
