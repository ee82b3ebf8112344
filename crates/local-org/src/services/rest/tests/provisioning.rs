//! The way of an integration: user, licence, set, grants, assignment, as the least-privilege identity.

use http::Method;
use serde_json::{Value, json};

use crate::store::Org;
use crate::testing::{org, send, token, with};
use crate::value::text;

/// A user as a client makes one.
pub(super) fn user_of(org: &Org, username: &str) -> Value {
    let profile = with(org, |tx| {
        let name = Value::from("Minimum Access - API Only Integrations");
        text(
            &tx.find_one("Profile", &[("Name", name)]).expect("the profile"),
            "Id",
        )
        .to_owned()
    });
    json!({
        "Username": username, "LastName": "Billing Integration", "Email": "finance@example.com", "Alias": "billing",
        "ProfileId": profile, "TimeZoneSidKey": "GMT", "LocaleSidKey": "en_US", "LanguageLocaleKey": "en_US",
        "EmailEncodingKey": "UTF-8",
    })
}

pub(super) fn psl(org: &Org) -> String {
    with(org, |tx| {
        let name = Value::from("SalesforceAPIIntegrationPsl");
        text(
            &tx.find_one("PermissionSetLicense", &[("DeveloperName", name)])
                .expect("the licence"),
            "Id",
        )
        .to_owned()
    })
}

/// Creates a row as the runner and returns its Id.
fn create(org: &Org, token: &str, object: &str, row: Value) -> String {
    let (status, body) = send(
        org,
        token,
        Method::POST,
        &format!("/services/data/v66.0/sobjects/{object}"),
        Some(row),
    );
    assert_eq!(status, 201, "{object}: {body}");
    body["id"].as_str().expect("an Id").to_owned()
}

#[test]
fn the_runner_provisions_an_integration_from_nothing() {
    let org = org();
    let token = token(&org, true);
    let user = create(&org, &token, "User", user_of(&org, "Billing.API@example.com"));
    let set = create(
        &org,
        &token,
        "PermissionSet",
        json!({"Name": "Billing_Integration", "Label": "Billing Integration"}),
    );
    let read =
        json!({"ParentId": set, "SobjectType": "Account", "PermissionsRead": true, "PermissionsEdit": true});
    create(&org, &token, "ObjectPermissions", read);
    let field =
        json!({"ParentId": set, "SobjectType": "Account", "Field": "Account.Phone", "PermissionsRead": true});
    create(&org, &token, "FieldPermissions", field);
    let class = with(&org, |tx| {
        text(
            &tx.find_one("ApexClass", &[("Name", Value::from("CustomerWS"))])
                .expect("the class"),
            "Id",
        )
        .to_owned()
    });
    create(
        &org,
        &token,
        "SetupEntityAccess",
        json!({"ParentId": set, "SetupEntityId": class}),
    );

    let assignment = json!({"AssigneeId": user, "PermissionSetId": set});
    let path = "/services/data/v66.0/sobjects/PermissionSetAssignment";
    let (status, refused) = send(&org, &token, Method::POST, path, Some(assignment.clone()));
    assert_eq!(status, 400);
    assert_eq!(refused[0]["errorCode"], "FIELD_INTEGRITY_EXCEPTION");
    assert_eq!(
        refused[0]["message"],
        "Can't assign permission set Billing Integration to user Billing Integration. The user license doesn't allow the permission: Read Accounts"
    );

    let license = json!({"AssigneeId": user, "PermissionSetLicenseId": psl(&org)});
    let license = create(&org, &token, "PermissionSetLicenseAssign", license);
    create(&org, &token, "PermissionSetAssignment", assignment.clone());
    let (status, again) = send(&org, &token, Method::POST, path, Some(assignment));
    assert_eq!(
        (status, &again[0]["errorCode"]),
        (400, &json!("DUPLICATE_VALUE")),
        "{again}"
    );

    let needed = format!("/services/data/v66.0/sobjects/PermissionSetLicenseAssign/{license}");
    assert_eq!(
        send(&org, &token, Method::DELETE, &needed, None).0,
        400,
        "the set needs the licence"
    );
    let (_, made) = send(
        &org,
        &token,
        Method::GET,
        &format!("/services/data/v66.0/sobjects/User/{user}"),
        None,
    );
    assert_eq!(
        made["Username"], "billing.api@example.com",
        "usernames are lower case"
    );
    assert_eq!(
        (&made["UserType"], &made["IsActive"]),
        (&json!("Standard"), &json!(true))
    );
    assert!(
        made["CreatedDate"]
            .as_str()
            .is_some_and(|at| at.ends_with("+0000")),
        "{made}"
    );
}

#[test]
fn seats_are_counted_from_users_and_given_back() {
    let org = org();
    let token = token(&org, false);
    let users: Vec<String> = (0..5)
        .map(|at| {
            create(
                &org,
                &token,
                "User",
                user_of(&org, &format!("seat{at}@example.com")),
            )
        })
        .collect();
    let path = "/services/data/v66.0/sobjects/User";
    let sixth = user_of(&org, "seat5@example.com");
    let (status, refused) = send(&org, &token, Method::POST, path, Some(sixth.clone()));
    assert_eq!(
        (status, &refused[0]["errorCode"]),
        (400, &json!("LICENSE_LIMIT_EXCEEDED"))
    );
    assert_eq!(
        refused[0]["message"],
        "License Limit Exceeded - Salesforce Integration"
    );
    let first = format!("{path}/{}", users[0]);
    assert_eq!(
        send(
            &org,
            &token,
            Method::PATCH,
            &first,
            Some(json!({"IsActive": false}))
        )
        .0,
        204
    );
    assert_eq!(send(&org, &token, Method::POST, path, Some(sixth)).0, 201);
    let (status, full) = send(
        &org,
        &token,
        Method::PATCH,
        &first,
        Some(json!({"IsActive": true})),
    );
    assert_eq!(
        (status, &full[0]["errorCode"]),
        (400, &json!("LICENSE_LIMIT_EXCEEDED"))
    );
}

#[test]
fn a_changed_address_waits_and_the_rest_of_the_change_does_not() {
    let org = org();
    let token = token(&org, true);
    let user = create(&org, &token, "User", user_of(&org, "mail@example.com"));
    let path = format!("/services/data/v66.0/sobjects/User/{user}");
    let change = json!({"Email": "new@example.com", "Title": "Robot", "LastName": "Renamed"});
    assert_eq!(send(&org, &token, Method::PATCH, &path, Some(change)).0, 204);
    let (_, now) = send(&org, &token, Method::GET, &path, None);
    assert_eq!(
        (&now["Email"], &now["Title"], &now["Name"]),
        (&json!("finance@example.com"), &json!("Robot"), &json!("Renamed"))
    );
}

#[test]
fn an_object_right_with_nothing_on_deletes_itself() {
    let org = org();
    let token = token(&org, true);
    let set = create(
        &org,
        &token,
        "PermissionSet",
        json!({"Name": "Empty", "Label": "Empty"}),
    );
    let read = json!({"ParentId": set, "SobjectType": "Account", "PermissionsRead": true});
    let row = create(&org, &token, "ObjectPermissions", read);
    let path = format!("/services/data/v66.0/sobjects/ObjectPermissions/{row}");
    assert_eq!(
        send(
            &org,
            &token,
            Method::PATCH,
            &path,
            Some(json!({"PermissionsRead": false}))
        )
        .0,
        204
    );
    assert_eq!(send(&org, &token, Method::GET, &path, None).0, 404);
}
