//! The scope tokens of app metadata.
//!
//! External client apps have a vocabulary of their own: it differs from that of connected apps in `SFApiPlatform`
//! (there `SFAP`) and both differ from the runtime names. Sources: ExtlClntAppOauthSettings page and a recorded
//! listing of the deploy validator; ConnectedAppOauthAccessScope of the metadata WSDL; columns from a describe of
//! `ExtlClntAppOauthSettings` at API 64.

/// Token of an external client app, and the column of `ExtlClntAppOauthSettings` without `OauthScopes`, if any.
pub(crate) const TOKENS: &[(&str, &str)] = &[
    ("Basic", "SSO"),
    ("OfflineAccess", "OFFLINE_ACCESS"),
    ("DataCloudUserClaims", ""),
    ("Email", "EMAIL"),
    ("Address", "ADDRESS"),
    ("CDPSegment", "CDP_SEGMENT_API"),
    ("Chatbot", "CHATBOT_API"),
    ("CustomApplications", "VF"),
    ("Full", "FULL"),
    ("Profile", "PROFILE"),
    ("CDP", "CDP_API"),
    ("CDPProfile", "CDP_PROFILE_API"),
    ("RefreshToken", "REFRESH_TOKEN"),
    ("Phone", "PHONE"),
    ("PwdlessLogin", "PWDLESS_LOGIN_API"),
    ("Interaction", "INTERACTION_API"),
    ("Pardot", "PARDOT_API"),
    ("CDPIngest", "CDP_INGEST_API"),
    ("CDPIdentityResolution", "CDP_IDENTITYRESOLUTION_API"),
    ("CustomPermissions", "CUSTOM_PERMISSIONS"),
    ("ForgotPassword", "FORGOT_PASSWORD"),
    ("UserRegistration", "USER_REGISTRATION_API"),
    ("OpenID", "OPENID"),
    ("Chatter", "CHATTER_REST_API"),
    ("Wave", "WAVE_REST_API"),
    ("SFApiPlatform", "SFAP_API"),
    ("SCRT", ""),
    ("Web", "WEB"),
    ("EinsteinGPT", "EINSTEIN_GPT_API"),
    ("Lightning", "LIGHTNING"),
    ("Content", "CONTENT"),
    ("CDPCalculatedInsight", "CDP_CALCULATED_INSIGHT_API"),
    ("Eclair", "ECLAIR_REST_API"),
    ("Api", "API"),
    ("MCP", ""),
    ("CDPQuery", "CDP_QUERY_API"),
];

/// Cuts `Api, RefreshToken` into its tokens, each once.
pub(crate) fn split(list: &str) -> Vec<String> {
    let mut tokens: Vec<String> = Vec::new();
    for token in list.split(',').map(str::trim).filter(|token| !token.is_empty()) {
        if !tokens.iter().any(|known| known == token) {
            tokens.push(token.to_owned());
        }
    }
    tokens
}

/// The tokens that no external client app may have.
pub(crate) fn unknown(tokens: &[String]) -> Vec<&str> {
    tokens
        .iter()
        .map(String::as_str)
        .filter(|token| !TOKENS.iter().any(|(known, _)| known == token))
        .collect()
}

/// What a connected app gives back on retrieve for a scope that was deployed (Metadata API Developer Guide,
/// ConnectedApp: lists of values for deploy and for retrieve).
pub(crate) fn normalised(scope: &str) -> &str {
    match scope {
        "Address" | "Email" | "Phone" | "Profile" => "Basic",
        "OfflineAccess" => "RefreshToken",
        other => other,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn lists_are_sets_with_any_separator() {
        assert_eq!(split("Api,RefreshToken , Api,"), ["Api", "RefreshToken"]);
        assert_eq!(unknown(&split("Api, chatbot_api, SFAP")), ["chatbot_api", "SFAP"]);
    }
}
