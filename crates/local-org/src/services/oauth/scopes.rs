//! The names of scopes.
//!
//! Apps name them in the vocabulary of their metadata (`Api`, `RefreshToken`); tokens carry the runtime names
//! (`api`, `refresh_token`).

/// Metadata name, runtime name. Sources: Metadata API Developer Guide, ConnectedAppOauthAccessScope; help page
/// "OAuth Tokens and Scopes".
const NAMES: &[(&str, &str)] = &[
    ("Basic", "id"),
    ("Api", "api"),
    ("Web", "web"),
    ("Full", "full"),
    ("Chatter", "chatter_api"),
    ("CustomApplications", "visualforce"),
    ("RefreshToken", "refresh_token"),
    ("OfflineAccess", "offline_access"),
    ("OpenID", "openid"),
    ("Profile", "profile"),
    ("Email", "email"),
    ("Address", "address"),
    ("Phone", "phone"),
    ("CustomPermissions", "custom_permissions"),
    ("Wave", "wave_api"),
    ("Eclair", "eclair_api"),
    ("Pardot", "pardot_api"),
    ("Lightning", "lightning"),
    ("Content", "content"),
    ("CDP", "cdp_api"),
    ("CDPIngest", "cdp_ingest_api"),
    ("CDPProfile", "cdp_profile_api"),
    ("CDPQuery", "cdp_query_api"),
    ("CDPSegment", "cdp_segment_api"),
    ("CDPIdentityResolution", "cdp_identityresolution_api"),
    ("CDPCalculatedInsight", "cdp_calculated_insight_api"),
    ("Chatbot", "chatbot_api"),
    ("ForgotPassword", "forgot_password"),
    ("UserRegistration", "user_registration_api"),
    ("PwdlessLogin", "pwdless_login_api"),
    ("Interaction", "interaction_api"),
    ("EinsteinGPT", "einstein_gpt_api"),
    ("SFAP", "sfap_api"),
    ("SFApiPlatform", "sfap_api"),
    ("MCP", "mcp_api"),
    ("SCRT", "scrt_api"),
];

/// What client credentials never give, whatever the app holds.
const NOT_FOR_CLIENT_CREDENTIALS: &[&str] = &["full", "web", "refresh_token", "offline_access"];

/// The runtime names of an app's scopes, each once, in the app's order.
pub(super) fn runtime<S: AsRef<str>>(scopes: &[S]) -> Vec<String> {
    let mut names: Vec<String> = Vec::new();
    for scope in scopes {
        let name = runtime_name(scope.as_ref().trim());
        if !name.is_empty() && !names.contains(&name) {
            names.push(name);
        }
    }
    names
}

/// Every runtime name there is, each once.
pub(super) fn supported() -> Vec<&'static str> {
    let mut names: Vec<_> = NAMES.iter().map(|(_, runtime)| *runtime).collect();
    names.sort_unstable();
    names.dedup();
    names
}

/// What is left of an app's scopes for client credentials.
pub(super) fn for_client_credentials<S: AsRef<str>>(scopes: &[S]) -> Vec<String> {
    let mut names = runtime(scopes);
    names.retain(|name| !NOT_FOR_CLIENT_CREDENTIALS.contains(&name.as_str()));
    names
}

fn runtime_name(scope: &str) -> String {
    NAMES
        .iter()
        .find(|(metadata, runtime)| metadata.eq_ignore_ascii_case(scope) || *runtime == scope)
        .map_or_else(
            || scope.to_ascii_lowercase(),
            |(_, runtime)| (*runtime).to_owned(),
        )
}

#[cfg(test)]
mod tests {
    use super::{for_client_credentials, runtime};

    #[test]
    fn both_vocabularies_give_the_runtime_names() {
        assert_eq!(runtime(&["Api", "RefreshToken", "api"]), ["api", "refresh_token"]);
        assert_eq!(runtime(&["SFApiPlatform", " Web "]), ["sfap_api", "web"]);
    }

    #[test]
    fn client_credentials_drop_what_needs_a_person() {
        assert_eq!(
            for_client_credentials(&["Full", "Web", "RefreshToken", "OfflineAccess"]),
            [""; 0]
        );
        assert_eq!(
            for_client_credentials(&["Full", "Api", "OpenID"]),
            ["api", "openid"]
        );
    }
}
