//! A file of variables, as shells, containers and most frameworks read it.

use std::fmt::Write as _;
use std::path::Path;

use secrecy::{ExposeSecret as _, SecretString};

use super::{Parcel, Way};

/// The text of the file. `key_file` is where the private key was put, where there is a new one.
pub(super) fn env_text(parcel: &Parcel, key_file: Option<&Path>) -> SecretString {
    let mut out = format!(
        "# {}\n# Written by `hallpass handover`; keep it out of version control.\n",
        parcel.stamp
    );
    if let Some(end) = &parcel.staged_until {
        let _ = writeln!(
            out,
            "# Staged: good from now on; ends {end} unless `hallpass rotate` promotes it."
        );
    }
    let mut put = |name: &str, value: &str| {
        let _ = writeln!(out, "SALESFORCE_{name}={}", quoted(value));
    };
    put("LOGIN_URL", &parcel.url);
    put("TOKEN_URL", &parcel.token_url());
    put("FLOW", parcel.way.flow());
    put("CLIENT_ID", parcel.way.client_id());
    match &parcel.way {
        Way::ClientCredentials { client_secret, .. } => put("CLIENT_SECRET", client_secret.expose_secret()),
        Way::JwtBearer {
            audience,
            certificate_sha256,
            ..
        } => {
            put("AUDIENCE", audience);
            put("CERTIFICATE_SHA256", certificate_sha256);
            if let Some(file) = key_file {
                put("PRIVATE_KEY_FILE", &file.display().to_string());
            }
        }
    }
    put("USERNAME", parcel.username.as_str());
    put("API_VERSION", &parcel.api_version);
    out.into()
}

/// Bare where every reader takes it bare: `docker --env-file` would take quotes as a part of the value.
fn quoted(value: &str) -> String {
    let is_plain = |c: char| c.is_ascii_alphanumeric() || "-_.:/@+=,".contains(c);
    match value.chars().all(is_plain) {
        true => value.to_owned(),
        false => format!("'{}'", value.replace('\'', r"'\''")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use secrecy::ExposeSecret as _;

    use super::{env_text, quoted};
    use crate::handover::parcel::tests::{jwt, parcel};

    #[test]
    fn a_file_holds_what_the_flow_needs() {
        let text = env_text(&parcel(), None);
        assert_eq!(
            text.expose_secret(),
            "# hallpass-handover fleet=acme org=uat integration=billing;\n\
             # Written by `hallpass handover`; keep it out of version control.\n\
             SALESFORCE_LOGIN_URL=https://acme--uat.sandbox.my.salesforce.com\n\
             SALESFORCE_TOKEN_URL=https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token\n\
             SALESFORCE_FLOW=client_credentials\n\
             SALESFORCE_CLIENT_ID=3MVG9abc\n\
             SALESFORCE_CLIENT_SECRET=5EC2E7AAFFEE\n\
             SALESFORCE_USERNAME=billing.api@example.com.uat\n\
             SALESFORCE_API_VERSION=66.0\n"
        );
        let text = env_text(&jwt(), Some(Path::new("/run/billing.key")));
        let text = text.expose_secret();
        assert!(
            text.contains("SALESFORCE_PRIVATE_KEY_FILE=/run/billing.key\n"),
            "{text}"
        );
        assert!(!text.contains("SECRET"), "{text}");
    }

    #[test]
    fn what_a_shell_would_read_differently_is_quoted() {
        assert_eq!(quoted("a b"), "'a b'");
        assert_eq!(quoted("it's $HOME"), r"'it'\''s $HOME'");
        assert_eq!(quoted("a+b=c"), "a+b=c");
    }
}
