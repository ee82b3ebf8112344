//! The refusals of the token endpoint as a table: what is wrong, how it is asked, and the fact that says what is
//! answered.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use http::Method;
use secrecy::ExposeSecret;
use serde_json::json;

use crate::facts::{Refused, registry};
use crate::server::Request;
use crate::services::metadata::Kind;
use crate::services::metadata::documents;
use crate::services::metadata::xml::Element;
use crate::sessions::world::{USERNAME, World};
use crate::value::text;

const TOKEN: &str = "/services/oauth2/token";

type Form = Vec<(&'static str, String)>;

/// One refusal.
struct Case {
    name: &'static str,
    behaviours: &'static [(&'static str, &'static str)],
    wrong: fn(&World),
    form: fn(&World) -> Form,
    /// The code, where a behaviour makes it differ from the fact's.
    code: Option<&'static str>,
    fact: &'static str,
    /// What stands for `NAME` in the fact's words.
    name_in_words: Option<&'static str>,
    /// The status of the login history row, where there is one.
    logged: Option<&'static str>,
}

fn credentials(world: &World) -> Form {
    let consumer = world.app().consumer.unwrap();
    vec![
        ("grant_type", "client_credentials".to_owned()),
        ("client_id", consumer.key),
        ("client_secret", consumer.secret.expose_secret().to_owned()),
    ]
}

fn with(mut form: Form, name: &'static str, value: &str) -> Form {
    form.retain(|(key, _)| *key != name);
    form.push((name, value.to_owned()));
    form
}

fn without(mut form: Form, name: &str) -> Form {
    form.retain(|(key, _)| *key != name);
    form
}

fn refresh(world: &World) -> Form {
    let form = with(credentials(world), "grant_type", "refresh_token");
    with(form, "refresh_token", "5Aep861unknown")
}

fn restrict_profile(world: &World, element: &Element) {
    world.work(|tx| {
        let body = Element::new("Profile").with_child(element.clone());
        documents::put(tx, Kind::Profile, "Minimum Access", &world.profile, None, &body);
    });
}

fn as_is(_: &World) {}

const CASES: &[Case] = &[
    Case {
        name: "grant_type_missing",
        behaviours: &[],
        wrong: as_is,
        form: |world| without(credentials(world), "grant_type"),
        code: None,
        fact: "oauth.parameter_missing",
        name_in_words: Some("grant_type"),
        logged: None,
    },
    Case {
        name: "grant_type_unknown",
        behaviours: &[],
        wrong: as_is,
        form: |world| with(credentials(world), "grant_type", "magic"),
        code: None,
        fact: "oauth.grant_type_unknown",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "consumer_key_unknown",
        behaviours: &[],
        wrong: as_is,
        form: |world| with(credentials(world), "client_id", "3MVG9nobody"),
        code: None,
        fact: "oauth.unknown_client",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "app_not_known_everywhere_yet",
        behaviours: &[("app_propagation_delay", "600")],
        wrong: as_is,
        form: credentials,
        code: None,
        fact: "oauth.unknown_client",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "secret_wrong",
        behaviours: &[],
        wrong: as_is,
        form: |world| with(credentials(world), "client_secret", "wrong"),
        code: None,
        fact: "oauth.wrong_secret",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "secret_missing",
        behaviours: &[],
        wrong: as_is,
        form: |world| without(credentials(world), "client_secret"),
        code: None,
        fact: "oauth.parameter_missing",
        name_in_words: Some("client_secret"),
        logged: None,
    },
    Case {
        name: "app_disabled",
        behaviours: &[],
        wrong: |world| world.edit_app(Kind::Policies, "isEnabled", "false"),
        form: credentials,
        code: None,
        fact: "oauth.app_disabled",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "oauth_plugin_disabled_and_secret_wrong",
        behaviours: &[],
        wrong: |world| world.edit_app(Kind::Policies, "isOauthPluginEnabled", "false"),
        form: |world| with(credentials(world), "client_secret", "wrong"),
        code: None,
        fact: "oauth.app_disabled",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "flow_off_in_settings",
        behaviours: &[],
        wrong: |world| {
            world.edit_app(
                Kind::GlobalOauthSettings,
                "isClientCredentialsFlowEnabled",
                "false",
            );
        },
        form: credentials,
        code: None,
        fact: "oauth.flow_off",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "flow_off_in_policies",
        behaviours: &[("client_credentials_flow_off_error", "unauthorized_client")],
        wrong: |world| world.edit_app(Kind::OauthPolicies, "isClientCredentialsFlowEnabled", "false"),
        form: credentials,
        code: Some("unauthorized_client"),
        fact: "oauth.flow_off",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "no_run_as_user",
        behaviours: &[],
        wrong: |world| world.edit_app(Kind::OauthPolicies, "clientCredentialsFlowUser", ""),
        form: credentials,
        code: None,
        fact: "oauth.no_run_as",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "run_as_user_inactive",
        behaviours: &[],
        wrong: |world| world.edit_user("IsActive", json!(false)),
        form: credentials,
        code: None,
        fact: "oauth.inactive_user",
        name_in_words: None,
        logged: Some("User is inactive"),
    },
    Case {
        name: "run_as_user_inactive_with_the_listed_code",
        behaviours: &[("inactive_run_as_error", "inactive_user")],
        wrong: |world| world.edit_user("IsActive", json!(false)),
        form: credentials,
        code: Some("inactive_user"),
        fact: "oauth.inactive_user",
        name_in_words: None,
        logged: Some("User is inactive"),
    },
    Case {
        name: "run_as_user_frozen",
        behaviours: &[],
        wrong: World::freeze,
        form: credentials,
        code: None,
        fact: "oauth.frozen_user",
        name_in_words: None,
        logged: Some("User is frozen"),
    },
    Case {
        name: "scope_sent",
        behaviours: &[],
        wrong: as_is,
        form: |world| with(credentials(world), "scope", "api"),
        code: None,
        fact: "oauth.scope_parameter",
        name_in_words: None,
        logged: Some("Failed: Unexpected parameter"),
    },
    Case {
        name: "only_scopes_that_need_a_person",
        behaviours: &[],
        wrong: |world| {
            world.edit_app(
                Kind::OauthSettings,
                "commaSeparatedOauthScopes",
                "Full, RefreshToken",
            );
        },
        form: credentials,
        code: None,
        fact: "oauth.no_scopes_left",
        name_in_words: None,
        logged: Some("Login invalid"),
    },
    Case {
        name: "run_as_user_not_approved_where_that_binds",
        behaviours: &[("cc_preauthorization", "applied")],
        wrong: |world| {
            world.edit_app(
                Kind::OauthPolicies,
                "permittedUsersPolicyType",
                "AdminApprovedPreAuthorized",
            );
        },
        form: credentials,
        code: None,
        fact: "oauth.not_approved_by_admin",
        name_in_words: None,
        logged: Some("Login invalid"),
    },
    Case {
        name: "run_as_user_approved_through_the_profile_alone",
        behaviours: &[("cc_preauthorization", "applied")],
        wrong: |world| {
            world.edit_app(
                Kind::OauthPolicies,
                "permittedUsersPolicyType",
                "AdminApprovedPreAuthorized",
            );
            world.give(&world.profile_set, &world.app().id, "ExternalClientApplication");
        },
        form: credentials,
        code: None,
        fact: "oauth.not_approved_by_admin",
        name_in_words: None,
        logged: Some("Login invalid"),
    },
    Case {
        name: "address_outside_the_ranges_of_the_profile",
        behaviours: &[],
        wrong: |world| {
            let range = Element::new("loginIpRanges")
                .with("startAddress", "10.0.0.0")
                .with("endAddress", "10.0.0.9");
            restrict_profile(world, &range);
        },
        form: credentials,
        code: None,
        fact: "oauth.login_ip_and_hours",
        name_in_words: None,
        logged: Some("Restricted IP"),
    },
    Case {
        name: "outside_the_hours_of_the_profile",
        behaviours: &[],
        wrong: |world| {
            let days = [
                "monday",
                "tuesday",
                "wednesday",
                "thursday",
                "friday",
                "saturday",
                "sunday",
            ];
            let hours = days.iter().fold(Element::new("loginHours"), |hours, day| {
                hours
                    .with(&format!("{day}Start"), "0")
                    .with(&format!("{day}End"), "0")
            });
            restrict_profile(world, &hours);
        },
        form: credentials,
        code: None,
        fact: "oauth.login_ip_and_hours",
        name_in_words: None,
        logged: Some("Restricted time"),
    },
    Case {
        name: "high_assurance_demanded",
        behaviours: &[],
        wrong: |world| world.edit_app(Kind::OauthPolicies, "requiredSessionLevel", "HIGH_ASSURANCE"),
        form: credentials,
        code: None,
        fact: "oauth.session_level",
        name_in_words: None,
        logged: Some("Login invalid"),
    },
    Case {
        name: "password",
        behaviours: &[],
        wrong: as_is,
        form: |world| {
            let form = with(credentials(world), "grant_type", "password");
            with(with(form, "username", USERNAME), "password", "secret")
        },
        code: None,
        fact: "oauth.password_refused",
        name_in_words: None,
        logged: Some("Login invalid"),
    },
    Case {
        name: "refresh_token_unknown",
        behaviours: &[],
        wrong: as_is,
        form: refresh,
        code: None,
        fact: "oauth.refresh_expired",
        name_in_words: None,
        logged: None,
    },
    Case {
        name: "refresh_without_the_secret",
        behaviours: &[],
        wrong: as_is,
        form: |world| without(refresh(world), "client_secret"),
        code: None,
        fact: "oauth.parameter_missing",
        name_in_words: Some("client_secret"),
        logged: None,
    },
    Case {
        name: "assertion_missing",
        behaviours: &[],
        wrong: as_is,
        form: |_| {
            vec![(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned(),
            )]
        },
        code: None,
        fact: "oauth.parameter_missing",
        name_in_words: Some("assertion"),
        logged: None,
    },
    Case {
        name: "assertion_malformed",
        behaviours: &[],
        wrong: as_is,
        form: |_| {
            let form = vec![(
                "grant_type",
                "urn:ietf:params:oauth:grant-type:jwt-bearer".to_owned(),
            )];
            with(form, "assertion", "a.b.c")
        },
        code: None,
        fact: "oauth.assertion_invalid",
        name_in_words: None,
        logged: None,
    },
];

#[test]
fn every_refusal_is_answered_as_its_fact_says() {
    for case in CASES {
        let world = World::with(case.behaviours);
        (case.wrong)(&world);
        let form = (case.form)(&world);
        let form: Vec<(&str, &str)> = form.iter().map(|(name, value)| (*name, value.as_str())).collect();
        let answer = world.post(TOKEN, &form);
        let refused = registry()
            .iter()
            .find(|fact| fact.id == case.fact)
            .and_then(|fact| fact.refusal);
        let Refused { status, code, words } =
            refused.unwrap_or_else(|| panic!("{} refuses nothing", case.fact));
        let words = words.replace("NAME", case.name_in_words.unwrap_or("NAME"));
        assert_eq!(
            answer.refusal(),
            (status, case.code.unwrap_or(code).to_owned(), words),
            "{}",
            case.name
        );
        assert_eq!(answer.header("cache-control"), Some("no-store"), "{}", case.name);
        let logins = world.logins();
        let statuses: Vec<&str> = logins.iter().map(|row| text(row, "Status")).collect();
        assert_eq!(statuses, case.logged.as_slice(), "login history of {}", case.name);
        assert_eq!(
            world.work(|tx| tx.count("AuthSession", &[])),
            0,
            "{} left a session",
            case.name
        );
    }
}

#[test]
fn a_broken_basic_header_is_told_from_a_missing_one() {
    let world = World::new();
    let mut request = Request::new(Method::POST, TOKEN);
    request.body = "grant_type=client_credentials".into();
    assert_eq!(
        world.send(&request).refusal().2,
        "missing required parameter: client_id"
    );
    request
        .headers
        .insert("authorization", "Basic nonsense".parse().unwrap());
    assert_eq!(world.send(&request).refusal().1, "invalid_basic_auth_header");
    let consumer = world.app().consumer.unwrap();
    let basic = STANDARD.encode(format!("{}:{}", consumer.key, consumer.secret.expose_secret()));
    request
        .headers
        .insert("authorization", format!("Basic {basic}").parse().unwrap());
    assert_eq!(world.send(&request).status, 200);
}

#[test]
fn the_token_endpoint_is_posted_to() {
    let answer = World::new().get(&format!("{TOKEN}?grant_type=client_credentials"), None);
    assert_eq!(
        answer.refusal(),
        (400, "invalid_request".to_owned(), "must use HTTP POST".to_owned())
    );
}
