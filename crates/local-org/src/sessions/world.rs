//! A small org for tests of what tokens open: one integration with its profile, set and app.

use std::net::Ipv4Addr;

use http::Method;
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use super::{Flow, SignIn, Source, sign_in};
use crate::apps::{self, App, AppKind, SeedApp, create_seed_app};
use crate::enforce::Caller;
use crate::facts::Behaviours;
use crate::server::{Request, Response, handle};
use crate::services::metadata::{Kind, documents};
use crate::store::{Org, OrgSettings, StoreError, Tx};
use crate::value::{Id, Row, row};

pub(crate) const USERNAME: &str = "erp.sync@acme.example";
pub(crate) const LABEL: &str = "ERP Sync";

/// The org, and the Ids of what is in it.
pub(crate) struct World {
    pub(crate) org: Org,
    pub(crate) user: Id,
    pub(crate) set: Id,
    pub(crate) profile: Id,
    pub(crate) profile_set: Id,
}

/// What the org answered.
#[derive(Debug)]
pub(crate) struct Answer {
    pub(crate) status: u16,
    pub(crate) text: String,
    pub(crate) headers: Vec<(String, String)>,
}

impl Answer {
    pub(crate) fn of(response: &Response) -> Answer {
        let header = |(name, value): &(http::HeaderName, http::HeaderValue)| {
            (name.to_string(), value.to_str().unwrap().to_owned())
        };
        Answer {
            status: response.status,
            text: String::from_utf8(response.body.clone()).unwrap(),
            headers: response.headers.iter().map(header).collect(),
        }
    }

    pub(crate) fn json(&self) -> Value {
        serde_json::from_str(&self.text).unwrap_or_else(|_| panic!("no JSON: {}", self.text))
    }

    pub(crate) fn header(&self, name: &str) -> Option<&str> {
        self.headers
            .iter()
            .find(|(known, _)| known == name)
            .map(|(_, value)| value.as_str())
    }

    /// The status and the two fields of a refusal.
    pub(crate) fn refusal(&self) -> (u16, String, String) {
        let body = self.json();
        let field = |name: &str| body[name].as_str().unwrap_or_default().to_owned();
        (self.status, field("error"), field("error_description"))
    }
}

impl World {
    pub(crate) fn new() -> World {
        World::with(&[])
    }

    pub(crate) fn with(behaviours: &[(&str, &str)]) -> World {
        let behaviours = Behaviours::choose(behaviours.iter().copied()).unwrap();
        let settings = OrgSettings {
            behaviours,
            ..OrgSettings::default()
        };
        let org = Org::open(None, settings).unwrap();
        org.set_url("http://127.0.0.1:7000".to_owned());
        let (user, set, profile, profile_set) = org.transaction(|tx| Ok::<_, StoreError>(fill(tx))).unwrap();
        World {
            org,
            user,
            set,
            profile,
            profile_set,
        }
    }

    /// Works on the store.
    pub(crate) fn work<T>(&self, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
        self.org.transaction(|tx| Ok::<_, StoreError>(work(tx))).unwrap()
    }

    pub(crate) fn app(&self) -> App {
        self.work(|tx| apps::by_developer_name(tx, AppKind::External, "Erp").unwrap())
    }

    /// Changes one field of a part of the app.
    pub(crate) fn edit_app(&self, kind: Kind, field: &str, value: &str) {
        self.work(|tx| {
            let document = documents::of_app(tx, kind, "Erp").unwrap();
            let mut body = document.body;
            if value.is_empty() {
                body.remove(field);
            } else {
                body.set(field, value);
            }
            documents::put(tx, kind, &document.name, &document.id, Some("Erp"), &body);
        });
    }

    /// Changes the integration's user.
    pub(crate) fn edit_user(&self, field: &str, value: Value) {
        self.work(|tx| tx.update_raw("User", &self.user.clone(), row([(field, value)])));
    }

    pub(crate) fn freeze(&self) {
        self.work(|tx| {
            let login = tx.find_one("UserLogin", &[]).unwrap();
            tx.update_raw(
                "UserLogin",
                &crate::value::id(&login, "Id").unwrap(),
                row([("IsFrozen", json!(true))]),
            );
        });
    }

    /// Gives a set something by its Id.
    pub(crate) fn give(&self, set: &Id, entity: &Id, kind: &str) {
        self.work(|tx| {
            let values = [
                ("ParentId", Value::from(set)),
                ("SetupEntityId", Value::from(entity)),
                ("SetupEntityType", json!(kind)),
            ];
            tx.insert_raw("SetupEntityAccess", row(values))
        });
    }

    pub(crate) fn move_clock(&self, seconds: i64) {
        self.org.knobs.set_clock_offset(seconds * 1_000);
    }

    pub(crate) fn send(&self, request: &Request) -> Answer {
        Answer::of(&handle(&self.org, request))
    }

    pub(crate) fn post(&self, path: &str, form: &[(&str, &str)]) -> Answer {
        let mut request = Request::new(Method::POST, path);
        request.body = form_urlencoded::Serializer::new(String::new())
            .extend_pairs(form)
            .finish()
            .into();
        self.send(&request)
    }

    pub(crate) fn get(&self, target: &str, token: Option<&str>) -> Answer {
        let mut request = Request::new(Method::GET, target);
        if let Some(token) = token {
            request
                .headers
                .insert("authorization", format!("Bearer {token}").parse().unwrap());
        }
        self.send(&request)
    }

    /// A token of the app by client credentials.
    pub(crate) fn token(&self) -> String {
        let consumer = self.app().consumer.unwrap();
        let answer = self.post(
            "/services/oauth2/token",
            &[
                ("grant_type", "client_credentials"),
                ("client_id", &consumer.key),
                ("client_secret", consumer.secret.expose_secret()),
            ],
        );
        assert_eq!(answer.status, 200, "{}", answer.text);
        answer.json()["access_token"].as_str().unwrap().to_owned()
    }

    /// A token with any scopes, handed out by the org.
    pub(crate) fn token_with(&self, scopes: &[&str]) -> String {
        self.work(|tx| {
            let source = Source::itself(tx.org);
            let scopes = scopes.iter().map(|&scope| scope.to_owned()).collect();
            let request = SignIn {
                user: &self.user,
                app: None,
                consumer: None,
                flow: Flow::Direct,
                scopes,
                source: &source,
                refresh: None,
            };
            sign_in(tx, &request).token.expose_secret().to_owned()
        })
    }

    /// The caller that a token stands for.
    pub(crate) fn caller(&self, token: &str) -> Caller {
        self.work(|tx| super::authenticate(tx, token, Ipv4Addr::LOCALHOST.into()).unwrap())
    }

    /// The login history, oldest first.
    pub(crate) fn logins(&self) -> Vec<Row> {
        self.work(|tx| tx.find("LoginHistory", &[]))
    }
}

fn fill(tx: &mut Tx<'_>) -> (Id, Id, Id, Id) {
    tx.insert_raw(
        "Organization",
        row([("Name", json!("Acme")), ("TimeZoneSidKey", json!("GMT"))]),
    );
    let license = tx.insert_raw("UserLicense", row([("Name", json!("Salesforce Integration"))]));
    let profile = tx.insert_raw(
        "Profile",
        row([
            ("Name", json!("Minimum Access - API Only Integrations")),
            ("UserLicenseId", Value::from(license)),
        ]),
    );
    let profile_set = tx.insert_raw(
        "PermissionSet",
        row([
            ("Name", json!("X00e")),
            ("Label", json!("X00e")),
            ("IsOwnedByProfile", json!(true)),
            ("ProfileId", Value::from(&profile)),
            ("PermissionsApiEnabled", json!(true)),
        ]),
    );
    let user = tx.insert_raw(
        "User",
        row([
            ("Username", json!(USERNAME)),
            ("LastName", json!(LABEL)),
            ("Name", json!(LABEL)),
            ("Email", json!("ops@acme.example")),
            ("IsActive", json!(true)),
            ("UserType", json!("Standard")),
            ("TimeZoneSidKey", json!("America/Los_Angeles")),
            ("LocaleSidKey", json!("en_US")),
            ("LanguageLocaleKey", json!("en_US")),
            ("ProfileId", Value::from(&profile)),
        ]),
    );
    tx.insert_raw(
        "UserLogin",
        row([("UserId", Value::from(&user)), ("IsFrozen", json!(false))]),
    );
    let set = tx.insert_raw(
        "PermissionSet",
        row([("Name", json!("Erp_Access")), ("Label", json!("Erp Access"))]),
    );
    for held in [&profile_set, &set] {
        tx.insert_raw(
            "PermissionSetAssignment",
            row([
                ("AssigneeId", Value::from(&user)),
                ("PermissionSetId", Value::from(held)),
            ]),
        );
    }
    let app = SeedApp {
        name: "Erp",
        label: LABEL,
        contact_email: "ops@acme.example",
        run_as: USERNAME,
        scopes: &["Api", "RefreshToken"],
        permission_sets: &[],
    };
    create_seed_app(tx, &app).unwrap();
    (user, set, profile, profile_set)
}
