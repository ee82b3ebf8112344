//! What writing one row does beyond it.

use http::Method;
use serde_json::{Value, json};

use crate::store::Org;
use crate::testing::{org, send, token, with};
use crate::value::{flag, text};

fn id_of(org: &Org, object: &str, field: &str, value: &str) -> String {
    with(org, |tx| {
        let found = tx.find_one(object, &[(field, Value::from(value))]);
        text(&found.expect("a row"), "Id").to_owned()
    })
}

#[test]
fn the_set_of_a_profile_follows_its_profile() {
    let org = org();
    let token = token(&org, false);
    let profile = id_of(&org, "Profile", "Name", "Minimum Access - API Only Integrations");
    let path = format!("/services/data/v66.0/sobjects/Profile/{profile}");
    let on = json!({"PermissionsRunReports": true});
    assert_eq!(send(&org, &token, Method::PATCH, &path, Some(on)).0, 204);
    with(&org, |tx| {
        let set = tx.find_one("PermissionSet", &[("ProfileId", Value::from(profile))]);
        assert!(flag(&set.expect("the profile's set"), "PermissionsRunReports"));
    });
}

#[test]
fn deleted_rows_take_their_details_with_them() {
    let org = org();
    let token = token(&org, false);
    let invoice = id_of(&org, "Invoice__c", "External_Id__c", "INV-0");
    let path = format!("/services/data/v66.0/sobjects/Invoice__c/{invoice}");
    assert_eq!(send(&org, &token, Method::DELETE, &path, None).0, 204);
    with(&org, |tx| {
        let of_invoice = [("Invoice__c", Value::from(invoice))];
        assert_eq!(tx.count("InvoiceLine__c", &of_invoice), 0);
    });
}
