//! What a sign-in gives.

use secrecy::SecretString;
use serde::Deserialize;

use crate::error::{Error, OauthError, Result};
use crate::id::RecordId;
use crate::instance::InstanceUrl;
use crate::transport::Reply;

/// A token and where it is good.
#[derive(Clone, Debug)]
pub struct Session {
    /// The token.
    pub access_token: SecretString,
    /// The org, as the answer named it.
    pub url: InstanceUrl,
    /// Who it stands for, where the answer said so.
    pub identity: Option<TokenIdentity>,
    /// What it may be used for, by runtime name; empty where the answer did not say.
    pub scopes: Vec<String>,
}

/// Org and user that a token stands for, from the identity URL that comes with it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct TokenIdentity {
    /// The org.
    pub org_id: RecordId,
    /// The user.
    pub user_id: RecordId,
}

/// The answer of the token endpoint.
#[derive(Deserialize)]
struct TokenResponse {
    access_token: SecretString,
    #[serde(default)]
    instance_url: Option<String>,
    #[serde(default)]
    id: Option<String>,
    #[serde(default)]
    scope: String,
}

#[derive(Deserialize)]
struct RefusalResponse {
    error: String,
    #[serde(default)]
    error_description: Option<String>,
}

/// Reads the answer of the token endpoint at `asked`.
pub(crate) fn read_token(operation: &str, asked: &InstanceUrl, reply: &Reply) -> Result<Session> {
    if !reply.status.is_success() {
        return Err(refusal(operation, asked, reply));
    }
    let token: TokenResponse = reply.secret_json(operation)?;
    let url = match &token.instance_url {
        Some(url) => InstanceUrl::parse(url).map_err(crate::auth::LoginError::from)?,
        None => asked.clone(),
    };
    let identity = token.id.as_deref().and_then(identity_of);
    Ok(Session {
        access_token: token.access_token,
        url,
        identity,
        scopes: token.scope.split_whitespace().map(str::to_owned).collect(),
    })
}

/// Reads `https://login.salesforce.com/id/<org>/<user>`.
pub(crate) fn identity_of(url: &str) -> Option<TokenIdentity> {
    let mut ends = url.split('?').next()?.trim_end_matches('/').rsplit('/');
    let user_id = RecordId::parse(ends.next()?).ok()?;
    let org_id = RecordId::parse(ends.next()?).ok()?;
    Some(TokenIdentity { org_id, user_id })
}

fn refusal(operation: &str, asked: &InstanceUrl, reply: &Reply) -> Error {
    match serde_json::from_slice::<RefusalResponse>(&reply.body) {
        Ok(refusal) => Error::SignInRefused {
            host: asked.host().to_owned(),
            source: OauthError {
                error: refusal.error,
                description: refusal.error_description.unwrap_or_default(),
            },
        },
        Err(_) => reply.unreadable(operation, "it is neither a token nor a refusal"),
    }
}

#[cfg(test)]
mod tests {
    use super::{identity_of, read_token};
    use crate::error::Error;
    use crate::instance::InstanceUrl;
    use crate::transport::Reply;
    use bytes::Bytes;
    use http::{HeaderMap, StatusCode};
    use secrecy::ExposeSecret;

    fn read(status: u16, body: &'static str) -> crate::error::Result<super::Session> {
        let asked = InstanceUrl::parse("https://acme.my.salesforce.com").unwrap();
        let status = StatusCode::from_u16(status).unwrap();
        read_token(
            "sign in",
            &asked,
            &Reply {
                status,
                headers: HeaderMap::new(),
                body: Bytes::from_static(body.as_bytes()),
            },
        )
    }

    #[test]
    fn a_token_response_gives_a_session() {
        let session = read(
            200,
            r#"{"access_token":"00D000000000001!AQ.example.token","signature":"c2ln","scope":"api",
            "instance_url":"https://acme--uat.sandbox.my.salesforce.com",
            "id":"https://login.salesforce.com/id/00D000000000001EAA/005000000000010AAA",
            "token_type":"Bearer","issued_at":"1795305600000"}"#,
        )
        .unwrap();
        assert_eq!(
            session.access_token.expose_secret(),
            "00D000000000001!AQ.example.token"
        );
        assert_eq!(
            session.url.as_str(),
            "https://acme--uat.sandbox.my.salesforce.com"
        );
        let identity = session.identity.clone().unwrap();
        assert_eq!(identity.user_id.as_str(), "005000000000010AAA");
        assert_eq!(session.scopes, ["api"]);
        assert!(!format!("{session:?}").contains("example.token"));
    }

    #[test]
    fn a_refusal_keeps_code_and_description() {
        let error = read(
            400,
            r#"{"error":"invalid_grant","error_description":"no client credentials user enabled"}"#,
        );
        let error = error.unwrap_err();
        let refusal = error.oauth().unwrap();
        assert_eq!(refusal.error, "invalid_grant");
        assert_eq!(refusal.description, "no client credentials user enabled");
    }

    #[test]
    fn a_foreign_instance_is_refused_and_garbage_is_not_shown() {
        let foreign = read(
            200,
            r#"{"access_token":"t","instance_url":"https://evil.example"}"#,
        );
        assert!(matches!(foreign.unwrap_err(), Error::Login(_)));
        let Error::Unreadable { excerpt, .. } = read(200, r#"{"access_token":5}"#).unwrap_err() else {
            panic!()
        };
        assert!(excerpt.contains("withheld"), "{excerpt}");
    }

    #[test]
    fn identity_urls_are_read_or_ignored() {
        assert!(identity_of("https://x/id/00D000000000001EAA/005000000000010AAA?v=1").is_some());
        for url in ["", "https://x/id/1/2", "005000000000010AAA"] {
            assert!(identity_of(url).is_none(), "{url}");
        }
    }
}
