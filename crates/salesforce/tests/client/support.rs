//! An org made of one function, with a clock that only sleeping moves.

use std::sync::atomic::{AtomicU64, Ordering};
use std::sync::{Arc, Mutex};
use std::time::Duration;

use bytes::Bytes;
use hallpass_salesforce::auth::ClientCredentials;
use hallpass_salesforce::transport::{HttpSend, TransportError, TransportFailure};
use hallpass_salesforce::{BoxFuture, Env, InstanceUrl, Login, Org, OrgOptions, Result};
use http::{Request, Response};
use jiff::Timestamp;
use serde_json::{Value, json};

/// What the org answers to one request.
pub(crate) enum Answer {
    /// Status and JSON.
    Json(u16, Value),
    /// Status and any text.
    Text(u16, String),
    /// Status, a header, and JSON.
    Header(u16, &'static str, String, Value),
    /// No answer.
    Lost(TransportFailure),
    /// No answer, and that after a while.
    Hangs(Duration),
}

/// A request as the org saw it.
#[derive(Clone, Debug)]
pub(crate) struct Seen {
    pub(crate) method: String,
    pub(crate) url: String,
    pub(crate) path: String,
    pub(crate) token: Option<String>,
    pub(crate) body: String,
}

impl Seen {
    /// The body as JSON.
    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.body).unwrap_or(Value::Null)
    }

    /// Whether it asks for a token.
    pub(crate) fn is_token(&self) -> bool {
        self.path == "/services/oauth2/token"
    }
}

type Handler = Box<dyn Fn(&Seen, usize) -> Answer + Send + Sync>;

/// The network, and what went over it.
pub(crate) struct FakeOrg {
    handler: Handler,
    seen: Mutex<Vec<Seen>>,
    env: Arc<FakeEnv>,
}

impl FakeOrg {
    /// All requests but those that every handle begins with.
    pub(crate) fn seen(&self) -> Vec<Seen> {
        let seen = self.seen.lock().unwrap();
        seen.iter()
            .filter(|seen| seen.path != "/services/data" && !seen.is_token())
            .cloned()
            .collect()
    }

    /// How often a token was asked for.
    pub(crate) fn tokens(&self) -> usize {
        self.seen
            .lock()
            .unwrap()
            .iter()
            .filter(|seen| seen.is_token())
            .count()
    }
}

impl HttpSend for FakeOrg {
    fn send(
        &self,
        request: Request<Vec<u8>>,
    ) -> BoxFuture<'_, std::result::Result<Response<Bytes>, TransportError>> {
        let header = |name| {
            request
                .headers()
                .get(name)
                .and_then(|value: &http::HeaderValue| value.to_str().ok())
                .map(str::to_owned)
        };
        let seen = Seen {
            method: request.method().to_string(),
            url: request.uri().to_string(),
            path: request.uri().path_and_query().unwrap().to_string(),
            token: header("authorization").and_then(|value| value.strip_prefix("Bearer ").map(str::to_owned)),
            body: String::from_utf8_lossy(request.body()).into_owned(),
        };
        let answer = self.answer(&seen);
        self.seen.lock().unwrap().push(seen);
        // A network takes a moment, in which other calls go out.
        Box::pin(async move {
            tokio::task::yield_now().await;
            answer
        })
    }
}

impl FakeOrg {
    fn answer(&self, seen: &Seen) -> std::result::Result<Response<Bytes>, TransportError> {
        let so_far = self.seen().len();
        let answer = match seen.path.as_str() {
            "/services/data" => Answer::Json(
                200,
                json!([{"label": "Winter '27", "url": "/services/data/v68.0", "version": "68.0"}]),
            ),
            _ => (self.handler)(seen, so_far),
        };
        let respond = |status: u16, header: Option<(&str, String)>, body: String| {
            let mut builder = Response::builder().status(status);
            if let Some((name, value)) = header {
                builder = builder.header(name, value);
            }
            Ok(builder.body(Bytes::from(body)).unwrap())
        };
        match answer {
            Answer::Json(status, body) => respond(status, None, body.to_string()),
            Answer::Text(status, body) => respond(status, None, body),
            Answer::Header(status, name, value, body) => {
                respond(status, Some((name, value)), body.to_string())
            }
            Answer::Lost(failure) => Err(TransportError::new(failure)),
            Answer::Hangs(time) => {
                self.env.pass(time);
                Err(TransportError::new(TransportFailure::TimedOut))
            }
        }
    }
}

/// A clock that only sleeping, and waiting for an org that hangs, moves.
pub(crate) struct FakeEnv {
    millis: AtomicU64,
    random: AtomicU64,
}

impl FakeEnv {
    /// How long was slept in all.
    pub(crate) fn slept(&self) -> Duration {
        Duration::from_millis(self.millis.load(Ordering::SeqCst))
    }

    fn pass(&self, time: Duration) {
        let millis = u64::try_from(time.as_millis()).unwrap();
        self.millis.fetch_add(millis, Ordering::SeqCst);
    }
}

impl Env for FakeEnv {
    fn now(&self) -> Timestamp {
        let start: Timestamp = "2026-11-22T06:00:00Z".parse().unwrap();
        start + self.slept()
    }

    fn sleep(&self, duration: Duration) -> BoxFuture<'static, ()> {
        self.pass(duration);
        Box::pin(async {})
    }

    fn random(&self) -> u64 {
        self.random.fetch_add(1, Ordering::SeqCst)
    }
}

/// Org handle, network and clock of one test.
pub(crate) struct World {
    pub(crate) org: Org,
    pub(crate) net: Arc<FakeOrg>,
    pub(crate) env: Arc<FakeEnv>,
}

/// The token that the `n`th sign-in gives.
pub(crate) fn token(n: usize) -> Value {
    json!({
        "access_token": format!("token-{n}"), "instance_url": "https://acme.my.salesforce.com",
        "id": "https://login.salesforce.com/id/00D000000000001EAA/005000000000010AAA", "token_type": "Bearer"
    })
}

/// The login that the tests use.
pub(crate) fn client() -> Login {
    Login::ClientCredentials(ClientCredentials {
        url: InstanceUrl::parse("https://acme.my.salesforce.com").unwrap(),
        client_id: "3MVG9".into(),
        client_secret: "s3cret".into(),
    })
}

/// Signs in to an org that answers all else with `handler`, which gets the request and how many came before.
pub(crate) async fn world(
    options: OrgOptions,
    handler: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static,
) -> World {
    let tokens = AtomicU64::new(0);
    let with_tokens = move |seen: &Seen, so_far: usize| {
        if seen.is_token() {
            let n = tokens.fetch_add(1, Ordering::SeqCst);
            return Answer::Json(200, token(usize::try_from(n).unwrap()));
        }
        handler(seen, so_far)
    };
    let (net, env, org) = connect(client(), options, with_tokens).await;
    World {
        org: org.unwrap(),
        net,
        env,
    }
}

/// Signs in with any login to an org that is all `handler`.
pub(crate) async fn connect(
    login: Login,
    options: OrgOptions,
    handler: impl Fn(&Seen, usize) -> Answer + Send + Sync + 'static,
) -> (Arc<FakeOrg>, Arc<FakeEnv>, Result<Org>) {
    let env = Arc::new(FakeEnv {
        millis: AtomicU64::new(0),
        random: AtomicU64::new(7),
    });
    let net = Arc::new(FakeOrg {
        handler: Box::new(handler),
        seen: Mutex::new(Vec::new()),
        env: env.clone(),
    });
    let org = Org::connect_with(login, options, net.clone(), env.clone()).await;
    (net, env, org)
}

/// The answers to the parts of a composite call, made one by one from method and url.
pub(crate) fn composite(seen: &Seen, part: impl Fn(&str, &str, usize) -> (u16, Value)) -> Answer {
    let request = seen.json();
    let parts = request["compositeRequest"].as_array().unwrap();
    let answers: Vec<Value> = parts
        .iter()
        .enumerate()
        .map(|(at, one)| {
            let (status, body) = part(one["method"].as_str().unwrap(), one["url"].as_str().unwrap(), at);
            json!({"body": body, "httpHeaders": {}, "httpStatusCode": status, "referenceId": one["referenceId"]})
        })
        .collect();
    Answer::Json(200, json!({ "compositeResponse": answers }))
}

/// One error as the REST API words it.
pub(crate) fn error(code: &str, message: &str) -> Value {
    json!([{"errorCode": code, "message": message, "fields": []}])
}
