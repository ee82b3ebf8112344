//! How a local org is to start.

use std::net::{IpAddr, Ipv4Addr};
use std::path::PathBuf;

use crate::seed_file::Seed;

/// How to start a local org.
///
/// The default is an org in memory, on a free port of this machine, over plain HTTP. Every field can be set by name,
/// or by the method of a chain:
///
/// ```
/// # use hallpass_local_org::Options;
/// let options = Options::default().seats(20).behaviour("connected_app_creation", "allowed");
/// ```
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
    /// Seats of the Salesforce Integration licence and of its permission set licence. Absent, a new org has five, and
    /// one that is there keeps what it has.
    pub seats: Option<u32>,
    /// Switches for uncertain facts, as name and value.
    pub behaviours: Vec<(String, String)>,
    /// What the org is to hold besides what every local org holds. A reset puts it there again.
    pub seed: Option<Seed>,
}

impl Default for Options {
    fn default() -> Self {
        Options {
            dir: None,
            host: IpAddr::V4(Ipv4Addr::LOCALHOST),
            port: 0,
            tls: false,
            seats: None,
            behaviours: Vec::new(),
            seed: None,
        }
    }
}

impl Options {
    /// Keeps the org in a folder.
    #[must_use]
    pub fn dir(mut self, dir: impl Into<PathBuf>) -> Options {
        self.dir = Some(dir.into());
        self
    }

    /// Takes a fixed port.
    #[must_use]
    pub fn port(mut self, port: u16) -> Options {
        self.port = port;
        self
    }

    /// Answers HTTPS; [`LocalOrg::certificate`](crate::LocalOrg::certificate) returns the authority to trust.
    #[must_use]
    pub fn tls(mut self) -> Options {
        self.tls = true;
        self
    }

    /// Sets the seats for Salesforce Integration users.
    #[must_use]
    pub fn seats(mut self, seats: u32) -> Options {
        self.seats = Some(seats);
        self
    }

    /// Chooses how the org answers where Salesforce's behaviour differs or is not known for sure.
    #[must_use]
    pub fn behaviour(mut self, name: &str, value: &str) -> Options {
        self.behaviours.push((name.to_owned(), value.to_owned()));
        self
    }

    /// Puts a seed into the org.
    #[must_use]
    pub fn seed(mut self, seed: Seed) -> Options {
        self.seed = Some(seed);
        self
    }
}
