//! The discovery document. Source: a recorded one.

use serde_json::json;

use super::scopes;
use crate::server::Response;
use crate::store::Org;

/// Answers `/.well-known/openid-configuration`.
pub(super) fn answer(org: &Org) -> Response {
    let base = org.url();
    let oauth = |name: &str| format!("{base}/services/oauth2/{name}");
    let body = json!({
        "issuer": base,
        "authorization_endpoint": oauth("authorize"),
        "token_endpoint": oauth("token"),
        "revocation_endpoint": oauth("revoke"),
        "userinfo_endpoint": oauth("userinfo"),
        "jwks_uri": format!("{base}/id/keys"),
        "registration_endpoint": oauth("register"),
        "introspection_endpoint": oauth("introspect"),
        "scopes_supported": scopes::supported(),
        "response_types_supported": ["code", "token", "token id_token"],
        "code_challenge_methods_supported": ["S256"],
        "subject_types_supported": ["public"],
        "id_token_signing_alg_values_supported": ["RS256"],
        "display_values_supported": ["page", "popup", "touch"],
        "token_endpoint_auth_methods_supported": ["client_secret_post", "client_secret_basic", "private_key_jwt"],
        "claims_supported": [
            "active", "address", "email", "email_verified", "family_name", "given_name", "is_app_installed",
            "language", "locale", "name", "nickname", "organization_id", "phone_number",
            "phone_number_verified", "photos", "picture", "preferred_username", "profile", "sub", "updated_at",
            "urls", "user_id", "user_type", "zoneinfo",
        ],
    });
    Response::json(200, &body)
}
