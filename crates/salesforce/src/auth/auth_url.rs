//! SFDX auth URLs: `force://<client id>:<client secret>:<refresh token>@<instance>`.

use std::str::FromStr;

use secrecy::SecretString;

use crate::instance::{BadInstanceUrl, InstanceUrl};

/// A refresh token with what is needed to use it, as the Salesforce CLI writes it.
#[derive(Clone, Debug)]
pub struct SfdxAuthUrl {
    url: InstanceUrl,
    client_id: String,
    client_secret: Option<SecretString>,
    refresh_token: SecretString,
}

/// Why a text is not an SFDX auth URL. Never quotes it: it is a secret.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[non_exhaustive]
pub enum BadAuthUrl {
    /// Not of the form at all.
    #[error("it is not of the form force://<client id>:<client secret>:<refresh token>@<instance>")]
    Shape,
    /// The instance must not be given a token.
    #[error("its instance cannot be used")]
    Instance(#[source] BadInstanceUrl),
}

impl SfdxAuthUrl {
    /// Reads an SFDX auth URL. The client secret may be empty.
    ///
    /// # Errors
    /// When it has another form, or its instance is neither Salesforce's nor on this machine.
    pub fn parse(text: &str) -> Result<Self, BadAuthUrl> {
        let rest = text.trim().strip_prefix("force://").ok_or(BadAuthUrl::Shape)?;
        let (credentials, instance) = rest.rsplit_once('@').ok_or(BadAuthUrl::Shape)?;
        let mut parts = credentials.splitn(3, ':');
        let (Some(client_id), Some(client_secret), Some(refresh_token)) =
            (parts.next(), parts.next(), parts.next())
        else {
            return Err(BadAuthUrl::Shape);
        };
        if client_id.is_empty() || refresh_token.is_empty() {
            return Err(BadAuthUrl::Shape);
        }
        Ok(Self {
            url: instance_of(instance).map_err(BadAuthUrl::Instance)?,
            client_id: client_id.to_owned(),
            client_secret: (!client_secret.is_empty()).then(|| client_secret.into()),
            refresh_token: refresh_token.into(),
        })
    }

    /// The org.
    #[must_use]
    pub fn url(&self) -> &InstanceUrl {
        &self.url
    }

    /// The consumer key of the app that got the refresh token.
    #[must_use]
    pub fn client_id(&self) -> &str {
        &self.client_id
    }

    pub(crate) fn client_secret(&self) -> Option<&SecretString> {
        self.client_secret.as_ref()
    }

    pub(crate) fn refresh_token(&self) -> &SecretString {
        &self.refresh_token
    }
}

/// The instance has no scheme of its own; on this machine it is `http`, as a local server mostly is.
fn instance_of(text: &str) -> Result<InstanceUrl, BadInstanceUrl> {
    let as_http = (!text.contains("://")).then(|| InstanceUrl::parse(&format!("http://{text}")));
    match as_http {
        Some(Ok(local)) => Ok(local),
        _ => InstanceUrl::parse(text),
    }
}

impl FromStr for SfdxAuthUrl {
    type Err = BadAuthUrl;

    fn from_str(text: &str) -> Result<Self, Self::Err> {
        Self::parse(text)
    }
}

#[cfg(test)]
mod tests {
    use super::{BadAuthUrl, SfdxAuthUrl};
    use secrecy::ExposeSecret;

    #[test]
    fn auth_urls_are_taken_apart() {
        for (text, id, secret, token, url) in [
            (
                "force://PlatformCLI::5Aep861.tok=@acme.my.salesforce.com",
                "PlatformCLI",
                None,
                "5Aep861.tok=",
                "https://acme.my.salesforce.com",
            ),
            (
                "force://id:sec:5AepX@127.0.0.1:8080",
                "id",
                Some("sec"),
                "5AepX",
                "http://127.0.0.1:8080",
            ),
            (
                "force://id:sec:5AepX@https://acme.my.salesforce.com",
                "id",
                Some("sec"),
                "5AepX",
                "https://acme.my.salesforce.com",
            ),
        ] {
            let parsed = SfdxAuthUrl::parse(text).unwrap();
            assert_eq!(parsed.client_id(), id);
            assert_eq!(parsed.client_secret().map(ExposeSecret::expose_secret), secret);
            assert_eq!(parsed.refresh_token().expose_secret(), token);
            assert_eq!(parsed.url().as_str(), url);
            assert!(!format!("{parsed:?}").contains(token));
        }
    }

    #[test]
    fn other_texts_are_refused_without_being_quoted() {
        for text in [
            "",
            "https://x",
            "force://id:sec:tok",
            "force://tok@acme.my.salesforce.com",
            "force://::@h",
        ] {
            assert_eq!(SfdxAuthUrl::parse(text).unwrap_err(), BadAuthUrl::Shape, "{text}");
        }
        let foreign = SfdxAuthUrl::parse("force://id:sec:5AepX@evil.example").unwrap_err();
        assert!(matches!(foreign, BadAuthUrl::Instance(_)));
    }
}
