//! Starting and stopping a local org.

use std::net::IpAddr;
use std::sync::Arc;

use secrecy::SecretString;

use super::Options;
use crate::facts::{BehaviourError, Behaviours};
use crate::seed::{Identities, seed};
use crate::seed_file::SeedError;
use crate::server::{Authority, Place, Shell};
use crate::services::control::acts;
use crate::services::rest::LATEST;
use crate::store::{Folder, FolderError, Org, OrgSettings, Owner};

/// Why a local org did not start.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum StartError {
    /// A switch is unknown.
    #[error("could not set a behaviour of the local org")]
    Behaviour(#[from] BehaviourError),
    /// The folder is in use or can't be used.
    #[error("could not open the folder of the local org")]
    Folder(#[from] FolderError),
    /// The database can't be opened.
    #[error("could not open the database of the local org")]
    Store(#[source] rusqlite::Error),
    /// The rows that a new org starts with were refused.
    #[error("could not fill the local org: {0}")]
    Fill(String),
    /// The seed file was refused.
    #[error("could not put the seed into the local org")]
    Seed(#[from] SeedError),
    /// No certificate authority can be made.
    #[error("could not make a certificate authority for the local org: {0}")]
    Authority(String),
    /// The address can't be bound.
    #[error("could not listen on {host}:{port}")]
    Bind {
        /// The address.
        host: IpAddr,
        /// The port.
        port: u16,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// What an OAuth client signs in with.
#[derive(Clone, Debug)]
pub struct Credentials {
    /// The consumer key.
    pub client_id: String,
    /// The consumer secret.
    pub client_secret: SecretString,
    /// The user that a token is for.
    pub username: String,
}

/// A local org that is running. Dropping it ends it at once; [`LocalOrg::stop`] lets calls under way end first.
pub struct LocalOrg {
    url: String,
    identities: Identities,
    control_secret: SecretString,
    shell: Shell,
    certificate: Option<String>,
    org: Arc<Org>,
    // Kept until the org stops: dropping it gives the folder up.
    folder: Option<Folder>,
}

impl LocalOrg {
    /// Opens the org, seeds it where it is new, and begins to answer.
    ///
    /// # Errors
    /// When a switch is unknown, the folder is owned by another process or can't be used, or the address can't be bound.
    pub async fn start(options: Options) -> Result<LocalOrg, StartError> {
        let behaviours = Behaviours::choose(options.behaviours.iter().map(|(name, value)| (name, value)))?;
        let folder = options.dir.as_deref().map(Folder::take).transpose()?;
        let file = folder.as_ref().map(Folder::database).transpose()?;
        let settings = OrgSettings {
            seats: options.seats,
            behaviours,
            seed: options.seed,
        };
        let org = Arc::new(Org::open(file.as_deref(), settings).map_err(StartError::Store)?);
        let identities = org
            .transaction(seed)
            .map_err(|refusal| StartError::Fill(refusal.to_string()))?;
        if let Some(seed) = &org.seed {
            acts::seed(&org, seed)?;
        }
        let (host, port, tls) = (options.host, options.port, options.tls);
        let authority = tls.then(|| authority(folder.as_ref())).transpose()?;
        let owner = Owner {
            url: String::new(),
            secret: SecretString::from(crate::random::alphanumeric(40)),
            certificate: authority.as_ref().map(|authority| authority.certificate.clone()),
        };
        let place = Place {
            host,
            port,
            authority,
        };
        let shell = Shell::start(org.clone(), place, owner.secret.clone())
            .await
            .map_err(|source| StartError::Bind { host, port, source })?;
        let url = format!("{}://{}", if tls { "https" } else { "http" }, shell.address);
        org.set_url(url.clone());
        let certificate = owner.certificate.clone();
        if let Some(folder) = &folder {
            folder.announce(&Owner {
                url: url.clone(),
                ..owner.clone()
            })?;
        }
        Ok(LocalOrg {
            url,
            identities,
            control_secret: owner.secret,
            shell,
            certificate,
            org,
            folder,
        })
    }

    /// Returns the address, without a trailing slash.
    pub fn url(&self) -> &str {
        &self.url
    }

    /// Returns the newest API version that it serves, such as `68.0`.
    pub fn api_version(&self) -> String {
        LATEST.to_string()
    }

    /// Returns the credentials of the System Administrator.
    pub fn admin(&self) -> &Credentials {
        &self.identities.admin
    }

    /// Returns the credentials of the least-privilege identity.
    pub fn runner(&self) -> &Credentials {
        &self.identities.runner
    }

    /// Returns the secret that control requests carry in the header `x-hallpass-secret`.
    pub fn control_secret(&self) -> &SecretString {
        &self.control_secret
    }

    /// Returns the certificate authority for clients to trust, in PEM, where it answers HTTPS.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
    }

    pub(super) fn org(&self) -> &Org {
        &self.org
    }

    /// Stops answering and gives the folder up.
    pub async fn stop(self) {
        self.shell.stop().await;
        drop(self.org);
        drop(self.folder);
    }
}

/// Returns the folder's certificate authority, or one for the occasion where there is no folder.
fn authority(folder: Option<&Folder>) -> Result<Authority, StartError> {
    if let Some((certificate, key)) = folder.map(Folder::authority).transpose()?.flatten() {
        return Ok(Authority { certificate, key });
    }
    let made = Authority::make().map_err(|error| StartError::Authority(error.to_string()))?;
    if let Some(folder) = folder {
        folder.keep_authority(&made.certificate, &made.key)?;
    }
    Ok(made)
}
