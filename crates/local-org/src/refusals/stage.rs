//! An org of its own for each row, and the requests to it.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use http::{HeaderName, Method};
use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret as _;
use serde_json::{Value, json};

use super::answer::Answered;
use super::package;
use super::table::{Ask, Given, Step};
use crate::rules::duties;
use crate::server::{Request, handle};
use crate::services::metadata::xml;
use crate::sessions::{Flow, SignIn, Source, sign_in};
use crate::store::{Org, Tx, stamp};
use crate::testing;
use crate::value::{Id, id, row, text};

const BASE: &str = "/services/data/v66.0/";
const SOAP: &str = "/services/Soap/m/66.0";

/// The org of a row, and what was kept of the answers so far.
pub(super) struct Stage {
    org: Org,
    pub(super) kept: BTreeMap<String, String>,
}

/// A key that signs assertions, and its certificate.
pub(super) struct Signer {
    key: EncodingKey,
    pub(super) certificate: String,
}

impl Stage {
    /// Opens an org with some behaviours.
    pub(super) fn new(behaviours: &BTreeMap<String, String>) -> Stage {
        let chosen: Vec<(&str, &str)> = behaviours
            .iter()
            .map(|(name, value)| (name.as_str(), value.as_str()))
            .collect();
        let org = testing::org_with(&chosen);
        org.set_url("http://127.0.0.1:7000".to_owned());
        Stage {
            org,
            kept: BTreeMap::new(),
        }
    }

    /// Takes the steps of a row.
    pub(super) fn prepare(&mut self, given: &[Given], setups: &BTreeMap<String, Vec<Step>>) {
        for given in given {
            match given {
                Given::Setup(name) => {
                    let steps = setups.get(name).unwrap_or_else(|| panic!("no setup {name}"));
                    steps.iter().for_each(|step| self.take(step));
                }
                Given::Step(step) => self.take(step),
            }
        }
    }

    fn take(&mut self, step: &Step) {
        let Step {
            clock,
            calls,
            rows,
            duties,
            people,
            ask,
            keep,
        } = step;
        if *clock != 0 {
            self.org.knobs.set_clock_offset(clock * 1_000);
        }
        self.note_calls(*calls);
        self.fill_up(rows);
        for (username, duty) in duties {
            let user = Id::parse(&self.fill(&format!("${{User {username}}}"))).expect("an Id");
            self.work(|tx| duties::give(tx, &user, Some(*duty)));
        }
        (0..*people).for_each(|number| self.employ(number));
        let Some(ask) = ask else { return };
        let answered = self.ask(ask);
        assert!(answered.is_good(), "a step fails: {ask:?}\n{answered:?}");
        for (name, pointer) in keep {
            let value = answered.json().pointer(pointer).cloned().unwrap_or_default();
            let value = value.as_str().map_or_else(|| value.to_string(), str::to_owned);
            self.kept.insert(name.clone(), value);
        }
    }

    fn note_calls(&self, count: i64) {
        self.work(|tx| {
            let sql = "INSERT INTO _call_minute (minute, calls) SELECT substr(?2, 1, 16), ?1 WHERE ?1 > 0";
            tx.conn().execute(sql, rusqlite::params![count, stamp(tx.now())])
        })
        .expect("the call log");
    }

    fn fill_up(&self, rows: &BTreeMap<String, usize>) {
        for (object, count) in rows {
            self.work(|tx| {
                for number in 0..*count {
                    tx.insert_raw(object, row([("Name", Value::from(format!("{object} {number}")))]));
                }
            });
        }
    }

    fn employ(&self, number: usize) {
        let body = json!({
            "Username": format!("bot{number}@example.com"), "LastName": format!("Bot {number}"), "Alias": "bot",
            "Email": "bot@example.com", "ProfileId": "${Profile Minimum Access - API Only Integrations}",
            "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US", "EmailEncodingKey": "UTF-8",
        });
        let ask = Ask {
            http: Some("POST sobjects/User".to_owned()),
            body: Some(body),
            ..Ask::default()
        };
        let answered = self.ask(&ask);
        assert!(answered.is_good(), "{answered:?}");
    }

    /// Sends a request; a deployment is followed to its end.
    pub(super) fn ask(&self, ask: &Ask) -> Answered {
        let answered = self.send(&self.request(ask));
        match (&ask.deploy, answered.is_good()) {
            (Some(_), true) => self.follow(ask, &answered),
            _ => answered,
        }
    }

    fn send(&self, request: &Request) -> Answered {
        let logins = self.logins();
        let mut answered = Answered::of(&handle(&self.org, request));
        answered.logins = self.logins().split_off(logins.len());
        answered
    }

    fn logins(&self) -> Vec<String> {
        let rows = self.work(|tx| tx.find("LoginHistory", &[]));
        rows.iter().map(|row| text(row, "Status").to_owned()).collect()
    }

    fn follow(&self, ask: &Ask, started: &Answered) -> Answered {
        let started = started.xml();
        let id = started.child("result").and_then(|result| result.value("id"));
        let check = format!(
            "<checkDeployStatus><asyncProcessId>{}</asyncProcessId><includeDetails>true</includeDetails></checkDeployStatus>",
            id.expect("a deployment")
        );
        let ask = Ask {
            soap: Some(check),
            deploy: None,
            ..ask.clone()
        };
        self.send(&self.request(&ask))
    }

    fn request(&self, ask: &Ask) -> Request {
        let (method, target, body) = self.line(ask);
        let mut request = Request::new(method, &target);
        let token = self.token(ask);
        if let (Some(token), false) = (&token, is_soap(ask)) {
            let bearer = format!("Bearer {token}").parse().expect("a header");
            request.headers.insert("authorization", bearer);
        }
        request.body = match body {
            Some(inside) => envelope(&inside, token.as_deref()).into(),
            None => self.body(ask).into(),
        };
        for (name, value) in &ask.headers {
            let name: HeaderName = name.parse().expect("a header's name");
            request
                .headers
                .insert(name, self.fill(value).parse().expect("a header"));
        }
        request
    }

    /// Method, target, and the inside of a SOAP body.
    fn line(&self, ask: &Ask) -> (Method, String, Option<String>) {
        let endpoint = || ask.endpoint.as_deref().unwrap_or(SOAP).to_owned();
        match ask {
            Ask { http: Some(line), .. } => {
                let (method, target) = line.split_once(' ').expect("method and target");
                let target = self.fill(target);
                let base = if target.starts_with('/') { "" } else { BASE };
                (method.parse().expect("a method"), format!("{base}{target}"), None)
            }
            Ask {
                soql: Some(query), ..
            } => {
                let query: String = form_urlencoded::byte_serialize(self.fill(query).as_bytes()).collect();
                (Method::GET, format!("{BASE}query?q={query}"), None)
            }
            Ask { soap: Some(body), .. } => (Method::POST, endpoint(), Some(self.fill(body))),
            Ask {
                deploy: Some(what), ..
            } => {
                let mut what = what.clone();
                what.files
                    .values_mut()
                    .for_each(|content| *content = self.fill(content));
                (Method::POST, endpoint(), Some(package::deploy(&what)))
            }
            _ => panic!("nothing is asked: {ask:?}"),
        }
    }

    fn body(&self, ask: &Ask) -> String {
        if let Some(body) = &ask.body {
            return self.fill_value(body).to_string();
        }
        let mut form = form_urlencoded::Serializer::new(String::new());
        form.extend_pairs(ask.form.iter().map(|(name, value)| (name, self.fill(value))));
        if let Some(claims) = &ask.assertion {
            form.append_pair("assertion", &self.assertion(claims));
        }
        let form = form.finish();
        ask.text.as_deref().map_or(form, |text| self.fill(text))
    }

    fn token(&self, ask: &Ask) -> Option<String> {
        if let Some(token) = &ask.token {
            return Some(self.fill(token));
        }
        let is_free = ask
            .http
            .as_deref()
            .is_some_and(|line| line.contains(" /services/oauth2/"));
        match ask.caller.as_deref() {
            Some("nobody") => None,
            None if is_free => None,
            None => Some(self.session_of("admin@hallpass.local")),
            Some("runner") => Some(self.session_of("runner@hallpass.local")),
            Some(username) => Some(self.session_of(username)),
        }
    }

    fn session_of(&self, username: &str) -> String {
        self.work(|tx| {
            let found = tx.find_one("User", &[("Username", Value::from(username))]);
            let user = found.and_then(|row| id(&row, "Id"));
            let source = Source::itself(tx.org);
            let wish = SignIn {
                user: &user.unwrap_or_else(|| panic!("no user {username}")),
                app: None,
                consumer: None,
                flow: Flow::Direct,
                scopes: vec!["api".to_owned()],
                source: &source,
                refresh: None,
            };
            sign_in(tx, &wish).token.expose_secret().to_owned()
        })
    }

    /// Signs claims over those of the app `Erp`; `exp` is in seconds from now, and `forged` takes another key.
    fn assertion(&self, changes: &Value) -> String {
        let now = self.org.now().as_second();
        let mut claims = json!({
            "iss": self.fill("${key of Erp}"),
            "sub": "erp.sync@acme.example",
            "aud": "https://login.salesforce.com",
            "exp": 120,
        });
        for (name, value) in changes.as_object().expect("claims") {
            claims[name] = value.clone();
        }
        claims["exp"] = Value::from(now + claims["exp"].as_i64().expect("seconds"));
        let is_forged = claims["forged"].as_bool().unwrap_or_default();
        let signer = if is_forged { other_signer() } else { self.signer() };
        let header = Header::new(Algorithm::RS256);
        jsonwebtoken::encode(&header, &claims, &signer.key).expect("an assertion")
    }

    /// Returns what signs assertions.
    #[expect(clippy::unused_self, reason = "one signer serves all stages")]
    pub(super) fn signer(&self) -> &'static Signer {
        static SIGNER: OnceLock<Signer> = OnceLock::new();
        SIGNER.get_or_init(Signer::new)
    }

    /// Works on the store.
    pub(super) fn work<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        testing::with(&self.org, work)
    }
}

fn other_signer() -> &'static Signer {
    static SIGNER: OnceLock<Signer> = OnceLock::new();
    SIGNER.get_or_init(Signer::new)
}

impl Signer {
    fn new() -> Signer {
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).expect("a key");
        let certificate = rcgen::CertificateParams::new(vec!["erp".to_owned()])
            .expect("parameters")
            .self_signed(&pair)
            .expect("a certificate");
        Signer {
            key: EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes()).expect("the key"),
            certificate: certificate.pem(),
        }
    }
}

fn is_soap(ask: &Ask) -> bool {
    ask.soap.is_some() || ask.deploy.is_some()
}

fn envelope(inside: &str, token: Option<&str>) -> String {
    let session = token.map_or_else(String::new, |token| {
        let token = xml::escape(token);
        format!("<SessionHeader><sessionId>{token}</sessionId></SessionHeader>")
    });
    let space = "http://soap.sforce.com/2006/04/metadata";
    format!(
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" xmlns:xsi=\"http://www.w3.org/2001/XMLSchema-instance\"><e:Header xmlns=\"{space}\">{session}</e:Header><e:Body xmlns=\"{space}\">{inside}</e:Body></e:Envelope>"
    )
}
