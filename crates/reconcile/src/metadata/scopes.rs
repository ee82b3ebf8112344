//! The four vocabularies of OAuth scopes, in one table.

use hallpass_model::Scope;

/// A scope in every vocabulary: as it stands in a token, in `commaSeparatedOauthScopes` of an External
/// Client App, and in `scopes` of a connected app. Empty where a vocabulary lacks it.
struct Row {
    runtime: &'static str,
    external: &'static str,
    connected: &'static str,
}

const fn row(runtime: &'static str, external: &'static str, connected: &'static str) -> Row {
    Row {
        runtime,
        external,
        connected,
    }
}

/// Metadata API Developer Guide, ExtlClntAppOauthSettings and ConnectedApp; Help, "OAuth Tokens and Scopes".
const ROWS: [Row; 36] = [
    row("id", "Basic", "Basic"),
    row("api", "Api", "Api"),
    row("web", "Web", "Web"),
    row("full", "Full", "Full"),
    row("chatter_api", "Chatter", "Chatter"),
    row("visualforce", "CustomApplications", "CustomApplications"),
    row("refresh_token", "RefreshToken", "RefreshToken"),
    row("openid", "OpenID", "OpenID"),
    row("profile", "Profile", "Profile"),
    row("email", "Email", "Email"),
    row("address", "Address", "Address"),
    row("phone", "Phone", "Phone"),
    row("offline_access", "OfflineAccess", "OfflineAccess"),
    row("custom_permissions", "CustomPermissions", "CustomPermissions"),
    row("wave_api", "Wave", "Wave"),
    row("eclair_api", "Eclair", "Eclair"),
    row("pardot_api", "Pardot", "Pardot"),
    row("lightning", "Lightning", "Lightning"),
    row("content", "Content", "Content"),
    row("cdp_ingest_api", "CDPIngest", "CDPIngest"),
    row("cdp_profile_api", "CDPProfile", "CDPProfile"),
    row("cdp_query_api", "CDPQuery", "CDPQuery"),
    row("cdp_segment_api", "CDPSegment", "CDPSegment"),
    row(
        "cdp_identityresolution_api",
        "CDPIdentityResolution",
        "CDPIdentityResolution",
    ),
    row(
        "cdp_calculated_insight_api",
        "CDPCalculatedInsight",
        "CDPCalculatedInsight",
    ),
    row("cdp_api", "CDP", "CDP"),
    row("chatbot_api", "Chatbot", "Chatbot"),
    row("forgot_password", "ForgotPassword", "ForgotPassword"),
    row("user_registration_api", "UserRegistration", "UserRegistration"),
    row("sfap_api", "SFApiPlatform", "SFAP"),
    row("interaction_api", "Interaction", "Interaction"),
    row("einstein_gpt_api", "EinsteinGPT", "EinsteinGPT"),
    row("pwdless_login_api", "PwdlessLogin", "PwdlessLogin"),
    row("mcp_api", "MCP", "MCP"),
    row("scrt_api", "SCRT", "SCRT"),
    row(
        "data_cloud_user_claims",
        "DataCloudUserClaims",
        "DataCloudUserClaims",
    ),
];

/// Returns the words of an External Client App and of a connected app for a runtime name, where they are known.
#[must_use]
pub fn scope_words(runtime: &str) -> Option<(&'static str, &'static str)> {
    let row = ROWS.iter().find(|row| row.runtime == runtime)?;
    Some((row.external, row.connected))
}

/// Reads a word of an External Client App; an unknown one is kept as it is, so that it is seen and survives.
pub(crate) fn scope_from_external(word: &str) -> Scope {
    let known = ROWS.iter().find(|row| row.external.eq_ignore_ascii_case(word));
    Scope(known.map_or(word, |row| row.runtime).to_owned())
}

/// Reads a word of a connected app.
pub(crate) fn scope_from_connected(word: &str) -> Scope {
    let known = ROWS.iter().find(|row| row.connected.eq_ignore_ascii_case(word));
    Scope(known.map_or(word, |row| row.runtime).to_owned())
}

/// Returns the word of an External Client App for a runtime name.
pub(crate) fn external_scope(runtime: &str) -> &str {
    ROWS.iter()
        .find(|row| row.runtime == runtime)
        .map_or(runtime, |row| row.external)
}

/// Returns the word of a connected app for a runtime name.
pub(crate) fn connected_scope(runtime: &str) -> &str {
    ROWS.iter()
        .find(|row| row.runtime == runtime)
        .map_or(runtime, |row| row.connected)
}

#[cfg(test)]
mod tests {
    use super::{ROWS, connected_scope, external_scope, scope_from_connected, scope_from_external};
    use std::collections::BTreeSet;

    #[test]
    fn every_scope_round_trips_through_both_vocabularies() {
        for row in &ROWS {
            assert_eq!(scope_from_external(external_scope(row.runtime)).0, row.runtime);
            assert_eq!(scope_from_connected(connected_scope(row.runtime)).0, row.runtime);
        }
    }

    #[test]
    fn no_word_stands_twice_in_a_vocabulary() {
        for column in [
            (|row| row.runtime) as fn(&super::Row) -> &str,
            |row| row.external,
            |row| row.connected,
        ] {
            assert_eq!(ROWS.iter().map(column).collect::<BTreeSet<_>>().len(), ROWS.len());
        }
    }

    #[test]
    fn a_scope_of_tomorrow_is_kept_as_it_is() {
        assert_eq!(scope_from_external("A2A").0, "A2A");
        assert_eq!(external_scope("A2A"), "A2A");
    }
}
