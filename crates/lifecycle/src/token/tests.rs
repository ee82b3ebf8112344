//! Tokens end, whatever becomes of the work.

use std::sync::{Arc, Mutex};

use bytes::Bytes;
use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::org::VersionChoice;
use hallpass_salesforce::transport::{HttpSend, TransportError};
use hallpass_salesforce::{ApiVersion, BoxFuture, Login, Org, OrgOptions, SystemEnv};
use http::{Request, Response};

use super::{Interrupted, NEVER, with_token};

/// An org that gives a new token to everybody and writes down what it was asked.
#[derive(Default)]
struct Tokens {
    asked: Mutex<Vec<String>>,
}

impl HttpSend for Tokens {
    fn send(&self, request: Request<Vec<u8>>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let path = request.uri().path().to_owned();
        let body = String::from_utf8(request.body().clone()).unwrap();
        let mut asked = self.asked.lock().unwrap();
        let answer = if path.ends_with("/token") {
            format!(r#"{{"access_token":"token-{}","scope":"api id"}}"#, asked.len())
        } else {
            String::new()
        };
        asked.push(format!("{path} {body}"));
        Box::pin(async move { Ok(Response::new(Bytes::from(answer))) })
    }
}

fn login() -> Login {
    Login::ClientCredentials(ClientCredentials {
        url: "https://acme.my.salesforce.com".parse().unwrap(),
        client_id: "3MVG9".to_owned(),
        client_secret: "secret".into(),
    })
}

async fn org() -> (Arc<Tokens>, Org) {
    let tokens = Arc::new(Tokens::default());
    let mut options = OrgOptions::default();
    options.version = VersionChoice::Pinned(ApiVersion::NEWEST_KNOWN);
    let org = Org::connect_with(login(), options, Arc::clone(&tokens) as _, Arc::new(SystemEnv));
    (Arc::clone(&tokens), org.await.unwrap())
}

#[tokio::test]
async fn a_token_is_revoked_when_the_work_is_done_and_no_other_one_is() {
    let (tokens, admin) = org().await;
    let held = with_token(&admin, &login(), NEVER, async |org: &Org| {
        org.granted_scopes().to_vec()
    })
    .await
    .unwrap();
    assert_eq!(held.done.unwrap(), ["api", "id"]);
    held.revoked.unwrap();
    let asked = tokens.asked.lock().unwrap();
    assert_eq!(asked.len(), 3, "{asked:?}");
    assert_eq!(asked[2], "/services/oauth2/revoke token=token-1");
}

#[tokio::test]
async fn a_token_is_revoked_when_somebody_interrupts() {
    let (tokens, admin) = org().await;
    let at_once = &|| Box::pin(std::future::ready(())) as BoxFuture<'static, ()>;
    let held = with_token(&admin, &login(), at_once, async |_: &Org| {
        std::future::pending::<()>().await;
    })
    .await
    .unwrap();
    assert_eq!(held.done, Err(Interrupted));
    assert_eq!(
        tokens.asked.lock().unwrap().last().unwrap(),
        "/services/oauth2/revoke token=token-1"
    );
}
