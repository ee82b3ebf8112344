//! Access tokens in JWT format, and the key that signs them.
//!
//! Source: help page "JWT-Based Access Tokens"; that the org looks a token up by its digest, as any other, is our own.

use jsonwebtoken::jwk::{Jwk, JwkSet, KeyAlgorithm, PublicKeyUse, ThumbprintHash};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use rusqlite::OptionalExtension as _;
use secrecy::SecretString;
use serde_json::{Value, json};

use super::SignIn;
use super::keep::STORE;
use super::token;
use crate::random;
use crate::store::Tx;

const SIGNING: &str = "a key that was made here signs";

/// Makes an access token in JWT format that ends after so many seconds.
pub(super) fn access(tx: &Tx<'_>, sign_in: &SignIn<'_>, seconds: u32) -> SecretString {
    let pem = signing_key(tx);
    let key = EncodingKey::from_rsa_pem(pem.as_bytes()).expect(SIGNING);
    let mut header = Header::new(Algorithm::RS256);
    header.kid = Some(key_id(&public(&key)));
    let claims = claims(tx, sign_in, seconds);
    SecretString::from(jsonwebtoken::encode(&header, &claims, &key).expect(SIGNING))
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
        .expect(STORE)
        .query_row([], |row| row.get(0))
        .optional()
        .expect(STORE)
}

/// Returns the org's key, which is made when the first token needs it.
fn signing_key(tx: &Tx<'_>) -> String {
    stored(tx).unwrap_or_else(|| {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("RSA keys can be made");
        let pem = pair.serialize_pem();
        tx.conn()
            .execute("INSERT INTO _signing_key (pem) VALUES (?1)", [&pem])
            .expect(STORE);
        pem
    })
}
