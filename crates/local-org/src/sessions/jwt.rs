//! Tokens in JWT format, of access and of identity, and the key that signs them.
//!
//! Source: help pages "JWT-Based Access Tokens" and "OpenID Connect"; that the org looks a token up by its digest, as
//! any other, is our own.

use base64::Engine as _;
use base64::engine::general_purpose::URL_SAFE_NO_PAD;
use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rusqlite::OptionalExtension as _;
use secrecy::{ExposeSecret, SecretString};
use serde_json::{Value, json};
use sha2::{Digest, Sha256};

use super::{NewSession, SignIn, token};
use crate::random;
use crate::store::{OrAbort as _, Tx};

const SIGNING: &str = "a key that was made here signs";

/// Makes an access token in JWT format that ends after so many seconds.
pub(super) fn access(tx: &Tx<'_>, sign_in: &SignIn<'_>, seconds: u32) -> SecretString {
    signed(tx, &claims(tx, sign_in, seconds))
}

/// How long an identity token is good where the app says nothing (Metadata API Developer Guide, idTokenValidity).
const IDENTITY_SECONDS: i64 = 120;

/// Who an identity token is about and for.
#[derive(Debug)]
pub(crate) struct Identity<'a> {
    /// The identity address of the user.
    pub(crate) subject: &'a str,
    /// The consumer key of the app.
    pub(crate) consumer: &'a str,
    /// What the client sent to know its own request by.
    pub(crate) nonce: Option<&'a str>,
}

/// Makes the identity token that comes with an access token.
pub(crate) fn identity(tx: &Tx<'_>, identity: &Identity<'_>, session: &NewSession) -> SecretString {
    let now = tx.now().as_second();
    let mut claims = json!({
        "iss": tx.org.url(),
        "sub": identity.subject,
        "aud": identity.consumer,
        "iat": now,
        "exp": now + IDENTITY_SECONDS,
        "at_hash": half_digest(session.token.expose_secret()),
    });
    if let Some(nonce) = identity.nonce {
        claims["nonce"] = Value::from(nonce);
    }
    signed(tx, &claims)
}

/// OpenID Connect Core 3.1.3.6: the left half of the digest.
fn half_digest(token: &str) -> String {
    let digest = Sha256::digest(token.as_bytes());
    URL_SAFE_NO_PAD.encode(&digest[..digest.len() / 2])
}

fn signed(tx: &Tx<'_>, claims: &Value) -> SecretString {
    let pem = signing_key(tx);
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect(SIGNING);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key_id(&public(&key)));
    SecretString::from(jsonwebtoken::encode(&header, claims, &key).expect(SIGNING))
}

fn claims(tx: &Tx<'_>, sign_in: &SignIn<'_>, seconds: u32) -> Value {
    let now = tx.now().as_second();
    let org = tx.org.url();
    json!({
        "scp": sign_in.scopes.join(" "),
        "aud": [org],
        "sub": format!("uid:{}", sign_in.user),
        "nbf": now,
        "mty": "oauth",
        // What tells two tokens of one second apart.
        "sfi": token::digest(&random::alphanumeric(32)),
        "roles": [],
        "iss": org,
        "hsc": false,
        "exp": now + i64::from(seconds),
        "iat": now,
        "client_id": sign_in.consumer,
    })
}

/// Returns the public half of the key, as `/id/keys` publishes it; none as long as no token needed it.
pub(crate) fn keys(tx: &Tx<'_>) -> Value {
    let keys = stored(tx)
        .map(|pem| {
            let mut key = public(&EncodingKey::from_rsa_pem(pem.as_bytes()).expect(SIGNING));
            key.common.key_id = Some(key_id(&key));
            key.common.key_algorithm = Some(KeyAlgorithm::RS256);
            key.common.public_key_use = Some(PublicKeyUse::Signature);
            key
        })
        .into_iter()
        .collect();
    serde_json::to_value(JwkSet { keys }).expect("keys are JSON")
}

fn public(key: &EncodingKey) -> Jwk {
    Jwk::from_encoding_key(key, Algorithm::RS256).expect(SIGNING)
}

fn key_id(key: &Jwk) -> String {
    key.thumbprint(ThumbprintHash::SHA256).expect(SIGNING)
}

fn stored(tx: &Tx<'_>) -> Option<String> {
    tx.conn()
        .prepare_cached("SELECT pem FROM _signing_key")
        .or_abort()
        .query_row([], |row| row.get(0))
        .optional()
        .or_abort()
}

/// Returns the org's key, which is made when the first token needs it.
fn signing_key(tx: &Tx<'_>) -> String {
    stored(tx).unwrap_or_else(|| {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("RSA keys can be made");
        let pem = pair.serialize_pem();
        tx.conn()
            .execute("INSERT INTO _signing_key (pem) VALUES (?1)", [&pem])
            .or_abort();
        pem
    })
}
