//! What a spec says of logging in, as the client knows it.

use hallpass_salesforce::auth::{ClientCredentials, JwtBearer, SfCli, SfdxAuthUrl};
use hallpass_salesforce::{InstanceUrl, Login};
use hallpass_spec::Auth;
use secrecy::ExposeSecret as _;

use crate::error::Failure;

/// Makes the login to the org behind an address.
pub(super) fn of(url: &str, auth: &Auth) -> Result<Login, Failure> {
    let url = InstanceUrl::parse(url).map_err(|error| {
        Failure::because(format!("use {url}"), &error)
            .hint("`url` is the org's My Domain address, as Setup shows it under My Domain")
    })?;
    Ok(match auth {
        Auth::SfCli { alias } => Login::SfCli(SfCli::new(alias)),
        Auth::AccessToken(token) => Login::AccessToken {
            url,
            token: token.clone(),
        },
        Auth::ClientCredentials {
            client_id,
            client_secret,
        } => Login::ClientCredentials(ClientCredentials {
            url,
            client_id: client_id.clone(),
            client_secret: client_secret.clone(),
        }),
        Auth::Jwt {
            client_id,
            username,
            key,
        } => Login::JwtBearer(JwtBearer {
            url,
            client_id: client_id.clone(),
            username: username.to_string(),
            private_key_pem: key.clone(),
            audience: None,
        }),
        Auth::AuthUrl(secret) => Login::AuthUrl(
            SfdxAuthUrl::parse(secret.expose_secret())
                .map_err(|error| Failure::because("use the SFDX auth URL", &error))?,
        ),
    })
}
