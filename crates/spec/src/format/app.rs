//! The apps of an integration.

use hallpass_model::{IpRelaxation, Manage};

use crate::decode::{Fault, OneOrMany, Text, Unique, mapping, words};
use crate::diagnostic::code;
use crate::text::{
    ApiNameRule, Callback, Email, Free, IpRangeRule, Label, Line, RefreshTokenRule, ScopeRule,
    SessionTimeoutRule,
};

mapping! {
    /// An app through which an integration gets its tokens: an External Client App, or a connected app that is there
    /// already. Only holders of the integration's permission set may use it.
    struct AppSpec = "an app" {
        /// The name of an External Client App.
        optional external_client_app: Text<ApiNameRule>,
        /// The name of a connected app, which is adopted and updated: most orgs block creating one.
        optional connected_app: Text<ApiNameRule>,
        /// How much of the app is managed. Default: all.
        optional manage: Manage,
        /// Whether a connected app that is missing may be created: only where Salesforce Customer Support has allowed
        /// that for the org, which no org tells. Default: false.
        optional create: bool,
        /// Its label. Default: its name, with spaces for underscores.
        optional label: Text<Label>,
        /// Its description. Default: that of the integration.
        optional description: Text<Free>,
        /// Whom Salesforce writes to about the app. Default: the address of the user.
        optional contact_email: Text<Email>,
        /// Where the app may send people back to, one URL or a list. Salesforce asks for one even where nothing calls
        /// back; `https://localhost/callback` is the usual stand-in.
        optional callback_url: OneOrMany<Text<Callback>>,
        /// How the integration gets its tokens. Needed unless only the policies are managed.
        optional flow: FlowWord,
        /// With `flow: jwt_bearer`: the file of the certificate, in PEM form. Relative to this file.
        optional certificate: Text<Line>,
        /// What tokens may be used for, by the names that stand in a token. A new External Client App needs some.
        optional scopes: Unique<Text<ScopeRule>>,
        /// Whether the login ranges of the user's profile bind it here. Not managed where it is absent.
        optional ip_relaxation: IpRelaxation,
        /// Addresses from which the app may be used although they are outside of the login ranges, each an address, a range
        /// such as `192.0.2.0-192.0.2.255`, or `192.0.2.0/24`. Not managed where it is absent.
        optional trusted_ip_ranges: Unique<Text<IpRangeRule>>,
        /// Whether the flows with a browser need a challenge (PKCE). Not managed where it is absent.
        optional require_pkce: bool,
        /// Whether the web server flow needs the secret. Not managed where it is absent.
        optional require_secret: bool,
        /// Whether refreshing a token needs the secret. Not managed where it is absent.
        optional require_secret_for_refresh: bool,
        /// How long refresh tokens are good for: `infinite`, `zero`, `lifetime 30d` after they were given, `unused 30d` after they
        /// were last used; in `h`, `d` or `mo`. Not managed where it is absent.
        optional refresh_policy: Text<RefreshTokenRule>,
        /// How sure a session must be of its user. Not managed where it is absent.
        optional session_level: SessionLevel,
        /// How long sessions of the app live without use, such as `30m` or `2h`. Not managed where it is absent.
        optional session_timeout: Text<SessionTimeoutRule>,
        /// Whether an External Client App is switched on. Default: it is.
        optional enabled: bool,
    }
    also { "oneOf": [{ "required": ["external_client_app"] }, { "required": ["connected_app"] }] }
}

/// How an app gets its tokens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum FlowWord {
    ClientCredentials,
    JwtBearer,
}

words! {
    FlowWord = "a flow that hallpass sets up" {
        "client_credentials" => FlowWord::ClientCredentials, "Key and secret; tokens belong to the integration's user.";
        "jwt_bearer" => FlowWord::JwtBearer, "An assertion signed with the key of `certificate`; no secret at rest.";
    }
    explain flow
}

/// Flows that exist and that no integration should use.
fn flow(word: &str) -> Option<Fault> {
    let folded: String = word.chars().filter(char::is_ascii_alphanumeric).collect();
    match folded.to_ascii_lowercase().as_str() {
        "usernamepassword" | "password" | "resourceowner" | "resourceownerpassword" | "ropc" => Some(
            Fault::new(
                code::FLOW,
                "the username-password flow hands the user's password to the integration",
                "no flow for integrations",
            )
            .hint(
                "use `client_credentials`, or `jwt_bearer`: External Client Apps and new orgs refuse the \
                 username-password flow, and hallpass never sets a password",
            ),
        ),
        "webserver" | "authorizationcode" | "useragent" | "implicit" | "device" | "refreshtoken"
        | "hybrid" => Some(
            Fault::new(
                code::FLOW,
                format!("the flow `{word}` needs a person who logs in"),
                "no flow for integrations",
            )
            .hint("use `client_credentials`, or `jwt_bearer`"),
        ),
        _ => None,
    }
}

words! {
    Manage = "a word for how much is managed" {
        "all" => Manage::All, "All of the app; it is the integration's own and carries its mark.";
        "policies" => Manage::Policies, "What the org decides of an app that another made, such as the vendor of a package: who may use it, as whom, and for how long.";
    }
}

/// How sure a session must be of its user.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum SessionLevel {
    Low,
    Standard,
    HighAssurance,
}

impl SessionLevel {
    /// Returns the word of specs and plans.
    pub(crate) const fn word(self) -> &'static str {
        match self {
            SessionLevel::Low => "low",
            SessionLevel::Standard => "standard",
            SessionLevel::HighAssurance => "high_assurance",
        }
    }
}

words! {
    SessionLevel = "a level of sessions" {
        "low" => SessionLevel::Low, "Any.";
        "standard" => SessionLevel::Standard, "The usual one.";
        "high_assurance" => SessionLevel::HighAssurance, "A second factor was given; only people can do that.";
    }
}

words! {
    IpRelaxation = "a way to relax login ranges" {
        "enforce" => IpRelaxation::Enforce, "The login ranges of the user's profile bind it.";
        "bypass" => IpRelaxation::Bypass, "They do not.";
        "bypass_with_second_factor" => IpRelaxation::BypassWithSecondFactor, "They do not where a second factor was given.";
        "enforce_relax_refresh" => IpRelaxation::EnforceRelaxRefresh, "They do, but not for refreshing a token.";
    }
}
