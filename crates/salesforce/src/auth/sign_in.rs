//! Signing in: one token request, or a question to the CLI.

use secrecy::ExposeSecret;

use crate::auth::session::read_token;
use crate::auth::{Login, Session, grant, jwt, skew};
use crate::error::{Error, Result};
use crate::instance::InstanceUrl;
use crate::transport::{Attempts, Call, Courier, Reply, error_of, may_repeat};

/// Signs in. `ended` is the session that is to be replaced, if there was one.
pub(crate) async fn sign_in(courier: &Courier, login: &Login, ended: Option<&Session>) -> Result<Session> {
    match login {
        // Tokens come from files and environments, with a line break behind them.
        Login::AccessToken { url, token } => Ok(Session {
            access_token: token.expose_secret().trim().into(),
            url: url.clone(),
            identity: None,
            scopes: Vec::new(),
        }),
        Login::ClientCredentials(login) => {
            token(courier, &login.url, || grant::client_credentials(login)).await
        }
        Login::JwtBearer(login) => {
            let build = || grant::jwt_bearer(&jwt::assertion(login, &*courier.env)?);
            let reply = post(courier, &login.url, build).await?;
            let answered = courier.env.now();
            skew::explain(read_token("sign in", &login.url, &reply), &reply, answered)
        }
        Login::AuthUrl(login) => token(courier, login.url(), || grant::refresh(login)).await,
        Login::SfCli(cli) => {
            let org = cli.org().await?;
            match (&org.auth_url, ended) {
                // The CLI still has the token that just ended: its refresh token gives another.
                (Some(auth_url), Some(ended)) if same_token(&org.session, ended) => {
                    token(courier, auth_url.url(), || grant::refresh(auth_url)).await
                }
                _ => Ok(org.session),
            }
        }
    }
}

/// Ends a session. What the org says to a token that it does not know any more is no error.
pub(crate) async fn revoke(courier: &Courier, session: &Session) -> Result<()> {
    let reply = post(courier, &session.url, || grant::revoke(&session.access_token)).await?;
    match read_token("revoke the token", &session.url, &reply) {
        Err(error @ Error::SignInRefused { .. }) => match error.oauth().map(|refusal| refusal.error.as_str())
        {
            Some("unsupported_token_type" | "invalid_token") => Ok(()),
            _ => Err(error),
        },
        Err(error) if !reply.status.is_success() => Err(error),
        _ => Ok(()),
    }
}

fn same_token(one: &Session, other: &Session) -> bool {
    one.access_token.expose_secret() == other.access_token.expose_secret()
}

async fn token(courier: &Courier, url: &InstanceUrl, build: impl Fn() -> Result<Call>) -> Result<Session> {
    let reply = post(courier, url, build).await?;
    read_token("sign in", url, &reply)
}

/// Posts what `build` builds, anew for each attempt: an assertion is good for one use.
async fn post(courier: &Courier, url: &InstanceUrl, build: impl Fn() -> Result<Call>) -> Result<Reply> {
    let mut attempts = Attempts::new(&*courier.env, &courier.retry);
    loop {
        let call = build()?;
        let error = match courier.send(&call, call.bind(url, None)?).await {
            Ok(reply) if reply.status.is_server_error() => error_of(&call, &reply),
            Ok(reply) => return Ok(reply),
            Err(error) => error,
        };
        if !(may_repeat(call.effect, &error) && attempts.another(&call.operation, &error).await) {
            return Err(error);
        }
    }
}
