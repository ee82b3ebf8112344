//! The logins that there are.

use std::fmt;
use std::path::PathBuf;

use secrecy::SecretString;

use crate::auth::{BadAuthUrl, SfCli, SfdxAuthUrl};
use crate::instance::{BadInstanceUrl, InstanceUrl};

/// How to sign in to an org.
#[derive(Clone, Debug)]
#[non_exhaustive]
pub enum Login {
    /// A token that somebody else got. It cannot be renewed.
    AccessToken {
        /// The org.
        url: InstanceUrl,
        /// The token.
        token: SecretString,
    },
    /// The app's own key and secret; the identity is the app's run-as user.
    ClientCredentials(ClientCredentials),
    /// An assertion signed with the app's key, for a user who is approved for the app.
    JwtBearer(JwtBearer),
    /// A refresh token, in the form that the Salesforce CLI hands out.
    AuthUrl(SfdxAuthUrl),
    /// An org that the `sf` CLI on this machine is signed in to.
    SfCli(SfCli),
}

/// The client credentials flow.
#[derive(Clone, Debug)]
pub struct ClientCredentials {
    /// The My Domain address of the org; the login hosts refuse this flow.
    pub url: InstanceUrl,
    /// The consumer key.
    pub client_id: String,
    /// The consumer secret.
    pub client_secret: SecretString,
}

/// The JWT bearer flow.
#[derive(Clone, Debug)]
pub struct JwtBearer {
    /// The address of the org, where the assertion is sent.
    pub url: InstanceUrl,
    /// The consumer key.
    pub client_id: String,
    /// The user to sign in as.
    pub username: String,
    /// The private key in PEM whose certificate the app holds.
    pub private_key_pem: SecretString,
    /// The `aud` claim. Left out, it is the login host of the kind of org (`https://test.salesforce.com`
    /// for sandboxes), which are the documented values.
    pub audience: Option<String>,
}

impl Login {
    /// The address of the org, where the login itself names it; the `sf` CLI is asked for it instead.
    #[must_use]
    pub fn url(&self) -> Option<&InstanceUrl> {
        match self {
            Self::AccessToken { url, .. } => Some(url),
            Self::ClientCredentials(login) => Some(&login.url),
            Self::JwtBearer(login) => Some(&login.url),
            Self::AuthUrl(login) => Some(login.url()),
            Self::SfCli(_) => None,
        }
    }

    /// The consumer key of the app that is signed in through, where the login itself names it.
    #[must_use]
    pub fn client_id(&self) -> Option<&str> {
        match self {
            Self::ClientCredentials(login) => Some(&login.client_id),
            Self::JwtBearer(login) => Some(&login.client_id),
            Self::AccessToken { .. } | Self::AuthUrl(_) | Self::SfCli(_) => None,
        }
    }

    /// Whether signing in again gives a new session.
    pub(crate) fn can_renew(&self) -> bool {
        !matches!(self, Self::AccessToken { .. })
    }
}

/// Why a login cannot be used at all.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum LoginError {
    /// The private key is not an RSA key in PEM.
    #[error("use the private key of the JWT login: it is no RSA key in PEM")]
    PrivateKey(#[source] jsonwebtoken::errors::Error),
    /// The SFDX auth URL cannot be read.
    #[error("use the SFDX auth URL")]
    AuthUrl(#[from] BadAuthUrl),
    /// The org's answer names an address that must not be given a token.
    #[error("use the address that came with the token")]
    Address(#[from] BadInstanceUrl),
    /// The `sf` CLI is not there.
    #[error("run {}", .program.display())]
    CliMissing {
        /// What was to be run.
        program: PathBuf,
        /// What the operating system says.
        #[source]
        source: std::io::Error,
    },
    /// The `sf` CLI did not do what it was asked.
    #[error("get a token from the sf CLI for `{alias}`: {problem}")]
    Cli {
        /// The alias or user name it was asked for.
        alias: String,
        /// What it said, or what is wrong with that.
        problem: CliProblem,
    },
}

/// What was wrong with an answer of the `sf` CLI.
#[derive(Clone, Debug, PartialEq, Eq)]
#[non_exhaustive]
pub enum CliProblem {
    /// The alias is empty or looks like a flag.
    Alias,
    /// It did not end in time.
    TimedOut,
    /// Its own words.
    Said(String),
    /// Its answer holds no token, or only a placeholder for one.
    NoToken,
    /// Its answer is not what it documents.
    Unreadable,
}

impl fmt::Display for CliProblem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::Alias => f.write_str("an alias is not empty and does not begin with `-`"),
            Self::TimedOut => f.write_str("it did not answer in time"),
            Self::Said(words) => f.write_str(words),
            Self::NoToken => f.write_str("its answer holds no access token"),
            Self::Unreadable => f.write_str("its answer is not the JSON that it documents"),
        }
    }
}
