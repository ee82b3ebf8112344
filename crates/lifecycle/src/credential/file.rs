//! Credentials that somebody hands over: one JSON document.

use std::collections::BTreeMap;

use hallpass_model::IntegrationName;
use secrecy::SecretString;
use serde::Deserialize;

use super::{Credential, Key};

/// What a credential file holds: one credential, or one for each of several integrations.
#[derive(Clone, Debug)]
pub enum CredentialFile {
    /// `{"client_id": …, "client_secret": …}`, or `private_key` in place of the secret.
    One(Credential),
    /// The same by name of integration.
    Each(BTreeMap<String, Credential>),
}

/// Why a text is no credential. Never quotes it: it is a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadCredential {
    /// No JSON, or of another shape.
    #[error(
        "it is not the JSON of a credential: {{\"client_id\": \"…\", \"client_secret\": \"…\"}}, or the same by name of integration"
    )]
    Shape,
    /// Both proofs, or none.
    #[error("{0} needs a client_secret or a private_key, and not both")]
    Key(String),
    /// It names no credential for this integration.
    #[error("it holds no credential for {0}")]
    Missing(IntegrationName),
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct CredentialRecord {
    client_id: String,
    #[serde(default)]
    client_secret: Option<SecretString>,
    #[serde(default)]
    private_key: Option<SecretString>,
}

impl CredentialFile {
    /// Reads a credential file.
    ///
    /// # Errors
    /// When it is of another shape; never with a word of what it holds.
    pub fn parse(text: &str) -> Result<Self, BadCredential> {
        if let Ok(record) = serde_json::from_str::<CredentialRecord>(text) {
            return credential("the credential", record).map(Self::One);
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

    /// Returns the credential of an integration; a single one is that of whatever is asked for.
    ///
    /// # Errors
    /// When there are several, and none for it.
    pub fn of(&self, name: &IntegrationName) -> Result<Credential, BadCredential> {
        match self {
            Self::One(credential) => Ok(credential.clone()),
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

#[cfg(test)]
mod tests {
    use hallpass_model::IntegrationName;

    use super::{BadCredential, CredentialFile};

    #[test]
    fn a_file_holds_one_credential_or_one_for_each() {
        let billing = IntegrationName::new("billing").unwrap();
        let postman = IntegrationName::new("postman").unwrap();
        let one = CredentialFile::parse(r#"{"client_id":"3MVG9","client_secret":"s3cr3t"}"#).unwrap();
        assert_eq!(one.of(&billing).unwrap().flow(), "client credentials");
        let each =
            CredentialFile::parse(r#"{"billing":{"client_id":"3MVG9","private_key":"-----BEGIN"}}"#).unwrap();
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
            r#"{"client_id":"x","secret":"s3cr3t"}"#,
            r#"{"client_secret":"s3cr3t"}"#,
        ] {
            assert_eq!(
                CredentialFile::parse(text).unwrap_err(),
                BadCredential::Shape,
                "{text}"
            );
        }
        for text in [
            r#"{"client_id":"x"}"#,
            r#"{"client_id":"x","client_secret":"s3cr3t","private_key":"s3cr3t"}"#,
        ] {
            let error = CredentialFile::parse(text).unwrap_err();
            assert!(matches!(error, BadCredential::Key(_)), "{text}");
            assert!(!error.to_string().contains("s3cr3t"));
        }
        let kept = CredentialFile::parse(r#"{"client_id":"3MVG9","client_secret":"s3cr3t"}"#).unwrap();
        assert!(!format!("{kept:?}").contains("s3cr3t"));
    }
}
