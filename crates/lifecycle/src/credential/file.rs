//! Credentials that somebody hands over: one JSON document, or a file of variables as `handover --to env` writes it.

use std::collections::BTreeMap;

use hallpass_model::IntegrationName;
use secrecy::SecretString;
use serde::Deserialize;
use serde::de::IgnoredAny;

use super::env_file::variables;
use super::{Credential, Key};

/// What a credential file holds: one credential, or one for each of several integrations.
#[derive(Clone, Debug)]
pub enum CredentialFile {
    /// `{"client_id": …, "client_secret": …}`, or `private_key` in place of the secret; with it may stand whatever
    /// `handover` gives to a command.
    One(Credential, Option<IntegrationName>),
    /// The same by name of integration.
    Each(BTreeMap<String, Credential>),
}

/// Why a text is no credential. Never quotes it: it is a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadCredential {
    /// Neither JSON nor variables, or of another shape.
    #[error(
        "it is not a credential: {{\"client_id\": \"…\", \"client_secret\": \"…\"}}, the same by name of integration, or what `handover` gives to `env` and `exec`"
    )]
    Shape,
    /// Both proofs, or none.
    #[error("{0} needs a client_secret or a private_key, and not both")]
    Key(String),
    /// The file of the private key, which stands beside, cannot be read.
    #[error("it names {0} as the file of its private key, which cannot be read")]
    KeyFile(String),
    /// It names no credential for this integration.
    #[error("it holds no credential for {0}")]
    Missing(IntegrationName),
    /// It was handed over for another one.
    #[error("it is the credential of {0}")]
    Another(IntegrationName),
}

/// Reads the file of a private key that a file of variables names.
pub type ReadKey<'a> = dyn Fn(&str) -> Option<SecretString> + 'a;

/// A credential as a person writes it, and as `handover` gives it to a command (format 1.0).
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CredentialRecord {
    client_id: String,
    #[serde(default)]
    client_secret: Option<SecretString>,
    #[serde(default)]
    private_key: Option<SecretString>,
    #[serde(default)]
    integration: Option<IntegrationName>,
    // What follows is for the consumer.
    #[serde(default, rename = "format_version")]
    _format_version: IgnoredAny,
    #[serde(default, rename = "fleet")]
    _fleet: IgnoredAny,
    #[serde(default, rename = "org")]
    _org: IgnoredAny,
    #[serde(default, rename = "app")]
    _app: IgnoredAny,
    #[serde(default, rename = "flow")]
    _flow: IgnoredAny,
    #[serde(default, rename = "login_url")]
    _login_url: IgnoredAny,
    #[serde(default, rename = "token_url")]
    _token_url: IgnoredAny,
    #[serde(default, rename = "username")]
    _username: IgnoredAny,
    #[serde(default, rename = "api_version")]
    _api_version: IgnoredAny,
    #[serde(default, rename = "audience")]
    _audience: IgnoredAny,
    #[serde(default, rename = "certificate_sha256")]
    _certificate_sha256: IgnoredAny,
    #[serde(default, rename = "staged_until")]
    _staged_until: IgnoredAny,
}

impl CredentialFile {
    /// Reads a credential file; `read_key` reads the private key that stands beside a file of variables.
    ///
    /// # Errors
    /// When it is of another shape; never with a word of what it holds.
    pub fn parse(text: &str, read_key: &ReadKey<'_>) -> Result<Self, BadCredential> {
        if !text.trim_start().starts_with(['{', '[']) {
            return of_variables(text, read_key);
        }
        if let Ok(record) = serde_json::from_str::<CredentialRecord>(text) {
            let integration = record.integration.clone();
            return credential("the credential", record).map(|one| Self::One(one, integration));
        }
        let each: BTreeMap<String, CredentialRecord> =
            serde_json::from_str(text).map_err(|_| BadCredential::Shape)?;
        if each.is_empty() {
            return Err(BadCredential::Shape);
        }
        let each = each.into_iter().map(|(name, record)| {
            let credential = credential(&name, record)?;
            Ok((name, credential))
        });
        each.collect::<Result<_, _>>().map(Self::Each)
    }

    /// Returns the credential of an integration; a single one that does not say whose it is, is that of whatever is asked
    /// for.
    ///
    /// # Errors
    /// When there are several and none for it, or the only one is another's.
    pub fn of(&self, name: &IntegrationName) -> Result<Credential, BadCredential> {
        match self {
            Self::One(_, Some(other)) if other != name => Err(BadCredential::Another(other.clone())),
            Self::One(credential, _) => Ok(credential.clone()),
            Self::Each(each) => each
                .get(name.as_str())
                .cloned()
                .ok_or_else(|| BadCredential::Missing(name.clone())),
        }
    }
}

fn credential(name: &str, record: CredentialRecord) -> Result<Credential, BadCredential> {
    let key = match (record.client_secret, record.private_key) {
        (Some(secret), None) => Key::Secret(secret),
        (None, Some(pem)) => Key::PrivateKey(pem),
        _ => return Err(BadCredential::Key(name.to_owned())),
    };
    Ok(Credential {
        client_id: record.client_id,
        key,
    })
}

fn of_variables(text: &str, read_key: &ReadKey<'_>) -> Result<CredentialFile, BadCredential> {
    let file = variables(text).ok_or(BadCredential::Shape)?;
    let pem = match &file.private_key_file {
        Some(path) => Some(read_key(path).ok_or_else(|| BadCredential::KeyFile(path.clone()))?),
        None => None,
    };
    let key = match (file.client_secret, pem) {
        (Some(secret), None) => Key::Secret(secret),
        (None, Some(pem)) => Key::PrivateKey(pem),
        _ => return Err(BadCredential::Key("the credential".to_owned())),
    };
    let credential = Credential {
        client_id: file.client_id,
        key,
    };
    Ok(CredentialFile::One(credential, file.integration))
}

#[cfg(test)]
mod tests {
    use hallpass_model::IntegrationName;

    use super::{BadCredential, CredentialFile};

    fn parse(text: &str) -> Result<CredentialFile, BadCredential> {
        CredentialFile::parse(text, &|_| None)
    }

    #[test]
    fn a_file_holds_one_credential_or_one_for_each() {
        let billing = IntegrationName::new("billing").unwrap();
        let postman = IntegrationName::new("postman").unwrap();
        let one = parse(r#"{"client_id":"3MVG9","client_secret":"s3cr3t"}"#).unwrap();
        assert_eq!(one.of(&billing).unwrap().flow(), "client credentials");
        let each = parse(r#"{"billing":{"client_id":"3MVG9","private_key":"-----BEGIN"}}"#).unwrap();
        assert_eq!(each.of(&billing).unwrap().flow(), "JWT bearer");
        assert_eq!(
            each.of(&postman).unwrap_err(),
            BadCredential::Missing(postman.clone())
        );
    }

    #[test]
    fn other_texts_are_refused_and_nothing_is_quoted() {
        for text in [
            "",
            "{}",
            "[]",
            "SALESFORCE_CLIENT_SECRET=s3cr3t",
            "s3cr3t",
            r#"{"client_id":"x","secret":"s3cr3t"}"#,
            r#"{"client_secret":"s3cr3t"}"#,
        ] {
            assert_eq!(parse(text).unwrap_err(), BadCredential::Shape, "{text}");
        }
        for text in [
            r#"{"client_id":"x"}"#,
            r#"{"client_id":"x","client_secret":"s3cr3t","private_key":"s3cr3t"}"#,
        ] {
            let error = parse(text).unwrap_err();
            assert!(matches!(error, BadCredential::Key(_)), "{text}");
            assert!(!error.to_string().contains("s3cr3t"));
        }
        let kept = parse(r#"{"client_id":"3MVG9","client_secret":"s3cr3t"}"#).unwrap();
        assert!(!format!("{kept:?}").contains("s3cr3t"));
    }
}
