//! HTTP as anybody would speak it; no code of ours.

use serde_json::Value;

/// A client with a runtime of its own.
pub(crate) struct Http {
    runtime: tokio::runtime::Runtime,
    client: reqwest::Client,
}

/// What came back.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) body: Value,
}

impl Http {
    pub(crate) fn new() -> Self {
        Self::with(reqwest::Client::builder())
    }

    /// A client that trusts this certificate authority and no other.
    pub(crate) fn trusting(pem: &str) -> Self {
        let authorities = reqwest::Certificate::from_pem_bundle(pem.as_bytes()).unwrap();
        Self::with(reqwest::Client::builder().tls_certs_only(authorities))
    }

    fn with(client: reqwest::ClientBuilder) -> Self {
        // Another test of this process may have installed it already.
        let _ = rustls::crypto::aws_lc_rs::default_provider().install_default();
        Self {
            runtime: tokio::runtime::Builder::new_current_thread()
                .enable_all()
                .build()
                .unwrap(),
            client: client.no_proxy().build().unwrap(),
        }
    }

    /// Sends a request with a JSON body, or none where it is null.
    #[must_use]
    pub(crate) fn send(&self, method: &str, url: &str, token: &str, body: &Value) -> Answer {
        let mut request = self
            .client
            .request(method.parse().unwrap(), url)
            .header("authorization", format!("Bearer {token}"));
        if !body.is_null() {
            request = request
                .header("content-type", "application/json")
                .body(body.to_string());
        }
        self.finish(request)
    }

    /// Sends the same, and returns nothing where nobody answers.
    pub(crate) fn attempt(&self, method: &str, url: &str, token: &str, body: &Value) -> Option<Answer> {
        let request = self
            .client
            .request(method.parse().unwrap(), url)
            .header("authorization", format!("Bearer {token}"))
            .header("content-type", "application/json")
            .body(body.to_string());
        self.try_finish(request)
    }

    /// Asks for a token with client credentials.
    #[must_use]
    pub(crate) fn token(&self, url: &str, client_id: &str, client_secret: &str) -> Answer {
        let pairs = [
            ("grant_type", "client_credentials"),
            ("client_id", client_id),
            ("client_secret", client_secret),
        ];
        let body = pairs
            .iter()
            .map(|(key, value)| format!("{key}={}", percent(value)))
            .collect::<Vec<_>>()
            .join("&");
        let request = self.client.post(format!("{url}/services/oauth2/token"));
        self.finish(
            request
                .header("content-type", "application/x-www-form-urlencoded")
                .body(body),
        )
    }

    /// Asks a query.
    #[must_use]
    pub(crate) fn query(&self, url: &str, token: &str, soql: &str) -> Answer {
        self.send(
            "GET",
            &format!("{url}/services/data/v66.0/query?q={}", percent(soql)),
            token,
            &Value::Null,
        )
    }

    /// Asks a control endpoint of a local org.
    #[must_use]
    pub(crate) fn control(&self, method: &str, url: &str, secret: &str, body: &Value) -> Answer {
        let request = self.client.request(method.parse().unwrap(), url);
        let request = request.header("x-hallpass-secret", secret);
        self.finish(
            request
                .header("content-type", "application/json")
                .body(body.to_string()),
        )
    }

    /// Sends a SOAP envelope; the answer is a text.
    pub(crate) fn soap(&self, url: &str, envelope: &str) -> Answer {
        let request = self.client.post(url);
        self.finish(
            request
                .header("content-type", "text/xml; charset=UTF-8")
                .header("SOAPAction", "\"\"")
                .body(envelope.to_owned()),
        )
    }

    fn finish(&self, request: reqwest::RequestBuilder) -> Answer {
        self.try_finish(request).expect("an answer")
    }

    fn try_finish(&self, request: reqwest::RequestBuilder) -> Option<Answer> {
        self.runtime.block_on(async {
            let response = request.send().await.ok()?;
            let status = response.status().as_u16();
            let text = response.text().await.ok()?;
            Some(Answer {
                status,
                body: serde_json::from_str(&text).unwrap_or(Value::String(text)),
            })
        })
    }
}

impl Answer {
    /// Asserts the status.
    #[track_caller]
    pub(crate) fn expect(self, status: u16) -> Self {
        assert_eq!(self.status, status, "{}", self.body);
        self
    }
}

fn percent(text: &str) -> String {
    text.bytes()
        .map(|b| {
            if b.is_ascii_alphanumeric() {
                char::from(b).to_string()
            } else {
                format!("%{b:02X}")
            }
        })
        .collect()
}
