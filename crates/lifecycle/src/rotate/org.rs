//! The pairs of an app, as the org has them.

use hallpass_salesforce::connect::StagedCredentials;
use hallpass_salesforce::{Error, Reader, RecordId};

use super::{RotateError, Slot, Which};
use crate::credential::{Credential, Key};

/// An app's consumer: what has the pairs.
pub(super) struct Consumer {
    pub(super) app: RecordId,
    pub(super) id: String,
    /// The key in use.
    pub(super) key: String,
}

/// What is in the slot, with what is needed to act on it.
pub(super) struct Second {
    pub(super) slot: Slot,
    pub(super) pair: Option<StagedCredentials>,
}

impl Consumer {
    /// Finds the one consumer of an app.
    pub(super) async fn find(reader: &Reader, app: &RecordId) -> Result<Self, RotateError> {
        let consumers = reader.consumers(app).await.map_err(hidden)?;
        match consumers.as_slice() {
            [consumer] => Ok(Self {
                app: app.clone(),
                id: consumer.id.clone(),
                key: consumer.key.clone(),
            }),
            others => Err(RotateError::Consumers(others.len())),
        }
    }

    /// Looks into the slot.
    pub(super) async fn second(&self, reader: &Reader) -> Result<Second, RotateError> {
        let staged = reader
            .staged_credentials(&self.app, &self.id)
            .await
            .map_err(hidden)?;
        let mut staged = staged.into_iter();
        match (staged.next(), staged.next()) {
            (None, _) => Ok(Second {
                slot: Slot::Empty,
                pair: None,
            }),
            (Some(pair), None) => Ok(Second {
                slot: slot(&pair),
                pair: Some(pair),
            }),
            (Some(_), Some(_)) => Err(RotateError::Several),
        }
    }

    /// Returns the credential of a pair.
    pub(super) async fn credential(
        &self,
        reader: &Reader,
        second: &Second,
        which: Which,
    ) -> Result<Credential, RotateError> {
        let (client_id, secret) = match (which, &second.pair) {
            (Which::Staged, Some(pair)) => (pair.key.clone(), pair.secret.clone()),
            (Which::Staged, None) => (None, None),
            (Which::InUse, _) => {
                let found = reader
                    .consumer_credentials(&self.app, &self.id)
                    .await
                    .map_err(hidden)?;
                (Some(found.key), found.secret)
            }
        };
        match (client_id, secret) {
            (Some(client_id), Some(secret)) => Ok(Credential {
                client_id,
                key: Key::Secret(secret),
            }),
            _ => Err(RotateError::Hidden(None)),
        }
    }
}

impl Second {
    /// Adds what only the answer that made the pair held: an org may show a secret once.
    pub(super) fn with(mut self, made: Option<&StagedCredentials>) -> Self {
        if let (Some(pair), Some(made)) = (&mut self.pair, made)
            && pair.id == made.id
        {
            pair.key = pair.key.take().or_else(|| made.key.clone());
            pair.secret = pair.secret.take().or_else(|| made.secret.clone());
            self.slot = slot(pair);
        }
        self
    }
}

/// The words of the org (Connect REST API Developer Guide, OAuth Staged Credentials).
fn slot(pair: &StagedCredentials) -> Slot {
    match pair.state.as_deref() {
        Some("Active") => Slot::Staged {
            is_shown: pair.key.is_some() && pair.secret.is_some(),
        },
        Some("Rotated") => Slot::Former,
        Some("Expired") => Slot::Expired,
        other => Slot::Unknown(other.unwrap_or_default().to_owned()),
    }
}

/// A refusal of these resources is one of secrets.
fn hidden(error: Error) -> RotateError {
    match &error {
        Error::Api(api) if api.status == 403 => RotateError::Hidden(Some(Box::new(error))),
        _ => RotateError::Org {
            doing: "read the credentials of the app",
            source: Box::new(error),
        },
    }
}
