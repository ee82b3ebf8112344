//! The apps of an integration.

use hallpass_model::IpRelaxation;

use crate::decode::{Fault, OneOrMany, Text, Unique, mapping, words};
use crate::diagnostic::code;
use crate::text::{ApiNameRule, Callback, Email, Free, Label, Line, OwnApiName, ScopeRule};

mapping! {
    /// An app through which an integration gets its tokens: an External Client App, or a connected app that is there
    /// already. Only holders of the integration's permission set may use it.
    struct AppSpec = "an app" {
        /// The name of an External Client App.
        optional external_client_app: Text<OwnApiName>,
        /// The name of a connected app, which is adopted and updated: most orgs block creating one.
        optional connected_app: Text<ApiNameRule>,
        /// Its label. Default: its name, with spaces for underscores.
        optional label: Text<Label>,
        /// Its description. Default: that of the integration.
        optional description: Text<Free>,
        /// Whom Salesforce writes to about the app. Default: the address of the user.
        optional contact_email: Text<Email>,
        /// Where the app may send people back to, one URL or a list. Salesforce asks for one even where nothing calls
        /// back; `https://localhost/callback` is the usual stand-in.
        optional callback_url: OneOrMany<Text<Callback>>,
        /// How the integration gets its tokens.
        required flow: FlowWord,
        /// With `flow: jwt_bearer`: the file of the certificate, in PEM form. Relative to this file.
        optional certificate: Text<Line>,
        /// What tokens may be used for, by the names that stand in a token. A new External Client App needs some.
        optional scopes: Unique<Text<ScopeRule>>,
        /// Whether the login ranges of the user's profile bind it here. Not managed where it is absent.
        optional ip_relaxation: IpRelaxation,
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
    IpRelaxation = "a way to relax login ranges" {
        "enforce" => IpRelaxation::Enforce, "The login ranges of the user's profile bind it.";
        "bypass" => IpRelaxation::Bypass, "They do not.";
        "bypass_with_second_factor" => IpRelaxation::BypassWithSecondFactor, "They do not where a second factor was given.";
        "enforce_relax_refresh" => IpRelaxation::EnforceRelaxRefresh, "They do, but not for refreshing a token.";
    }
}
