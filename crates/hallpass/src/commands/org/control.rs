//! The control endpoints of a local org: of the process that has the folder open, or of one started for the occasion.

use std::path::{Path, PathBuf};
use std::time::Duration;

use hallpass_local_org::{FolderError, LocalOrg, Options, Owner, Seed, owner};
use hallpass_spec::OrgTarget;
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::super::fleet;
use crate::arguments::Global;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;

/// A local org whose knobs can be turned.
pub(in super::super) struct Control {
    owner: Owner,
    client: reqwest::Client,
    /// The org, where this process had to open the folder itself.
    opened: Option<LocalOrg>,
}

impl Control {
    /// Goes to the process that has the folder open, or opens it.
    pub(in super::super) async fn of(folder: &Path) -> Result<Self, Failure> {
        Self::with(folder, None).await
    }

    /// Does the same, and puts a seed into the org.
    pub(super) async fn seeded(folder: &Path, seed: &Seed) -> Result<Self, Failure> {
        let control = Self::with(folder, Some(seed)).await?;
        // An org that this process opened has the seed from its start on: that can add objects and fields too.
        if control.opened.is_none() {
            control.seed(seed).await?;
        }
        Ok(control)
    }

    async fn with(folder: &Path, seed: Option<&Seed>) -> Result<Self, Failure> {
        let failed = |error: &dyn std::error::Error| {
            Failure::because(format!("open the local org in {}", folder.display()), error)
        };
        let (owner, opened) = match running(folder).await.map_err(|error| failed(&error))? {
            Some(owner) => (owner, None),
            None => {
                let options = Options {
                    dir: Some(folder.to_owned()),
                    seed: seed.cloned(),
                    ..Options::default()
                };
                let opened = LocalOrg::start(options).await.map_err(|error| failed(&error))?;
                let owner = owner(folder).map_err(|error| failed(&error))?;
                let silent = || Failure::new(Exit::Error, "the local org does not say where it answers");
                (owner.ok_or_else(silent)?, Some(opened))
            }
        };
        // It only ever talks to the process on this machine whose secret it has just read: nobody else is trusted.
        let pem = owner.certificate.clone().unwrap_or_default();
        let trusted =
            reqwest::Certificate::from_pem_bundle(pem.as_bytes()).map_err(|error| failed(&error))?;
        let client = reqwest::Client::builder()
            .no_proxy()
            .tls_certs_only(trusted)
            .build()
            .map_err(|error| failed(&error))?;
        Ok(Self {
            owner,
            client,
            opened,
        })
    }

    /// Asks a control endpoint and returns its answer; null where it has none.
    pub(in super::super) async fn ask(
        &self,
        method: reqwest::Method,
        name: &str,
        body: &Value,
    ) -> Result<Value, Failure> {
        let mut request = self
            .client
            .request(method, format!("{}/__local/{name}", self.owner.url));
        if !body.is_null() {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        self.answer_to(request, name).await
    }

    async fn seed(&self, seed: &Seed) -> Result<(), Failure> {
        let address = format!("{}/__local/seed", self.owner.url);
        let url = reqwest::Url::parse_with_params(&address, [("file", seed.file())])
            .map_err(|error| Failure::because("ask the local org for seed", &error))?;
        let request = self
            .client
            .post(url)
            .header("content-type", "application/yaml")
            .body(seed.text().to_owned());
        self.answer_to(request, "seed").await.map(|_| ())
    }

    async fn answer_to(&self, request: reqwest::RequestBuilder, name: &str) -> Result<Value, Failure> {
        let failed =
            |error: &dyn std::error::Error| Failure::because(format!("ask the local org for {name}"), error);
        let request = request.header("x-hallpass-secret", self.owner.secret.expose_secret());
        let response = request.send().await.map_err(|error| failed(&error))?;
        let status = response.status();
        let text = response.text().await.map_err(|error| failed(&error))?;
        let answer: Value = serde_json::from_str(&text).unwrap_or(Value::Null);
        if status.is_success() {
            return Ok(answer);
        }
        let why = answer["error"]
            .as_str()
            .unwrap_or("it does not say why")
            .to_owned();
        Err(Failure::new(
            Exit::Error,
            format!("the local org refuses ({status}): {why}"),
        ))
    }

    /// Returns where the org answers.
    pub(in super::super) fn url(&self) -> &str {
        &self.owner.url
    }

    /// Returns the certificate authority to trust, in PEM, where the org answers HTTPS.
    pub(in super::super) fn certificate(&self) -> Option<&str> {
        self.owner.certificate.as_deref()
    }

    /// Returns the credentials of `admin` and `runner`.
    pub(in super::super) async fn identities(&self) -> Result<Value, Failure> {
        self.ask(reqwest::Method::GET, "identities", &Value::Null).await
    }

    /// Turns a knob that answers nothing.
    pub(super) async fn post(&self, name: &str) -> Result<(), Failure> {
        self.ask(reqwest::Method::POST, name, &json!({}))
            .await
            .map(|_| ())
    }

    /// Stops the org where this process opened it.
    pub(in super::super) async fn close(self) {
        if let Some(opened) = self.opened {
            opened.stop().await;
        }
    }
}

/// How long a process may hold a folder without answering: it is about to begin, or about to end.
const PATIENCE: Duration = Duration::from_secs(5);
const PAUSE: Duration = Duration::from_millis(50);

/// Returns the process that has the folder open and answers, or nothing once nobody has it open.
///
/// One that still does not answer after [`PATIENCE`] is returned too: asking it tells what is wrong.
async fn running(folder: &Path) -> Result<Option<Owner>, FolderError> {
    let deadline = tokio::time::Instant::now() + PATIENCE;
    loop {
        let Some(owner) = owner(folder)? else {
            return Ok(None);
        };
        if answers(&owner).await || tokio::time::Instant::now() > deadline {
            return Ok(Some(owner));
        }
        tokio::time::sleep(PAUSE).await;
    }
}

async fn answers(owner: &Owner) -> bool {
    let address = owner
        .url
        .split_once("://")
        .map_or(owner.url.as_str(), |(_, address)| address);
    tokio::net::TcpStream::connect(address).await.is_ok()
}

/// Returns the folder of `--dir`, or that of the chosen org of the fleet.
pub(super) fn folder(terminal: Terminal, global: &Global, dir: Option<&PathBuf>) -> Result<PathBuf, Failure> {
    if let Some(dir) = dir {
        return Ok(dir.clone());
    }
    let loaded = fleet::load(terminal, global)?;
    let resolved = fleet::resolve(terminal, global, &loaded, &[])?;
    match resolved.org.target {
        OrgTarget::Local { folder } => Ok(folder),
        OrgTarget::Remote { .. } => Err(Failure::new(
            Exit::Error,
            format!("org {} is not a local org", resolved.org.name),
        )
        .hint("name a folder with --dir, or a local org with --org")),
    }
}
