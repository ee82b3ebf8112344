//! Signing in and out: the token of a run begins and ends with it.
//!
//! Newman does not ask for OAuth tokens by itself, so the first request does; Postman's own button works too.

use serde_json::{Value, json};

use super::request::Request;
use crate::handover::{Parcel, Way};

/// How all requests are authorized: with the token that signing in put into the environment.
pub(super) fn auth(parcel: &Parcel) -> Value {
    let mut members = vec![
        ("accessToken", "{{access_token}}"),
        ("addTokenTo", "header"),
        ("headerPrefix", "Bearer"),
        ("tokenType", "Bearer"),
        ("tokenName", "Salesforce"),
    ];
    if matches!(parcel.way, Way::ClientCredentials { .. }) {
        members.extend([
            ("grant_type", "client_credentials"),
            ("accessTokenUrl", "{{login_url}}/services/oauth2/token"),
            ("clientId", "{{client_id}}"),
            ("clientSecret", "{{client_secret}}"),
            ("client_authentication", "body"),
        ]);
    }
    let members: Vec<Value> = members
        .into_iter()
        .map(|(key, value)| json!({ "key": key, "value": value, "type": "string" }))
        .collect();
    json!({ "type": "oauth2", "oauth2": members })
}

/// The first request.
pub(super) fn sign_in(parcel: &Parcel) -> Value {
    let request = Request::new("POST", "Sign in", "{{login_url}}/services/oauth2/token").by_nobody();
    let request = match &parcel.way {
        Way::ClientCredentials { .. } => request
            .form(&[
                ("grant_type", "client_credentials"),
                ("client_id", "{{client_id}}"),
                ("client_secret", "{{client_secret}}"),
            ])
            .described("Asks for a token at My Domain; the login hosts refuse this flow."),
        Way::JwtBearer { .. } => request
            .form(&[
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", "{{assertion}}"),
            ])
            .described(
                "Put an assertion that is signed with the integration's private key into the variable `assertion`: \
                 iss {{client_id}}, sub {{username}}, aud {{audience}}, exp in two minutes, RS256.",
            ),
    };
    request
        .tests(
            r#"
            const body = pm.response.json();
            pm.environment.set("access_token", body.access_token || "");
            pm.environment.set("instance_url", body.instance_url || "");
            pm.test("a token is given", () => {
              pm.expect(body.error_description || body.error || "").to.eql("");
              pm.response.to.have.status(200);
              pm.expect(body.token_type).to.eql("Bearer");
            });
            pm.test("it is the integration's own user", () => {
              pm.expect(body.id).to.include(pm.variables.get("user_id").slice(0, 15));
            });
            "#,
        )
        .build()
}

/// The last request.
pub(super) fn sign_out() -> Value {
    Request::new("POST", "Sign out", "{{instance_url}}/services/oauth2/revoke")
        .by_nobody()
        .form(&[("token", "{{access_token}}")])
        .described("Ends the token of this run.")
        .tests(
            r#"
            pm.test("the token is ended", () => pm.response.to.have.status(200));
            pm.environment.set("access_token", "");
            "#,
        )
        .build()
}
