//! Starting and stopping a local org.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;
use std::sync::Arc;

use secrecy::SecretString;

use crate::facts::{BehaviourError, Behaviours};
use crate::seed::{Identities, seed};
use crate::server::{Authority, Place, Shell};
use crate::services::rest::LATEST;
use crate::store::{Folder, FolderError, Org, OrgSettings, Owner};

/// How to start a local org.
#[derive(Clone, Debug)]
pub struct Options {
    /// The folder of its data; in memory where absent.
    pub dir: Option<PathBuf>,
    /// The address to bind.
    pub host: IpAddr,
    /// The port to bind; 0 takes a free one.
    pub port: u16,
    /// Whether to answer HTTPS. The certificate authority behind it stays the same as long as the folder does.
    pub tls: bool,
    /// Seats of the Salesforce Integration licence and of its permission set licence.
    pub seats: u32,
    /// Switches for uncertain facts, as name and value.
    pub behaviours: Vec<(String, String)>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            dir: None,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            tls: false,
            seats: 5,
            behaviours: Vec::new(),
        }
    }
}

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
    Seed(String),
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

/// A local org that is running.
pub struct LocalOrg {
    url: String,
    identities: Identities,
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
        };
        let org = Arc::new(Org::open(file.as_deref(), settings).map_err(StartError::Store)?);
        let identities = org
            .transaction(seed)
            .map_err(|refusal| StartError::Seed(refusal.to_string()))?;
        let Options { host, port, tls, .. } = options;
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
                ..owner
            })?;
        }
        Ok(LocalOrg {
            url,
            identities,
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

    /// Returns the certificate authority for clients to trust, in PEM, where it answers HTTPS.
    pub fn certificate(&self) -> Option<&str> {
        self.certificate.as_deref()
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
