//! A credential: what an integration shows to get a token.

use hallpass_model::Username;
use hallpass_salesforce::auth::{ClientCredentials, JwtBearer};
use hallpass_salesforce::{InstanceUrl, Login};
use secrecy::SecretString;

/// What an integration shows to get a token. Printing it shows no secret.
#[derive(Clone, Debug)]
pub struct Credential {
    /// The consumer key.
    pub client_id: String,
    /// What proves it.
    pub key: Key,
}

/// What proves a consumer key, and with it the flow.
#[derive(Clone, Debug)]
pub enum Key {
    /// The consumer secret: the client credentials flow.
    Secret(SecretString),
    /// The private key in PEM whose certificate the app holds: the JWT bearer flow.
    PrivateKey(SecretString),
}

impl Credential {
    /// Returns the login by the app's own flow, at the My Domain host of the org. Client credentials run as the user
    /// that the app names; an assertion names `username` itself.
    #[must_use]
    pub fn login(&self, url: &InstanceUrl, username: &Username) -> Login {
        match &self.key {
            Key::Secret(secret) => Login::ClientCredentials(ClientCredentials {
                url: url.clone(),
                client_id: self.client_id.clone(),
                client_secret: secret.clone(),
            }),
            Key::PrivateKey(pem) => Login::JwtBearer(JwtBearer {
                url: url.clone(),
                client_id: self.client_id.clone(),
                username: username.to_string(),
                private_key_pem: pem.clone(),
                audience: None,
            }),
        }
    }

    /// Returns the flow in words.
    #[must_use]
    pub const fn flow(&self) -> &'static str {
        match &self.key {
            Key::Secret(_) => "client credentials",
            Key::PrivateKey(_) => "JWT bearer",
        }
    }
}
