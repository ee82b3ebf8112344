//! What is refused, and in what words: a table.

use http::Method;
use serde_json::{Value, json};

use super::provisioning::user_of;
use crate::store::Org;
use crate::testing::{org, send, token, with};
use crate::value::text;

fn id_of(org: &Org, object: &str, field: &str, value: &str) -> String {
    with(org, |tx| {
        text(
            &tx.find_one(object, &[(field, Value::from(value))])
                .expect("a row"),
            "Id",
        )
        .to_owned()
    })
}

/// Method and path below the version, body, and the status and code that it must be refused with.
type Case = (Method, String, Value, u16, &'static str);

fn check(org: &Org, token: &str, cases: Vec<Case>) {
    for (method, path, body, status, code) in cases {
        let shown = format!("{method} {path} {body}");
        let body = (!body.is_null()).then_some(body);
        let (got, answer) = send(org, token, method, &format!("/services/data/v66.0/{path}"), body);
        assert_eq!(
            (got, answer[0]["errorCode"].as_str()),
            (status, Some(code)),
            "{shown}: {answer}"
        );
        assert!(
            answer[0]["message"].as_str().is_some_and(|text| !text.is_empty()),
            "{shown}: {answer}"
        );
    }
}

fn with_field(mut row: Value, field: &str, value: Value) -> Value {
    row[field] = value;
    row
}

#[test]
fn users_are_refused_for_what_is_wrong_with_them() {
    let org = org();
    let token = token(&org, false);
    let user = |field: &str, value: Value| with_field(user_of(&org, "new@example.com"), field, value);
    let admin = id_of(&org, "User", "Username", "admin@hallpass.local");
    let to = |row: Value, code| (Method::POST, "sobjects/User".to_owned(), row, 400, code);
    check(
        &org,
        &token,
        vec![
            to(user("LastName", Value::Null), "REQUIRED_FIELD_MISSING"),
            to(user("Username", Value::Null), "REQUIRED_FIELD_MISSING"),
            to(user("Username", json!("nobody")), "INVALID_EMAIL_ADDRESS"),
            to(
                user("Username", json!("ADMIN@hallpass.local")),
                "DUPLICATE_USERNAME",
            ),
            to(user("Alias", json!("ninechars")), "STRING_TOO_LONG"),
            to(
                user("TimeZoneSidKey", json!("Mars")),
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            ),
            to(user("Email", json!("x")), "INVALID_EMAIL_ADDRESS"),
            to(user("ProfileId", json!("nonsense")), "MALFORMED_ID"),
            to(
                user("ProfileId", json!("00e000000000000AAA")),
                "INVALID_CROSS_REFERENCE_KEY",
            ),
            to(user("ProfileId", json!(admin)), "MALFORMED_ID"),
            to(
                user("UserType", json!("Standard")),
                "INVALID_FIELD_FOR_INSERT_UPDATE",
            ),
            to(user("Nonsense", json!(1)), "INVALID_FIELD"),
            to(user("IsActive", json!("maybe")), "JSON_PARSER_ERROR"),
            to(user("Title", json!(5)), "JSON_PARSER_ERROR"),
            (
                Method::DELETE,
                format!("sobjects/User/{admin}"),
                Value::Null,
                405,
                "METHOD_NOT_ALLOWED",
            ),
            (
                Method::PATCH,
                format!("sobjects/User/{admin}"),
                json!({"LastName": ""}),
                400,
                "REQUIRED_FIELD_MISSING",
            ),
        ],
    );
}

#[test]
fn sets_and_their_contents_are_refused_for_what_is_wrong_with_them() {
    let org = org();
    let token = token(&org, false);
    let sales = id_of(&org, "PermissionSet", "Name", "Sales_Tools");
    let set = |row: Value, code| (Method::POST, "sobjects/PermissionSet".to_owned(), row, 400, code);
    let object = |rights: Value, code| {
        let mut row = json!({"ParentId": sales, "SobjectType": "Account"});
        row.as_object_mut()
            .expect("an object")
            .extend(rights.as_object().expect("an object").clone());
        (
            Method::POST,
            "sobjects/ObjectPermissions".to_owned(),
            row,
            400,
            code,
        )
    };
    let field = |field: &str, read: bool, edit: bool, code| {
        let object = field.split('.').next().unwrap_or_default();
        let row = json!({"ParentId": sales, "SobjectType": object, "Field": field, "PermissionsRead": read, "PermissionsEdit": edit});
        (
            Method::POST,
            "sobjects/FieldPermissions".to_owned(),
            row,
            400,
            code,
        )
    };
    let integrity = "FIELD_INTEGRITY_EXCEPTION";
    let picklist = "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST";
    check(
        &org,
        &token,
        vec![
            set(json!({"Name": "Bad__Name", "Label": "x"}), integrity),
            set(json!({"Name": "sales_tools", "Label": "x"}), "DUPLICATE_VALUE"),
            set(json!({"Label": "x"}), "REQUIRED_FIELD_MISSING"),
            set(
                json!({"Name": "A", "Label": "x", "PermissionsAuthorApex": true}),
                integrity,
            ),
            (
                Method::PATCH,
                format!("sobjects/PermissionSet/{sales}"),
                json!({"LicenseId": null}),
                400,
                "INVALID_FIELD_FOR_INSERT_UPDATE",
            ),
            (
                Method::PATCH,
                format!("sobjects/PermissionSet/{sales}"),
                json!({"PermissionsRunReports": false}),
                400,
                integrity,
            ),
            (
                Method::DELETE,
                format!("sobjects/PermissionSet/{sales}"),
                Value::Null,
                400,
                "DELETE_FAILED",
            ),
            object(json!({"PermissionsEdit": true}), integrity),
            object(
                json!({"PermissionsRead": true, "PermissionsDelete": true}),
                integrity,
            ),
            object(json!({}), integrity),
            object(
                json!({"SobjectType": "Campaign", "PermissionsRead": true}),
                "DUPLICATE_VALUE",
            ),
            object(
                json!({"SobjectType": "Nonsense", "PermissionsRead": true}),
                picklist,
            ),
            object(json!({"SobjectType": "User", "PermissionsRead": true}), picklist),
            object(
                json!({"SobjectType": "InvoiceLine__c", "PermissionsRead": true}),
                integrity,
            ),
            field("Account.Phone", false, true, integrity),
            field("Account.Nonsense", true, false, picklist),
            field("Account.Name", true, false, picklist),
            field("Account.OwnerId", true, false, picklist),
            field("InvoiceLine__c.Invoice__c", true, false, picklist),
            field("Invoice__c.Overdue__c", true, true, integrity),
            field("Campaign.BudgetedCost", true, false, "DUPLICATE_VALUE"),
        ],
    );
}

#[test]
fn api_only_access_of_the_integration_profile_stays_and_the_rest_can_change() {
    let org = org();
    let token = token(&org, false);
    let profile = id_of(&org, "Profile", "Name", "Minimum Access - API Only Integrations");
    let own = id_of(&org, "PermissionSet", "ProfileId", &profile);
    let off = json!({"PermissionsApiUserOnly": false});
    check(
        &org,
        &token,
        vec![
            (
                Method::PATCH,
                format!("sobjects/Profile/{profile}"),
                off.clone(),
                400,
                "FIELD_INTEGRITY_EXCEPTION",
            ),
            (
                Method::PATCH,
                format!("sobjects/PermissionSet/{own}"),
                off,
                400,
                "FIELD_INTEGRITY_EXCEPTION",
            ),
        ],
    );
    let path = format!("/services/data/v66.0/sobjects/Profile/{profile}");
    assert_eq!(
        send(
            &org,
            &token,
            Method::PATCH,
            &path,
            Some(json!({"PermissionsRunReports": true}))
        )
        .0,
        204
    );
    with(&org, |tx| {
        let set = tx
            .find_one("PermissionSet", &[("ProfileId", Value::from(profile))])
            .expect("the profile's set");
        assert!(
            crate::value::flag(&set, "PermissionsRunReports"),
            "the profile's own set follows"
        );
    });
}

#[test]
fn rows_and_paths_are_refused_for_what_is_wrong_with_them() {
    let org = org();
    let token = token(&org, false);
    let acme = id_of(&org, "Account", "Name", "Acme");
    let post = |object: &str, row: Value, code| (Method::POST, format!("sobjects/{object}"), row, 400, code);
    check(
        &org,
        &token,
        vec![
            post("Account", json!({}), "REQUIRED_FIELD_MISSING"),
            post(
                "Account",
                json!({"Name": "x", "CreatedDate": "2020-01-01"}),
                "INVALID_FIELD_FOR_INSERT_UPDATE",
            ),
            post(
                "Account",
                json!({"Name": "x", "Erp_Key__c": "ERP-0000"}),
                "DUPLICATE_VALUE",
            ),
            post("Account", json!({"Name": "x".repeat(256)}), "STRING_TOO_LONG"),
            post("Invoice__c", json!({"Amount__c": 5}), "REQUIRED_FIELD_MISSING"),
            post(
                "Invoice__c",
                json!({"Reference__c": "r", "Status__c": "Lost"}),
                "INVALID_OR_NULL_FOR_RESTRICTED_PICKLIST",
            ),
            post(
                "Invoice__c",
                json!({"Reference__c": "r", "Overdue__c": true}),
                "INVALID_FIELD_FOR_INSERT_UPDATE",
            ),
            post(
                "Invoice__c",
                json!({"Reference__c": "r", "Amount__c": 1e15}),
                "NUMBER_OUTSIDE_VALID_RANGE",
            ),
            post("UserLicense", json!({}), "CANNOT_INSERT_UPDATE_ACTIVATE_ENTITY"),
            (
                Method::POST,
                "sobjects/Nonsense".to_owned(),
                json!({}),
                404,
                "NOT_FOUND",
            ),
            (
                Method::GET,
                "sobjects/Account/001000000000000AAA".to_owned(),
                Value::Null,
                404,
                "NOT_FOUND",
            ),
            (
                Method::GET,
                "sobjects/Account/nonsense".to_owned(),
                Value::Null,
                404,
                "NOT_FOUND",
            ),
            (
                Method::GET,
                format!("sobjects/Account/{acme}?fields=Nonsense"),
                Value::Null,
                400,
                "INVALID_FIELD",
            ),
            (
                Method::PUT,
                format!("sobjects/Account/{acme}"),
                json!({}),
                405,
                "METHOD_NOT_ALLOWED",
            ),
            (
                Method::GET,
                "sobjects/ScratchOrgInfo/describe".to_owned(),
                Value::Null,
                404,
                "NOT_FOUND",
            ),
            (
                Method::GET,
                "tooling/sobjects/SourceMember/describe".to_owned(),
                Value::Null,
                404,
                "NOT_FOUND",
            ),
            (
                Method::GET,
                "tooling/sobjects/SetupEntityAccess".to_owned(),
                Value::Null,
                404,
                "NOT_FOUND",
            ),
            (Method::GET, "nonsense".to_owned(), Value::Null, 404, "NOT_FOUND"),
            (
                Method::PATCH,
                "sobjects/Account/Phone/1".to_owned(),
                json!({}),
                404,
                "NOT_FOUND",
            ),
            (
                Method::PATCH,
                "sobjects/Account/Erp_Key__c/new?updateOnly=true".to_owned(),
                json!({"Name": "x"}),
                404,
                "NOT_FOUND",
            ),
        ],
    );
}

#[test]
fn deleted_rows_are_gone_with_their_details() {
    let org = org();
    let token = token(&org, false);
    let invoice = id_of(&org, "Invoice__c", "External_Id__c", "INV-0");
    let path = format!("/services/data/v66.0/sobjects/Invoice__c/{invoice}");
    assert_eq!(send(&org, &token, Method::DELETE, &path, None).0, 204);
    let (status, gone) = send(&org, &token, Method::DELETE, &path, None);
    assert_eq!(
        (status, &gone[0]["errorCode"]),
        (404, &json!("ENTITY_IS_DELETED"))
    );
    with(&org, |tx| {
        assert_eq!(
            tx.count("InvoiceLine__c", &[("Invoice__c", Value::from(invoice))]),
            0
        );
    });
}
