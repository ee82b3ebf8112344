//! What is granted, by each flow.

use jsonwebtoken::{Algorithm, EncodingKey, Header};
use secrecy::ExposeSecret;
use serde_json::{Value, json};

use crate::services::metadata::Kind;
use crate::services::oauth::consent;
use crate::sessions::approve;
use crate::sessions::world::{Answer, LABEL, USERNAME, World};
use crate::value::text;

const TOKEN: &str = "/services/oauth2/token";
const JWT_BEARER: &str = "urn:ietf:params:oauth:grant-type:jwt-bearer";

#[test]
fn client_credentials_answer_as_documented_and_leave_a_login() {
    let world = World::new();
    let consumer = world.app().consumer.unwrap();
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", consumer.key.as_str()),
        ("client_secret", consumer.secret.expose_secret()),
    ];
    let answer = world.post(TOKEN, &form);
    let body = answer.json();
    let names: Vec<&String> = body.as_object().unwrap().keys().collect();
    assert_eq!(
        names,
        [
            "access_token",
            "signature",
            "scope",
            "instance_url",
            "id",
            "token_type",
            "issued_at"
        ]
    );
    assert_eq!(body["scope"], "api", "what needs a person is left out");
    assert_eq!(body["instance_url"], "http://127.0.0.1:7000");
    assert_eq!(body["token_type"], "Bearer");
    assert!(body["id"].as_str().unwrap().ends_with(world.user.as_str()));
    assert!(
        body["issued_at"].as_str().unwrap().parse::<i64>().unwrap() > 1_700_000_000_000,
        "milliseconds"
    );
    assert_eq!(answer.header("cache-control"), Some("no-store"));
    let logins = world.logins();
    let shown = [
        "LoginType",
        "LoginSubType",
        "Status",
        "Application",
        "LoginUrl",
        "SourceIp",
    ]
    .map(|name| text(&logins[0], name));
    assert_eq!(
        shown,
        [
            "Remote Access 2.0",
            "OauthClientCredentials",
            "Success",
            LABEL,
            "127.0.0.1:7000",
            "127.0.0.1"
        ]
    );
    let session = world.work(|tx| tx.find_one("AuthSession", &[]).unwrap());
    assert_eq!(session["LoginHistoryId"], logins[0]["Id"]);
    assert_eq!(session["NumSecondsValid"], 7_200);
}

#[test]
fn no_token_or_secret_is_kept_in_plain_text_beside_the_app() {
    let world = World::new();
    let token = world.token();
    let kept: Vec<String> = world.work(|tx| {
        let mut statement = tx
            .conn()
            .prepare("SELECT digest || scopes || consumer FROM _session")
            .unwrap();
        statement
            .query_map([], |found| found.get(0))
            .unwrap()
            .map(Result::unwrap)
            .collect()
    });
    assert_eq!(kept.len(), 1);
    assert!(!kept[0].contains(&token));
}

#[test]
fn switches_change_what_is_granted() {
    let labelled = World::with(&[("login_subtype_spelling", "label")]);
    labelled.token();
    assert_eq!(
        text(&labelled.logins()[0], "LoginSubType"),
        "OAuth Client Credentials"
    );

    let bound = World::with(&[("cc_preauthorization", "applied")]);
    bound.edit_app(
        Kind::OauthPolicies,
        "permittedUsersPolicyType",
        "AdminApprovedPreAuthorized",
    );
    bound.give(&bound.set, &bound.app().id, "ExternalClientApplication");
    bound.token();

    let unbound = World::new();
    unbound.edit_app(
        Kind::OauthPolicies,
        "permittedUsersPolicyType",
        "AdminApprovedPreAuthorized",
    );
    unbound.token();

    let slow = World::with(&[("app_propagation_delay", "600")]);
    slow.move_clock(601);
    slow.token();
}

#[test]
fn an_app_with_a_timeout_gives_shorter_sessions() {
    let world = World::new();
    world.edit_app(Kind::OauthPolicies, "sessionTimeoutInMinutes", "15");
    let token = world.token();
    world.move_clock(14 * 60);
    assert_eq!(world.get("/services/oauth2/userinfo", Some(&token)).status, 200);
    world.move_clock(15 * 60 + 1);
    assert_eq!(world.get("/services/oauth2/userinfo", Some(&token)).status, 403);
}

/// An app with a certificate, and the key to it.
pub(super) struct Signer {
    pub(super) world: World,
    key: EncodingKey,
}

impl Signer {
    pub(super) fn new(behaviours: &[(&str, &str)]) -> Self {
        let world = World::with(behaviours);
        let pair = rcgen::KeyPair::generate_for(&rcgen::PKCS_RSA_SHA256).unwrap();
        let certificate = rcgen::CertificateParams::new(vec!["erp".to_owned()])
            .unwrap()
            .self_signed(&pair)
            .unwrap();
        world.edit_app(Kind::GlobalOauthSettings, "certificate", &certificate.pem());
        world.edit_app(
            Kind::OauthPolicies,
            "permittedUsersPolicyType",
            "AdminApprovedPreAuthorized",
        );
        world.give(&world.set, &world.app().id, "ExternalClientApplication");
        let key = EncodingKey::from_rsa_pem(pair.serialize_pem().as_bytes()).unwrap();
        Self { world, key }
    }

    pub(super) fn ask(&self, changes: &Value) -> Answer {
        let mut claims = json!({
            "iss": self.world.app().consumer.unwrap().key,
            "sub": USERNAME,
            "aud": "https://login.salesforce.com",
            "exp": self.world.org.now().as_second() + 120,
        });
        for (name, value) in changes.as_object().unwrap() {
            claims[name] = value.clone();
        }
        let assertion = jsonwebtoken::encode(&Header::new(Algorithm::RS256), &claims, &self.key).unwrap();
        self.world
            .post(TOKEN, &[("grant_type", JWT_BEARER), ("assertion", &assertion)])
    }
}

#[test]
fn an_assertion_of_an_approved_user_is_granted_all_scopes() {
    let signer = Signer::new(&[]);
    let body = signer.ask(&json!({})).json();
    assert_eq!(body["scope"], "api refresh_token", "{body}");
    assert_eq!(body.get("refresh_token"), None);
    assert!(
        signer.world.logins()[0]["LoginSubType"].is_null(),
        "no documented value"
    );
}

#[test]
fn assertions_as_the_salesforce_cli_writes_them_are_good() {
    let signer = Signer::new(&[]);
    let milliseconds = signer.world.org.now().as_millisecond() + 300;
    let answer = signer.ask(&json!({"aud": "http://127.0.0.1:7000/", "exp": milliseconds}));
    assert_eq!(answer.status, 200, "{}", answer.text);
    let strict = Signer::new(&[("assertion_expiry", "three_minutes")]);
    assert_eq!(
        strict.ask(&json!({"exp": milliseconds})).refusal().2,
        "invalid assertion"
    );
}

#[test]
fn jwt_bearer_needs_the_approval_that_the_policy_asks_for() {
    let signer = Signer::new(&[]);
    let world = &signer.world;
    world.work(|tx| {
        tx.conn()
            .execute("DELETE FROM \"SetupEntityAccess\"", [])
            .unwrap()
    });
    world.edit_user("Title", json!("touches access"));
    assert_eq!(signer.ask(&json!({})).refusal().1, "invalid_app_access");
    world.edit_app(
        Kind::OauthPolicies,
        "permittedUsersPolicyType",
        "AllSelfAuthorized",
    );
    assert_eq!(
        signer.ask(&json!({})).refusal().2,
        "user hasn't approved this consumer"
    );
    let app = world.app();
    world.work(|tx| approve(tx, &world.user, &app, &["api".to_owned(), "id".to_owned()]));
    assert_eq!(
        signer.ask(&json!({})).json()["scope"],
        "api id",
        "the scopes that the user approved"
    );
}

#[test]
fn jwt_bearer_is_held_to_ip_ranges_that_client_credentials_may_leave() {
    use crate::services::metadata::documents;
    use crate::services::metadata::xml::Element;
    let signer = Signer::new(&[]);
    let world = &signer.world;
    world.work(|tx| {
        let range = Element::new("loginIpRanges")
            .with("startAddress", "10.0.0.0")
            .with("endAddress", "10.0.0.9");
        let body = Element::new("Profile").with_child(range);
        documents::put(tx, Kind::Profile, "Minimum Access", &world.profile, None, &body);
    });
    world.edit_app(Kind::OauthPolicies, "ipRelaxationPolicyType", "Bypass");
    world.token();
    assert_eq!(
        signer.ask(&json!({})).refusal().2,
        "ip restricted or invalid login hours"
    );
}

/// The form of a refresh.
pub(super) fn refresh(world: &World, token: &str) -> Answer {
    let consumer = world.app().consumer.unwrap();
    let form = [
        ("grant_type", "refresh_token"),
        ("refresh_token", token),
        ("client_id", consumer.key.as_str()),
        ("client_secret", consumer.secret.expose_secret()),
    ];
    world.post(TOKEN, &form)
}

pub(super) fn approved(world: &World) -> String {
    let app = world.app();
    let scopes = ["refresh_token".to_owned(), "api".to_owned()];
    world.work(|tx| approve(tx, &world.user, &app, &scopes).expose_secret().to_owned())
}

#[test]
fn a_refresh_token_gives_sessions_until_it_is_revoked() {
    let world = World::new();
    let token = approved(&world);
    let body = refresh(&world, &token).json();
    assert_eq!(body["scope"], "refresh_token api", "{body}");
    assert_eq!(body.get("refresh_token"), None);
    assert_eq!(text(&world.logins()[0], "LoginSubType"), "OauthRefreshToken");
    let access = body["access_token"].as_str().unwrap();
    assert_eq!(
        world.post("/services/oauth2/revoke", &[("token", &token)]).status,
        200
    );
    assert_eq!(
        refresh(&world, &token).refusal().2,
        "expired access/refresh token"
    );
    assert_eq!(
        world.get("/services/oauth2/userinfo", Some(access)).status,
        403,
        "its sessions went with it"
    );
    assert_eq!(world.work(|tx| tx.count("OauthToken", &[])), 0);
}

#[test]
fn consent_is_for_apps_and_users_that_exist() {
    let world = World::new();
    let key = world.app().consumer.unwrap().key;
    let token = world.work(|tx| consent(tx, USERNAME, &key)).unwrap();
    assert_eq!(
        refresh(&world, token.expose_secret()).json()["scope"],
        "api refresh_token"
    );
    assert_eq!(
        world
            .work(|tx| consent(tx, "nobody@acme.example", &key))
            .unwrap_err()
            .status,
        404
    );
    assert_eq!(
        world
            .work(|tx| consent(tx, USERNAME, "nothing"))
            .unwrap_err()
            .code,
        "invalid_client_id"
    );
}

#[test]
fn rotation_gives_a_new_refresh_token_each_time() {
    let world = World::new();
    world.edit_app(Kind::GlobalOauthSettings, "isRefreshTokenRotationEnabled", "true");
    let first = approved(&world);
    let second = refresh(&world, &first).json()["refresh_token"]
        .as_str()
        .unwrap()
        .to_owned();
    assert_eq!(
        refresh(&world, &first).refusal().2,
        "expired access/refresh token"
    );
    assert_eq!(refresh(&world, &second).status, 200);
}

#[test]
fn refresh_tokens_end_as_the_policy_says() {
    let day = 24 * 3_600;
    for (policy, later, is_good) in [
        ("Infinite", 1_000 * day, true),
        ("Zero", 1, false),
        ("SpecificLifetime", 9 * day, true),
        ("SpecificLifetime", 11 * day, false),
        ("SpecificInactivity", 11 * day, false),
    ] {
        let world = World::new();
        world.edit_app(Kind::OauthPolicies, "refreshTokenPolicyType", policy);
        world.edit_app(Kind::OauthPolicies, "refreshTokenValidityPeriod", "10");
        world.edit_app(Kind::OauthPolicies, "refreshTokenValidityUnit", "Days");
        let token = approved(&world);
        world.move_clock(later);
        assert_eq!(
            refresh(&world, &token).status == 200,
            is_good,
            "{policy} after {later} s"
        );
    }
}
