//! LoginHistory.
//!
//! Values: Object Reference, LoginHistory; the words of Status are those of the Login event. Rows of real orgs hold
//! the label of the login type.

use serde_json::Value;

use super::Source;
use crate::facts::{Behaviours, sessions};
use crate::store::Tx;
use crate::value::{Id, row};

/// How somebody signs in.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Flow {
    /// The client credentials flow.
    ClientCredentials,
    /// The JWT bearer flow.
    JwtBearer,
    /// A refresh token.
    Refresh,
    /// Username and password.
    Password,
    /// A token that the local org itself hands out.
    Direct,
    /// Username and password, by `login` of the SOAP API.
    Soap,
    /// Username and password, on the login page.
    Page,
    /// A code of the web server flow.
    WebServer,
    /// The user-agent flow.
    UserAgent,
}

impl Flow {
    /// The label of the login type, as rows of real orgs hold it.
    pub(super) fn login_type(self) -> &'static str {
        match self {
            Self::Soap => "Other Apex API",
            Self::Page => "Application",
            _ => "Remote Access 2.0",
        }
    }

    /// The type of the session that begins.
    pub(super) fn session_type(self) -> &'static str {
        match self {
            Self::Page => "UI",
            _ => "API",
        }
    }

    fn subtype(self, behaviours: &Behaviours) -> Value {
        let (code, label) = match self {
            Self::ClientCredentials => ("OauthClientCredentials", "OAuth Client Credentials"),
            Self::Refresh => ("OauthRefreshToken", "OAuth Refresh Token"),
            Self::Password => ("OauthUsernamePassword", "OAuth Username-Password"),
            Self::JwtBearer if behaviours.is(&sessions::JWT_LOGIN_SUBTYPE, "OauthJwtBearer") => {
                ("OauthJwtBearer", "OAuth JWT Bearer")
            }
            Self::WebServer => ("OauthWebServer", "OAuth Web Server"),
            Self::UserAgent => ("OauthUserAgent", "OAuth User-Agent"),
            Self::JwtBearer | Self::Direct | Self::Soap | Self::Page => return Value::Null,
        };
        let as_code = behaviours.is(&sessions::LOGIN_SUBTYPE_SPELLING, "code");
        Value::from(if as_code { code } else { label })
    }
}

/// Writes a refused login down.
pub(crate) fn record_failure(
    tx: &mut Tx<'_>,
    user: &Id,
    application: &str,
    flow: Flow,
    source: &Source,
    status: &str,
) {
    record(tx, user, application, flow, source, status);
}

/// Writes a login down and returns the Id of its row.
pub(super) fn record(
    tx: &mut Tx<'_>,
    user: &Id,
    application: &str,
    flow: Flow,
    source: &Source,
    status: &str,
) -> Id {
    let entry = row([
        ("UserId", Value::from(user)),
        ("LoginTime", Value::from(tx.second())),
        ("LoginType", Value::from(flow.login_type())),
        ("LoginSubType", flow.subtype(&tx.org.behaviours)),
        ("SourceIp", Value::from(source.ip.to_string())),
        ("LoginUrl", Value::from(source.host.as_str())),
        ("Status", Value::from(status)),
        ("Application", Value::from(application)),
        ("ClientVersion", Value::from("N/A")),
        ("ApiType", Value::from("N/A")),
        ("ApiVersion", Value::from("N/A")),
        ("Browser", Value::from("Unknown")),
        ("Platform", Value::from("Unknown")),
        (
            "TlsProtocol",
            Value::from(if source.tls { "TLS 1.3" } else { "Unknown" }),
        ),
        ("OptionsIsGet", Value::from(source.by_get)),
        ("OptionsIsPost", Value::from(!source.by_get)),
    ]);
    tx.insert_raw("LoginHistory", entry)
}
