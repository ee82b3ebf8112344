//! Looking at a login, an org and an integration. Nothing here ends at the first thing that fails.

use std::collections::BTreeMap;

use hallpass_model::{App, Desired, Integration, IntegrationName, Live, LiveApp};
use hallpass_salesforce::org::OrgLimit;
use hallpass_salesforce::soql::{Soql, eq};
use hallpass_salesforce::{Error, Org, Reader};
use jiff::SignedDuration;

use crate::credential::{Credential, NoCredential, from_org};
use crate::secret_access::is_open;
use crate::token::{Interrupt, with_token};

/// What was seen, as far as it went.
#[derive(Debug, Default)]
pub struct Observed {
    /// The address of the org; nothing where another tool knows it.
    pub address: Option<Address>,
    /// The word of `kind` in the specs.
    pub kind: Option<&'static str>,
    /// The word of `auth` in the specs.
    pub auth: &'static str,
    /// What the address answered to nobody in particular, or why nothing.
    pub reached: Option<Result<Reached, String>>,
    /// Why no token was given; nothing where one was.
    pub refused: Option<Refused>,
    /// The org as it was read.
    pub org: Option<OrgFacts>,
    /// Why it could not be read.
    pub unread: Option<String>,
    /// What came of token requests as integrations.
    pub tokens: Vec<TokenTrial>,
    /// The day, as `2026-11-22`.
    pub today: String,
}

/// The address of an org.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Address {
    /// As the specs have it.
    pub url: String,
    /// Why it can be none.
    pub bad: Option<String>,
    /// Whether it is the host that signs in to every org.
    pub is_login_host: bool,
    /// Whether it is a sandbox's by its name.
    pub is_sandbox: bool,
    /// Whether it is on this machine.
    pub is_loopback: bool,
}

/// What an address answered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Reached {
    /// The newest version of the API that it offers.
    pub newest: Option<String>,
    /// How far its clock is ahead of this machine's.
    pub ahead: Option<SignedDuration>,
}

/// A refused token request.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refused {
    /// The code and the words of the org, where it answered.
    pub oauth: Option<(String, String)>,
    /// Everything that was said.
    pub words: String,
}

impl Refused {
    /// Takes an error apart.
    #[must_use]
    pub fn by(error: &Error) -> Self {
        let mut words = error.to_string();
        let mut cause = std::error::Error::source(error);
        while let Some(source) = cause {
            let text = source.to_string();
            if !words.ends_with(&text) {
                words = format!("{words}: {text}");
            }
            cause = source.source();
        }
        Self {
            oauth: error
                .oauth()
                .map(|refusal| (refusal.error.clone(), refusal.description.clone())),
            words,
        }
    }
}

/// What was read of an org.
#[derive(Debug)]
pub struct OrgFacts {
    /// What plans are made from.
    pub live: Live,
    /// The name of the running user's profile.
    pub profile: Option<String>,
    /// The org's limits by name, or why they were not shown.
    pub limits: Result<BTreeMap<String, OrgLimit>, String>,
    /// Whether secrets may be read over REST, or why that was not shown.
    pub shows_secrets: Result<bool, String>,
}

/// What came of asking for a token as an integration.
#[derive(Debug)]
pub struct TokenTrial {
    /// The integration.
    pub integration: IntegrationName,
    /// The app.
    pub app: String,
    /// What came of it.
    pub outcome: Trial,
}

/// What came of a token request.
#[derive(Debug)]
pub enum Trial {
    /// A token was given, with these scopes, and revoked.
    Given(Vec<String>),
    /// It was refused.
    Refused(Refused),
    /// There was no credential to ask with, and what to do about that.
    NoCredential(String, &'static str),
}

/// Looks at what the org says of itself, of the running user, and of what specs refer to.
///
/// # Errors
/// When the org cannot be read for plans.
pub async fn observe_org(
    reader: &Reader,
    desired: &Desired,
) -> Result<OrgFacts, hallpass_reconcile::ReadError> {
    let live = hallpass_reconcile::read(reader, desired).await?;
    let user = Soql::select(["Profile.Name"])
        .from("User")
        .filter(eq("Id", live.running_user.id.as_str()));
    let profile = reader.query(&user).await.ok();
    let profile = profile.and_then(|found| Some(found.rows.first()?.text("Profile.Name")?.to_owned()));
    let shows_secrets = is_open(reader).await.map_err(|error| error.to_string());
    Ok(OrgFacts {
        profile,
        limits: reader.limits().await.map_err(|error| error.to_string()),
        shows_secrets,
        live,
    })
}

/// Asks for a token as an integration, with its own credential, and revokes it.
pub async fn try_token(
    org: &Org,
    integration: &Integration,
    app: &App,
    live: &LiveApp,
    interrupt: &Interrupt,
) -> TokenTrial {
    let outcome = match from_org(&org.reader(), live, &app.flow).await {
        Ok(credential) => ask(org, integration, &credential, interrupt).await,
        Err(error) => no_credential(&error),
    };
    TokenTrial {
        integration: integration.name.clone(),
        app: app.name.to_string(),
        outcome,
    }
}

fn no_credential(error: &NoCredential) -> Trial {
    Trial::NoCredential(error.to_string(), error.fix())
}

async fn ask(org: &Org, integration: &Integration, credential: &Credential, interrupt: &Interrupt) -> Trial {
    let login = credential.login(org.url(), &integration.user.username);
    let scopes = async |one: &Org| one.granted_scopes().to_vec();
    match with_token(org, &login, interrupt, scopes).await {
        Ok(held) => Trial::Given(held.done.unwrap_or_default()),
        Err(error) => Trial::Refused(Refused::by(&error)),
    }
}
