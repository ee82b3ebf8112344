//! Telling an address what drift found. The address is a secret: whoever has it can write there.

use std::time::Duration;

use reqwest::redirect::Policy;
use reqwest::{Client, Url};
use secrecy::{ExposeSecret as _, SecretString};

use crate::arguments::{DriftArguments, NotifyFormat, NotifyWhen};
use crate::error::Failure;
use crate::exit::Exit;
use crate::view::Notice;

/// No schedule waits longer for somebody who may not be there.
const PATIENCE: Duration = Duration::from_secs(15);

/// Hosts whose webhooks take Slack's shape and no other.
const SLACK: [&str; 2] = ["hooks.slack.com", "hooks.slack-gov.com"];

/// An address, and in which shape it is told what.
pub(super) struct Notifier {
    url: Url,
    client: Client,
    is_slack: bool,
    when: NotifyWhen,
}

impl Notifier {
    /// Makes one where an address is given. An empty one is none: that is what a missing secret of a CI system comes to.
    pub(super) fn of(arguments: &DriftArguments) -> Result<Option<Self>, Failure> {
        let Some(url) = arguments
            .notify
            .as_ref()
            .filter(|url| !url.expose_secret().trim().is_empty())
        else {
            return Ok(None);
        };
        let url = address(url)?;
        let is_slack = match arguments.notify_format {
            NotifyFormat::Auto => url.host_str().is_some_and(|host| SLACK.contains(&host)),
            NotifyFormat::Json => false,
            NotifyFormat::Slack => true,
        };
        let client = Client::builder()
            .timeout(PATIENCE)
            .redirect(Policy::none())
            .build()
            .map_err(|error| Failure::because("send the notification", &error.without_url()))?;
        Ok(Some(Self {
            url,
            client,
            is_slack,
            when: arguments.notify_when,
        }))
    }

    /// Tells it what is news to it, once.
    pub(super) async fn tell(&self, notice: &Notice<'_>) -> Result<(), Failure> {
        if self.when == NotifyWhen::Moved && !notice.is_news() {
            return Ok(());
        }
        let body = if self.is_slack {
            notice.as_slack()
        } else {
            notice.as_json()
        };
        let request = self
            .client
            .post(self.url.clone())
            .header("content-type", "application/json");
        let response = request
            .body(body)
            .send()
            .await
            .map_err(|error| Failure::because("send the notification", &error.without_url()))?;
        let status = response.status();
        if status.is_success() {
            return Ok(());
        }
        let failure = Failure::new(
            Exit::Error,
            format!("the notification was refused with status {}", status.as_u16()),
        );
        Err(if status.is_redirection() {
            failure.hint("the address of --notify leads elsewhere, which is not followed: give the last one")
        } else {
            failure
        })
    }
}

/// Reads the address. What is wrong with it is told without it.
fn address(url: &SecretString) -> Result<Url, Failure> {
    let wrong = |what: &str| Failure::new(Exit::Usage, format!("--notify takes {what}"));
    let url = Url::parse(url.expose_secret().trim()).map_err(|_| wrong("an address such as https://…"))?;
    let is_here = match url.host_str() {
        Some("localhost" | "127.0.0.1" | "[::1]") => true,
        Some(_) => false,
        None => return Err(wrong("an address with a host")),
    };
    match url.scheme() {
        "https" => Ok(url),
        "http" if is_here => Ok(url),
        _ => Err(wrong(
            "https only, because the address is a secret; http is for this machine alone",
        )),
    }
}
