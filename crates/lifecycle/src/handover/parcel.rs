//! What is handed over.

use std::fmt;

use hallpass_model::{ApiName, FleetName, IntegrationName, OrgName, RecordId, Username};
use secrecy::SecretString;

/// Everything that a consumer needs to sign in.
#[derive(Clone, Debug)]
pub struct Parcel {
    /// Whose it is.
    pub stamp: Stamp,
    /// The org's My Domain address, without a trailing slash: the login hosts refuse client credentials.
    pub url: String,
    /// The version of the API that was spoken when this was made.
    pub api_version: String,
    /// The app.
    pub app: ApiName,
    /// The user as whom the consumer is signed in.
    pub username: Username,
    /// Its id.
    pub user_id: RecordId,
    /// How the consumer signs in.
    pub way: Way,
    /// When the pair ends unless it is promoted before, where it is a staged one; in the org's words.
    pub staged_until: Option<String>,
}

/// How a consumer signs in.
#[derive(Clone, Debug)]
pub enum Way {
    /// With key and secret.
    ClientCredentials {
        /// The consumer key.
        client_id: String,
        /// The consumer secret.
        client_secret: SecretString,
    },
    /// With an assertion that it signs itself.
    JwtBearer {
        /// The consumer key.
        client_id: String,
        /// The `aud` claim.
        audience: String,
        /// The SHA-256 of the app's certificate: says which private key it is that signs.
        certificate_sha256: String,
        /// The private key in PEM where it was made just now; else it stays where it is.
        private_key: Option<SecretString>,
    },
}

impl Parcel {
    /// Where tokens are asked for.
    #[must_use]
    pub fn token_url(&self) -> String {
        format!("{}/services/oauth2/token", self.url)
    }
}

impl Way {
    /// The consumer key.
    #[must_use]
    pub fn client_id(&self) -> &str {
        match self {
            Self::ClientCredentials { client_id, .. } | Self::JwtBearer { client_id, .. } => client_id,
        }
    }

    /// The flow, in the words of specs.
    #[must_use]
    pub const fn flow(&self) -> &'static str {
        match self {
            Self::ClientCredentials { .. } => "client_credentials",
            Self::JwtBearer { .. } => "jwt_bearer",
        }
    }
}

/// Whose a file is: stands in every file that is written, so that no file of somebody else is ever replaced.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Stamp {
    /// The fleet.
    pub fleet: FleetName,
    /// The org.
    pub org: OrgName,
    /// The integration.
    pub integration: IntegrationName,
}

impl fmt::Display for Stamp {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            fleet,
            org,
            integration,
        } = self;
        write!(
            f,
            "hallpass-handover fleet={fleet} org={org} integration={integration};"
        )
    }
}

#[cfg(test)]
pub(super) mod tests {
    use hallpass_model::{FleetName, OrgName, RecordId, Username};

    use super::{Parcel, Stamp, Way};

    pub(in crate::handover) const SECRET: &str = "5EC2E7AAFFEE";

    pub(in crate::handover) fn stamp() -> Stamp {
        Stamp {
            fleet: FleetName::new("acme").unwrap(),
            org: OrgName::new("uat").unwrap(),
            integration: hallpass_model::build::name("billing"),
        }
    }

    pub(in crate::handover) fn parcel() -> Parcel {
        Parcel {
            stamp: stamp(),
            url: "https://acme--uat.sandbox.my.salesforce.com".to_owned(),
            api_version: "66.0".to_owned(),
            app: "Billing_Integration".into(),
            username: Username::from("billing.api@example.com.uat"),
            user_id: RecordId::parse("005000000000001").unwrap(),
            way: Way::ClientCredentials {
                client_id: "3MVG9abc".to_owned(),
                client_secret: SECRET.into(),
            },
            staged_until: None,
        }
    }

    pub(in crate::handover) fn jwt() -> Parcel {
        Parcel {
            way: Way::JwtBearer {
                client_id: "3MVG9abc".to_owned(),
                audience: "https://test.salesforce.com".to_owned(),
                certificate_sha256: "ab".repeat(32),
                private_key: None,
            },
            ..parcel()
        }
    }

    #[test]
    fn nothing_secret_is_in_the_debug_form() {
        assert!(!format!("{:?}", parcel()).contains(SECRET));
    }

    #[test]
    fn tokens_are_asked_for_at_my_domain() {
        assert_eq!(
            parcel().token_url(),
            "https://acme--uat.sandbox.my.salesforce.com/services/oauth2/token"
        );
    }
}
