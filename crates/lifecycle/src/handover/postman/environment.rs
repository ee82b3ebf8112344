//! The environment: where the collection runs, and with which credential.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Value, json};

use crate::handover::{Parcel, Way};

/// The text of an environment. Secrets have the type `secret`, which Postman masks and does not sync with the collection.
pub(in crate::handover) fn environment(parcel: &Parcel) -> SecretString {
    let stamp = &parcel.stamp;
    let mut values = vec![
        plain("login_url", &parcel.url),
        plain("instance_url", &parcel.url),
        plain("api_version", &parcel.api_version),
        plain("username", parcel.username.as_str()),
        plain("user_id", &parcel.user_id.to_string()),
        plain("client_id", parcel.way.client_id()),
    ];
    match &parcel.way {
        Way::ClientCredentials { client_secret, .. } => {
            values.push(secret("client_secret", client_secret.expose_secret()));
        }
        // The private key stays where it is: Postman gets a signed assertion.
        Way::JwtBearer { audience, .. } => {
            values.extend([plain("audience", audience), secret("assertion", "")]);
        }
    }
    values.extend([
        secret("access_token", ""),
        plain("run_writes", "false"),
        plain("written_by", &stamp.to_string()),
    ]);
    let document = json!({
        "name": format!("{} at {}", stamp.integration, stamp.org),
        "values": values,
        "_postman_variable_scope": "environment",
    });
    format!("{document:#}\n").into()
}

fn plain(key: &str, value: &str) -> Value {
    variable(key, value, "default")
}

fn secret(key: &str, value: &str) -> Value {
    variable(key, value, "secret")
}

fn variable(key: &str, value: &str, kind: &str) -> Value {
    json!({ "key": key, "value": value, "type": kind, "enabled": true })
}
