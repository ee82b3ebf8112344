//! OAuth scopes by their runtime names: the one table of those that exist.
//!
//! Specs speak the language of tokens. The vocabularies of metadata (`RefreshToken`, `SFApiPlatform`) are another
//! matter, and translated where metadata is written.

use schemars::{Schema, json_schema};
use serde_json::json;

use crate::decode::{Fault, Rule, nearest};
use crate::diagnostic::code;

/// A scope that exists.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct ScopeFacts {
    /// Its name in tokens and specs.
    pub name: &'static str,
    /// What it lets the holder of a token do.
    pub meaning: &'static str,
}

macro_rules! scopes {
    ($($name:literal: $meaning:literal,)+) => {
        /// All scopes, by name (Help, "OAuth Tokens and Scopes").
        pub const SCOPES: &[ScopeFacts] = &[$(ScopeFacts { name: $name, meaning: $meaning }),+];
    };
}

scopes! {
    "address": "Read the user's address.",
    "api": "Call the APIs: REST, SOAP, Bulk, Apex services.",
    "cdp_api": "Call all Data 360 APIs.",
    "cdp_calculated_insight_api": "Manage calculated insights of Data 360.",
    "cdp_identityresolution_api": "Manage identity resolution of Data 360.",
    "cdp_ingest_api": "Ingest data into Data 360.",
    "cdp_profile_api": "Read profiles of Data 360.",
    "cdp_query_api": "Query Data 360.",
    "cdp_segment_api": "Manage segments of Data 360.",
    "chatbot_api": "Call the chatbot APIs.",
    "chatter_api": "Call the Connect REST API.",
    "content": "Reach content of Salesforce.",
    "custom_permissions": "See the user's custom permissions.",
    "eclair_api": "Call the analytics charts API.",
    "einstein_gpt_api": "Call the Einstein generative AI APIs.",
    "email": "Read the user's e-mail address.",
    "forgot_password": "Run headless password resets.",
    "full": "Do everything that the user may do.",
    "id": "Read the identity URL.",
    "interaction_api": "Call the Interaction API.",
    "lightning": "Reach Lightning applications.",
    "mcp_api": "Call hosted MCP servers.",
    "offline_access": "Get refresh tokens; the same as `refresh_token`.",
    "openid": "Get an OpenID Connect identity token.",
    "pardot_api": "Call the Account Engagement API.",
    "phone": "Read the user's phone number.",
    "profile": "Read the user's profile.",
    "pwdless_login_api": "Run headless passwordless logins.",
    "refresh_token": "Get refresh tokens.",
    "scrt_api": "Call the service real-time APIs.",
    "sfap_api": "Call the Salesforce API Platform, agents among it.",
    "user_registration_api": "Register users headlessly.",
    "visualforce": "Reach pages that customers made with Visualforce.",
    "wave_api": "Call the CRM Analytics API.",
    "web": "Use the token in a browser.",
}

/// A scope.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ScopeRule;

impl Rule for ScopeRule {
    const WHAT: &'static str = "an OAuth scope";

    fn fault(text: &str) -> Option<Fault> {
        let known = || SCOPES.iter().map(|scope| scope.name);
        if known().any(|name| name == text) {
            return None;
        }
        let fault = Fault::new(
            code::SCOPE,
            format!("`{text}` is not an OAuth scope that Salesforce knows"),
            "unknown scope",
        );
        let near = known()
            .find(|name| name.replace('_', "") == text.to_ascii_lowercase().replace('_', ""))
            .or_else(|| nearest(text, known()));
        Some(match near {
            Some(near) => fault.instead(Some(near)),
            None => {
                fault.hint("scopes are written as they stand in a token, such as `api` or `refresh_token`")
            }
        })
    }

    fn schema() -> Schema {
        let scopes = SCOPES
            .iter()
            .map(|scope| json!({ "const": scope.name, "description": scope.meaning }));
        json_schema!({ "type": "string", "oneOf": scopes.collect::<Vec<_>>() })
    }
}

#[cfg(test)]
mod tests {
    use super::{SCOPES, ScopeRule};
    use crate::decode::Rule;

    #[test]
    fn scopes_are_sorted_and_metadata_names_lead_to_runtime_names() {
        assert!(SCOPES.windows(2).all(|pair| pair[0].name < pair[1].name));
        for (written, meant) in [
            ("RefreshToken", "refresh_token"),
            ("Api", "api"),
            ("refresh-token", "refresh_token"),
        ] {
            assert_eq!(ScopeRule::fault(written).unwrap().instead.unwrap(), meant);
        }
    }
}
