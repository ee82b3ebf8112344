//! The JSON that a command is given on its standard input.

use secrecy::{ExposeSecret as _, SecretString};
use serde_json::{Map, Value};

use super::{Parcel, Way};

/// The version of the document; it grows by adding.
const FORMAT_VERSION: &str = "1.0";

/// The text of the document, with a line feed at its end. All values are texts.
pub(super) fn document(parcel: &Parcel) -> SecretString {
    let mut members = Map::new();
    let mut put = |name: &str, value: &str| {
        members.insert(name.to_owned(), Value::from(value));
    };
    put("format_version", FORMAT_VERSION);
    put("fleet", parcel.stamp.fleet.as_str());
    put("org", parcel.stamp.org.as_str());
    put("integration", parcel.stamp.integration.as_str());
    put("app", parcel.app.as_str());
    put("flow", parcel.way.flow());
    put("login_url", &parcel.url);
    put("token_url", &parcel.token_url());
    put("username", parcel.username.as_str());
    put("api_version", &parcel.api_version);
    put("client_id", parcel.way.client_id());
    match &parcel.way {
        Way::ClientCredentials { client_secret, .. } => put("client_secret", client_secret.expose_secret()),
        Way::JwtBearer {
            audience,
            certificate_sha256,
            private_key,
            ..
        } => {
            put("audience", audience);
            put("certificate_sha256", certificate_sha256);
            if let Some(key) = private_key {
                put("private_key", key.expose_secret());
            }
        }
    }
    if let Some(end) = &parcel.staged_until {
        put("staged_until", end);
    }
    format!("{}\n", Value::Object(members)).into()
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hallpass_model::IntegrationName;
    use secrecy::{ExposeSecret as _, SecretString};
    use serde_json::Value;

    use super::document;
    use crate::credential::{BadCredential, CredentialFile};
    use crate::handover::env_text::env_text;
    use crate::handover::parcel::tests::{SECRET, jwt, parcel};
    use crate::handover::{Parcel, Way};

    fn json(parcel: &Parcel) -> Value {
        serde_json::from_str(document(parcel).expose_secret()).unwrap()
    }

    #[test]
    fn a_command_gets_key_and_secret() {
        let told = json(&parcel());
        assert_eq!(told["client_secret"], SECRET);
        assert_eq!(told["flow"], "client_credentials");
        assert!(told.get("private_key").is_none() && told.get("staged_until").is_none());
    }

    #[test]
    fn what_is_handed_over_is_a_credential_to_verify_with() {
        let parse =
            |text: &SecretString| CredentialFile::parse(text.expose_secret(), &|_| Some("PEM".into()));
        let mut staged = parcel();
        staged.staged_until = Some("2026-12-22".to_owned());
        let mut new = jwt();
        let Way::JwtBearer { private_key, .. } = &mut new.way else {
            panic!()
        };
        *private_key = Some("PEM".into());
        for (parcel, flow) in [(staged, "client credentials"), (new, "JWT bearer")] {
            let key_file =
                matches!(parcel.way, Way::JwtBearer { .. }).then_some(Path::new("billing.env.key"));
            for text in [document(&parcel), env_text(&parcel, key_file)] {
                let read = parse(&text).unwrap();
                let credential = read.of(&parcel.stamp.integration).unwrap();
                assert_eq!(credential.flow(), flow);
                assert_eq!(credential.client_id, parcel.way.client_id());
                let other = IntegrationName::new("other").unwrap();
                let refused = read.of(&other).unwrap_err();
                assert_eq!(refused, BadCredential::Another(parcel.stamp.integration.clone()));
            }
        }
        let key_stays = document(&jwt());
        assert!(matches!(parse(&key_stays), Err(BadCredential::Key(_))));
    }

    #[test]
    fn a_private_key_goes_along_only_when_it_is_new() {
        assert!(json(&jwt()).get("private_key").is_none());
        let mut new = jwt();
        let Way::JwtBearer { private_key, .. } = &mut new.way else {
            panic!()
        };
        *private_key = Some("PEM".into());
        assert_eq!(json(&new)["private_key"], "PEM");
        assert!(json(&new).get("client_secret").is_none());
    }
}
