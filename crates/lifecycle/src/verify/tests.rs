//! Proofs over a network that is made up.

use std::future::{pending, poll_fn};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::task::Poll;
use std::time::Duration;

use bytes::Bytes;
use hallpass_model::build::{desired, integration, live_of};
use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::org::VersionChoice;
use hallpass_salesforce::transport::{HttpSend, TransportError};
use hallpass_salesforce::{ApiVersion, BoxFuture, Env, Login, Org, OrgOptions};
use http::{Request, Response};
use jiff::Timestamp;

use super::{Event, Options, Source, verify};
use crate::credential::{Credential, Key};
use crate::token::Interrupted;

/// An org that refuses every question of the administrator, and keeps the integration waiting for its answers.
#[derive(Default)]
struct Slow {
    asked: Mutex<Vec<String>>,
    /// How many requests of the integration for a token are refused before one is granted.
    refusals: Mutex<u32>,
    keeps_waiting: AtomicBool,
}

impl HttpSend for Slow {
    fn send(&self, request: Request<Vec<u8>>) -> BoxFuture<'_, Result<Response<Bytes>, TransportError>> {
        let path = request.uri().path().to_owned();
        let body = String::from_utf8_lossy(request.body()).into_owned();
        let is_itself = request
            .headers()
            .get("authorization")
            .is_some_and(|value| value == "Bearer its-own");
        self.asked.lock().unwrap().push(format!("{path} {body}"));
        let answer = |status: u16, body: &str| {
            let response = Response::builder().status(status);
            Ok(response.body(Bytes::from(body.to_owned())).unwrap())
        };
        let answer = match () {
            () if path.ends_with("/token") && body.contains("itself") => {
                let mut left = self.refusals.lock().unwrap();
                match left.checked_sub(1) {
                    Some(rest) => {
                        *left = rest;
                        answer(
                            400,
                            r#"{"error":"invalid_client_id","error_description":"client identifier invalid"}"#,
                        )
                    }
                    None => answer(200, r#"{"access_token":"its-own","scope":"api"}"#),
                }
            }
            () if path.ends_with("/token") => answer(200, r#"{"access_token":"of-admin"}"#),
            () if path.ends_with("/revoke") => answer(200, ""),
            () if is_itself && !body.contains("Organization") => {
                self.keeps_waiting.store(true, Ordering::SeqCst);
                return Box::pin(pending());
            }
            () => answer(400, r#"[{"errorCode":"INVALID_TYPE","message":"no"}]"#),
        };
        Box::pin(async move { answer })
    }
}

/// A clock that moves only when somebody sleeps.
struct Clock(Mutex<Timestamp>);

impl Env for Clock {
    fn now(&self) -> Timestamp {
        *self.0.lock().unwrap()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        let mut now = self.0.lock().unwrap();
        *now += jiff::SignedDuration::try_from(duration).unwrap();
        Box::pin(async {})
    }

    fn random(&self) -> u64 {
        7
    }
}

async fn admin(slow: &Arc<Slow>) -> Org {
    let login = Login::ClientCredentials(ClientCredentials {
        url: "https://acme.my.salesforce.com".parse().unwrap(),
        client_id: "admin".to_owned(),
        client_secret: "secret".into(),
    });
    let mut options = OrgOptions::default();
    options.version = VersionChoice::Pinned(ApiVersion::NEWEST_KNOWN);
    let clock = Clock(Mutex::new("2026-11-22T06:00:00Z".parse().unwrap()));
    Org::connect_with(login, options, Arc::clone(slow) as _, Arc::new(clock))
        .await
        .unwrap()
}

#[tokio::test]
async fn who_interrupts_a_proof_leaves_no_token() {
    let slow = Arc::new(Slow::default());
    let org = admin(&slow).await;
    let desired = desired([integration("billing", &[("Account", "read")])]);
    let live = live_of(&desired);
    let one = desired.integrations.values().next().unwrap();
    let source = Source::Given(Credential {
        client_id: "itself".to_owned(),
        key: Key::Secret("secret".into()),
    });
    let waits = Arc::clone(&slow);
    let interrupt = move || {
        let waits = Arc::clone(&waits);
        Box::pin(poll_fn(move |_| {
            match waits.keeps_waiting.load(Ordering::SeqCst) {
                true => Poll::Ready(()),
                false => Poll::Pending,
            }
        })) as BoxFuture<'static, ()>
    };
    let options = Options {
        interrupt: &interrupt,
        ..Options::default()
    };
    let proof = verify(&org, &live, one, &source, &options, &|_: Event| {}).await;
    assert_eq!(proof.map(|proof| proof.verdict), Err(Interrupted));
    let asked = slow.asked.lock().unwrap();
    assert_eq!(asked.last().unwrap(), "/services/oauth2/revoke token=its-own");
}

#[tokio::test]
async fn an_app_that_did_not_change_lately_is_not_waited_for() {
    let slow = Arc::new(Slow::default());
    *slow.refusals.lock().unwrap() = 1;
    let org = admin(&slow).await;
    let desired = desired([integration("billing", &[("Account", "read")])]);
    let live = live_of(&desired);
    let one = desired.integrations.values().next().unwrap();
    let source = Source::Given(Credential {
        client_id: "itself".to_owned(),
        key: Key::Secret("secret".into()),
    });
    let proof = verify(&org, &live, one, &source, &Options::default(), &|_: Event| {})
        .await
        .unwrap();
    let token = proof.checks.iter().find(|check| check.name == "token").unwrap();
    assert!(token.detail.contains("invalid_client_id"), "{token:?}");
    assert_eq!(slow.refusals.lock().unwrap().to_owned(), 0);
}
