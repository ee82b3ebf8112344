//! Token requests: what each flow posts.

use http::Method;
use secrecy::{ExposeSecret, SecretString};

use crate::auth::{ClientCredentials, SfdxAuthUrl};
use crate::error::Result;
use crate::transport::{Call, Effect};

const TOKEN_PATH: &str = "/services/oauth2/token";
const REVOKE_PATH: &str = "/services/oauth2/revoke";
const FORM: &str = "application/x-www-form-urlencoded";

pub(crate) fn client_credentials(login: &ClientCredentials) -> Result<Call> {
    token_call(&[
        ("grant_type", "client_credentials"),
        ("client_id", &login.client_id),
        ("client_secret", login.client_secret.expose_secret()),
    ])
}

pub(crate) fn jwt_bearer(assertion: &SecretString) -> Result<Call> {
    token_call(&[
        ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
        ("assertion", assertion.expose_secret()),
    ])
}

pub(crate) fn refresh(login: &SfdxAuthUrl) -> Result<Call> {
    let mut form = vec![
        ("grant_type", "refresh_token"),
        ("refresh_token", login.refresh_token().expose_secret()),
        ("client_id", login.client_id()),
    ];
    if let Some(secret) = login.client_secret() {
        form.push(("client_secret", secret.expose_secret()));
    }
    token_call(&form)
}

pub(crate) fn revoke(token: &SecretString) -> Result<Call> {
    form_call(
        "revoke the token",
        REVOKE_PATH,
        &[("token", token.expose_secret())],
    )
}

fn token_call(form: &[(&str, &str)]) -> Result<Call> {
    form_call("sign in", TOKEN_PATH, form)
}

/// A form that nobody signed. Asking twice for a token does no harm, and neither does ending one twice.
fn form_call(operation: &'static str, path: &str, form: &[(&str, &str)]) -> Result<Call> {
    let body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish();
    let call = Call::with_body(
        operation,
        Method::POST,
        path,
        Some((FORM, body.into_bytes())),
        Effect::Idempotent,
    )?;
    Ok(call.by_nobody())
}

#[cfg(test)]
mod tests {
    use super::{client_credentials, jwt_bearer, refresh};
    use crate::auth::{ClientCredentials, SfdxAuthUrl};
    use crate::transport::Call;

    fn form(call: &Call) -> Vec<(String, String)> {
        assert_eq!(call.request.method(), "POST");
        assert_eq!(call.request.uri(), "/services/oauth2/token");
        assert_eq!(
            call.request.headers()["content-type"],
            "application/x-www-form-urlencoded"
        );
        form_urlencoded::parse(call.request.body()).into_owned().collect()
    }

    fn pairs(expected: &[(&str, &str)]) -> Vec<(String, String)> {
        expected
            .iter()
            .map(|(k, v)| ((*k).to_owned(), (*v).to_owned()))
            .collect()
    }

    #[test]
    fn each_flow_posts_its_form_and_never_a_scope() {
        let client = ClientCredentials {
            url: "https://acme.my.salesforce.com".parse().unwrap(),
            client_id: "3MVG9&x".into(),
            client_secret: "s=1".into(),
        };
        assert_eq!(
            form(&client_credentials(&client).unwrap()),
            pairs(&[
                ("grant_type", "client_credentials"),
                ("client_id", "3MVG9&x"),
                ("client_secret", "s=1")
            ])
        );
        assert_eq!(
            form(&jwt_bearer(&"a.b.c".into()).unwrap()),
            pairs(&[
                ("grant_type", "urn:ietf:params:oauth:grant-type:jwt-bearer"),
                ("assertion", "a.b.c")
            ])
        );
        let url = SfdxAuthUrl::parse("force://PlatformCLI::tok@acme.my.salesforce.com").unwrap();
        assert_eq!(
            form(&refresh(&url).unwrap()),
            pairs(&[
                ("grant_type", "refresh_token"),
                ("refresh_token", "tok"),
                ("client_id", "PlatformCLI")
            ])
        );
    }
}
