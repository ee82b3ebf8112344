//! A panic prints what somebody put into its message, most often the `Debug` form of what was at hand.

use std::panic::catch_unwind;

use hallpass_model::Username;
use hallpass_salesforce::connect::StagedCredentials;

use super::document::document;
use super::env_text::env_text;
use super::parcel::tests::{SECRET, parcel};
use super::postman::environment;
use crate::credential::{Credential, Key};

#[test]
fn a_panic_over_anything_that_holds_a_secret_does_not_show_it() {
    let parcel = parcel();
    let credential = Credential {
        client_id: "3MVG9".to_owned(),
        key: Key::Secret(SECRET.into()),
    };
    let url = "https://acme.my.salesforce.com".parse().unwrap();
    let login = credential.login(&url, &Username::from("billing.api@example.com"));
    let staged: StagedCredentials = serde_json::from_str(&format!(
        r#"{{"id":"1","key":"3MVG9","secret":"{SECRET}","state":"Active"}}"#
    ))
    .unwrap();
    let texts = [document(&parcel), env_text(&parcel, None), environment(&parcel)];
    let all = format!("{parcel:?} {credential:?} {login:?} {staged:?} {texts:?}");
    let panicked = catch_unwind(|| panic!("{all}")).unwrap_err();
    let message = panicked.downcast_ref::<String>().unwrap();
    assert!(
        message.contains("billing.api@example.com") && !message.contains(SECRET),
        "{message}"
    );
}
