//! The identities that every local org has sign in.

use std::net::Ipv4Addr;

use http::Method;
use secrecy::ExposeSecret;

use crate::running::Credentials;
use crate::seed::seed;
use crate::server::{Request, handle};
use crate::sessions::authenticate;
use crate::sessions::world::Answer;
use crate::store::{Org, OrgSettings};
use crate::testing::with;

fn sign_in(org: &Org, credentials: &Credentials) -> String {
    let mut request = Request::new(Method::POST, "/services/oauth2/token");
    let form = [
        ("grant_type", "client_credentials"),
        ("client_id", &credentials.client_id),
        ("client_secret", credentials.client_secret.expose_secret()),
    ];
    request.body = form_urlencoded::Serializer::new(String::new())
        .extend_pairs(form)
        .finish()
        .into();
    let answer = Answer::of(&handle(org, &request));
    assert_eq!(answer.status, 200, "{}", answer.text);
    answer.json()["access_token"].as_str().unwrap().to_owned()
}

#[test]
fn admin_and_runner_sign_in_with_what_their_work_needs() {
    let org = Org::open(None, OrgSettings::default()).unwrap();
    let identities = org.transaction(seed).unwrap();
    for credentials in [&identities.admin, &identities.runner] {
        let token = sign_in(&org, credentials);
        let caller = with(&org, |tx| authenticate(tx, &token, Ipv4Addr::LOCALHOST.into())).unwrap();
        assert_eq!(caller.username, credentials.username);
        for permission in ["ExternalClientAppDeveloper", "ViewClientSecret", "ViewSetup"] {
            assert!(
                caller.access.permission(permission),
                "{} lacks {permission}",
                caller.username
            );
        }
        let mut customers = Request::new(Method::GET, "/services/apexrest/customer");
        customers
            .headers
            .insert("authorization", format!("Bearer {token}").parse().unwrap());
        let answer = Answer::of(&handle(&org, &customers));
        let expected = if credentials.username == identities.admin.username {
            200
        } else {
            403
        };
        assert_eq!(answer.status, expected, "{}: {}", caller.username, answer.text);
    }
}
