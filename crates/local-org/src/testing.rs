//! Orgs for unit tests.

use http::Method;
use serde_json::Value;

use crate::enforce::{Caller, access_of};
use crate::facts::Behaviours;
use crate::seed::seed;
use crate::server::{Request, Response, handle};
use crate::services::metadata::NAMESPACE;
use crate::services::metadata::xml::escape;
use crate::store::{Org, OrgSettings, StoreError, Tx};
use crate::value::{Id, id};

/// Returns a seeded org in memory.
pub(crate) fn org() -> Org {
    org_with(&[])
}

/// Returns a seeded org in memory with some behaviours chosen.
pub(crate) fn org_with(behaviours: &[(&str, &str)]) -> Org {
    let behaviours = Behaviours::choose(behaviours.iter().copied()).expect("known behaviours");
    let settings = OrgSettings {
        behaviours,
        ..OrgSettings::default()
    };
    let org = Org::open(None, settings).expect("an org in memory");
    org.copy_from(seeded()).expect("the rows of the seed");
    org
}

/// Returns the database of an org that is seeded once for all tests: copying is much faster than seeding.
fn seeded() -> &'static std::path::Path {
    // In memory, and shared among the connections of this process as long as one of them is open.
    const DATABASE: &str = "file:hallpass-seed?mode=memory&cache=shared";
    static ORG: std::sync::OnceLock<Org> = std::sync::OnceLock::new();
    ORG.get_or_init(|| {
        let org = Org::open(Some(DATABASE.as_ref()), OrgSettings::default()).expect("an org in memory");
        org.transaction(seed).expect("the seed follows the rules");
        org
    });
    DATABASE.as_ref()
}

/// Does `work` in a transaction that stays.
pub(crate) fn with<T>(org: &Org, work: impl FnOnce(&mut Tx<'_>) -> T) -> T {
    org.transaction(|tx| Ok::<_, StoreError>(work(tx)))
        .expect("the database works")
}

/// Returns the user of that name as a caller.
pub(crate) fn caller(tx: &Tx<'_>, username: &str) -> Caller {
    let user = tx
        .find_one("User", &[("Username", Value::from(username))])
        .expect("a user");
    let user_id: Id = id(&user, "Id").expect("an Id");
    Caller {
        access: access_of(tx, &user_id),
        user_id,
        username: username.to_owned(),
        session: None,
    }
}

/// Returns the System Administrator as a caller.
pub(crate) fn admin(tx: &Tx<'_>) -> Caller {
    caller(tx, "admin@hallpass.local")
}

/// Returns an access token for one of the two identities, minted over the token endpoint.
pub(crate) fn token(org: &Org, runner: bool) -> String {
    use secrecy::ExposeSecret as _;
    let identities = org.transaction(seed).expect("seeded");
    let credentials = if runner {
        identities.runner
    } else {
        identities.admin
    };
    let mut request = Request::new(Method::POST, "/services/oauth2/token");
    let form = form_urlencoded::Serializer::new(String::new())
        .append_pair("grant_type", "client_credentials")
        .append_pair("client_id", &credentials.client_id)
        .append_pair("client_secret", credentials.client_secret.expose_secret())
        .finish();
    request.headers.insert(
        "content-type",
        "application/x-www-form-urlencoded".parse().expect("a header"),
    );
    request.body = form.into();
    let answer = json(&handle(org, &request));
    answer["access_token"]
        .as_str()
        .unwrap_or_else(|| panic!("a token: {answer}"))
        .to_owned()
}

/// Sends a call with a token and returns the status and the JSON of the answer.
pub(crate) fn send(
    org: &Org,
    token: &str,
    method: Method,
    target: &str,
    body: Option<Value>,
) -> (u16, Value) {
    let mut request = Request::new(method, target);
    request.headers.insert(
        "authorization",
        format!("Bearer {token}").parse().expect("a header"),
    );
    if let Some(body) = body {
        request
            .headers
            .insert("content-type", "application/json".parse().expect("a header"));
        request.body = body.to_string().into();
    }
    let response = handle(org, &request);
    (response.status, json(&response))
}

/// Reads the body of an answer.
pub(crate) fn json(response: &Response) -> Value {
    serde_json::from_slice(&response.body).unwrap_or(Value::Null)
}

/// Returns a file of a package: its root element, in the namespace of metadata, around `inner`.
pub(crate) fn metadata_file(root: &str, inner: &str) -> String {
    format!("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n<{root} xmlns=\"{NAMESPACE}\">{inner}</{root}>")
}

/// Returns the manifest of a package that names these members, by type.
pub(crate) fn manifest<'m, M: IntoIterator<Item = &'m str>>(
    types: impl IntoIterator<Item = (&'m str, M)>,
    version: &str,
) -> String {
    let mut inner = String::new();
    for (name, members) in types {
        inner.push_str("<types>");
        for member in members {
            inner.push_str(&format!("<members>{}</members>", escape(member)));
        }
        inner.push_str(&format!("<name>{name}</name></types>"));
    }
    metadata_file("Package", &format!("{inner}<version>{version}</version>"))
}
