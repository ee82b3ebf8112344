//! Orgs that the `sf` CLI on this machine is signed in to.
//!
//! `sf org display` names the org. Since 2026 it shows a placeholder in place of the token, and the
//! token is had by `sf org auth show-access-token` (Salesforce DX Developer Guide, "View Org
//! Authentication Secrets"); older versions lack that command and show the token.

use std::path::PathBuf;
use std::process::Stdio;
use std::time::Duration;

use secrecy::{ExposeSecret, SecretString};
use serde::Deserialize;
use tokio::process::Command;

use crate::auth::login::CliProblem;
use crate::auth::session::TokenIdentity;
use crate::auth::{LoginError, Session, SfdxAuthUrl};
use crate::id::RecordId;
use crate::instance::InstanceUrl;

/// The CLI takes a second or two; a wait of a minute means that it asks something or hangs.
const PATIENCE: Duration = Duration::from_secs(60);

/// An org by the name that the `sf` CLI has for it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct SfCli {
    /// Its alias, or the user name.
    pub alias: String,
    /// The program; `sf` when left out.
    pub program: Option<PathBuf>,
}

/// What the CLI knows about an org.
#[derive(Debug)]
pub(crate) struct CliOrg {
    pub(crate) session: Session,
    pub(crate) auth_url: Option<SfdxAuthUrl>,
}

/// The `result` of `sf org display --verbose --json`.
#[derive(Default, Deserialize)]
#[serde(rename_all = "camelCase", default)]
struct Displayed {
    id: Option<String>,
    instance_url: Option<String>,
    access_token: Option<SecretString>,
    sfdx_auth_url: Option<SecretString>,
}

/// The `result` of `sf org auth show-access-token --json`.
#[derive(Deserialize)]
#[serde(rename_all = "camelCase")]
struct ShownToken {
    access_token: Option<SecretString>,
}

/// What every command of the CLI prints with `--json`.
#[derive(Deserialize)]
struct Printed<T> {
    result: Option<T>,
    message: Option<String>,
}

impl SfCli {
    /// The org with this alias or user name.
    #[must_use]
    pub fn new(alias: impl Into<String>) -> Self {
        Self {
            alias: alias.into(),
            program: None,
        }
    }

    /// Asks the CLI for the org and a token.
    pub(crate) async fn org(&self) -> Result<CliOrg, LoginError> {
        let displayed: Displayed = self.ask(&["org", "display", "--verbose"]).await?;
        if token_in(displayed.access_token.as_ref()).is_some() {
            return self.read(displayed, None);
        }
        let shown: ShownToken = self.ask(&["org", "auth", "show-access-token"]).await?;
        self.read(displayed, shown.access_token.as_ref())
    }

    fn read(&self, displayed: Displayed, shown: Option<&SecretString>) -> Result<CliOrg, LoginError> {
        let url = displayed
            .instance_url
            .as_deref()
            .ok_or_else(|| self.problem(CliProblem::Unreadable))?;
        let token = token_in(shown)
            .or_else(|| token_in(displayed.access_token.as_ref()))
            .ok_or_else(|| self.problem(CliProblem::NoToken))?;
        let org_id = displayed.id.as_deref().and_then(|id| RecordId::parse(id).ok());
        tracing::debug!(alias = %self.alias, url, org_id = ?org_id, "the sf CLI knows the org");
        Ok(CliOrg {
            session: Session {
                access_token: token.clone(),
                url: InstanceUrl::parse(url)?,
                identity: None::<TokenIdentity>,
                scopes: Vec::new(),
            },
            auth_url: displayed
                .sfdx_auth_url
                .and_then(|text| SfdxAuthUrl::parse(text.expose_secret()).ok()),
        })
    }

    async fn ask<T: for<'de> Deserialize<'de>>(&self, command: &[&str]) -> Result<T, LoginError> {
        let printed = self.run(command).await?;
        let printed: Printed<T> =
            serde_json::from_slice(json_part(&printed)).map_err(|_| self.problem(CliProblem::Unreadable))?;
        match (printed.result, printed.message) {
            (Some(result), _) => Ok(result),
            (None, Some(message)) => Err(self.problem(CliProblem::Said(one_line(&message)))),
            (None, None) => Err(self.problem(CliProblem::Unreadable)),
        }
    }

    async fn run(&self, command: &[&str]) -> Result<Vec<u8>, LoginError> {
        if self.alias.is_empty() || self.alias.starts_with('-') {
            return Err(self.problem(CliProblem::Alias));
        }
        let default = if cfg!(windows) { "sf.cmd" } else { "sf" };
        let program = self.program.clone().unwrap_or_else(|| PathBuf::from(default));
        let output = Command::new(&program)
            .args(command)
            .args(["--target-org", &self.alias, "--json"])
            .env("NO_COLOR", "1")
            .env("FORCE_COLOR", "0")
            .env("SF_SKIP_NEW_VERSION_CHECK", "true")
            .stdin(Stdio::null())
            .stderr(Stdio::null())
            .kill_on_drop(true)
            .output();
        match tokio::time::timeout(PATIENCE, output).await {
            Err(_) => Err(self.problem(CliProblem::TimedOut)),
            Ok(Err(source)) => Err(LoginError::CliMissing { program, source }),
            // It exits with an error and still prints what went wrong as JSON.
            Ok(Ok(output)) => Ok(output.stdout),
        }
    }

    fn problem(&self, problem: CliProblem) -> LoginError {
        LoginError::Cli {
            alias: self.alias.clone(),
            problem,
        }
    }
}

/// The token, unless it is the placeholder for one: session ids and JWTs hold neither blanks nor brackets.
fn token_in(text: Option<&SecretString>) -> Option<&SecretString> {
    text.filter(|token| {
        let token = token.expose_secret();
        !token.is_empty() && !token.contains(['[', ' '])
    })
}

/// What is printed may begin with a warning.
fn json_part(printed: &[u8]) -> &[u8] {
    printed
        .iter()
        .position(|byte| *byte == b'{')
        .map_or(printed, |at| &printed[at..])
}

fn one_line(message: &str) -> String {
    message
        .split_whitespace()
        .collect::<Vec<_>>()
        .join(" ")
        .chars()
        .take(200)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Displayed, Printed, SfCli, ShownToken, json_part};
    use crate::auth::LoginError;
    use crate::auth::login::CliProblem;
    use secrecy::ExposeSecret;

    fn read(displayed: &str, shown: Option<&str>) -> Result<super::CliOrg, LoginError> {
        let displayed: Printed<Displayed> = serde_json::from_slice(json_part(displayed.as_bytes())).unwrap();
        let shown = shown.map(|text| serde_json::from_str::<Printed<ShownToken>>(text).unwrap());
        SfCli::new("acme").read(
            displayed.result.unwrap(),
            shown
                .and_then(|printed| printed.result)
                .and_then(|result| result.access_token)
                .as_ref(),
        )
    }

    #[test]
    fn an_older_cli_shows_the_token_itself() {
        let org = read(
            r#" warning: new version
            {"status":0,"result":{"id":"00D000000000001EAA","username":"a@b.example",
            "instanceUrl":"https://acme.my.salesforce.com/","accessToken":"00D000000000001!AQ.t",
            "sfdxAuthUrl":"force://PlatformCLI::tok@acme.my.salesforce.com"}}"#,
            None,
        )
        .unwrap();
        assert_eq!(org.session.access_token.expose_secret(), "00D000000000001!AQ.t");
        assert_eq!(org.session.url.as_str(), "https://acme.my.salesforce.com");
        assert!(org.auth_url.is_some());
    }

    #[test]
    fn a_newer_cli_shows_a_placeholder_and_the_token_on_request() {
        let displayed = r#"{"status":0,"result":{"instanceUrl":"https://acme.my.salesforce.com",
            "accessToken":"[REDACTED] Use 'sf org auth show-access-token' to view",
            "sfdxAuthUrl":"[REDACTED] Use 'sf org auth show-sfdx-auth-url' to view"}}"#;
        let shown = r#"{"status":0,"result":{"accessToken":"00D000000000001!AQ.t"},"warnings":["..."]}"#;
        let org = read(displayed, Some(shown)).unwrap();
        assert_eq!(org.session.access_token.expose_secret(), "00D000000000001!AQ.t");
        assert!(org.auth_url.is_none());
        let without = read(displayed, None).unwrap_err();
        assert!(
            matches!(
                without,
                LoginError::Cli {
                    problem: CliProblem::NoToken,
                    ..
                }
            ),
            "{without:?}"
        );
    }
}
