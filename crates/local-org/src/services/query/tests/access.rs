//! What a caller cannot read does not exist for it.

use serde_json::json;

use super::{as_caller, ask, bare, put};
use crate::enforce::Caller;
use crate::store::Org;
use crate::testing::{caller, with};
use crate::value::row;

const RUNNER: &str = "runner@hallpass.local";

/// An org with a user who may read Contact and of its fields only the name.
fn world() -> (Org, Caller) {
    let org = bare();
    let account = put(&org, "Account", &json!({"Name": "Acme"}));
    put(
        &org,
        "Contact",
        &json!({"LastName": "Berg", "Name": "Berg", "AccountId": account.as_str(), "Email": "b@example.com"}),
    );
    let nobody = with(&org, |tx| {
        let profile = tx
            .find_one(
                "Profile",
                &[("Name", json!("Minimum Access - API Only Integrations"))],
            )
            .and_then(|found| crate::value::id(&found, "Id"))
            .expect("the profile");
        let user = tx.insert_raw(
            "User",
            row([
                ("Username", json!("narrow@example.com")),
                ("LastName", json!("Narrow")),
                ("IsActive", json!(true)),
                ("ProfileId", json!(profile.as_str())),
            ]),
        );
        let set = tx.insert_raw(
            "PermissionSet",
            row([("Name", json!("Narrow")), ("Label", json!("Narrow"))]),
        );
        tx.insert_raw(
            "ObjectPermissions",
            row([
                ("ParentId", json!(set.as_str())),
                ("SobjectType", json!("Contact")),
                ("PermissionsRead", json!(true)),
            ]),
        );
        tx.insert_raw(
            "PermissionSetAssignment",
            row([
                ("AssigneeId", json!(user.as_str())),
                ("PermissionSetId", json!(set.as_str())),
                ("IsActive", json!(true)),
            ]),
        );
        caller(tx, "narrow@example.com")
    });
    (org, nobody)
}

#[test]
fn hidden_names_are_refused_like_unknown_ones_wherever_they_stand() {
    let (org, narrow) = world();
    for (hidden, unknown) in [
        ("SELECT Email FROM Contact", "SELECT Emali FROM Contact"),
        (
            "SELECT Id FROM Contact WHERE Email = 'b@example.com'",
            "SELECT Id FROM Contact WHERE Emali = 'b@example.com'",
        ),
        (
            "SELECT Id FROM Contact ORDER BY Email",
            "SELECT Id FROM Contact ORDER BY Emali",
        ),
        (
            "SELECT COUNT(Id) FROM Contact GROUP BY Email",
            "SELECT COUNT(Id) FROM Contact GROUP BY Emali",
        ),
        (
            "SELECT COUNT(Email) FROM Contact",
            "SELECT COUNT(Emali) FROM Contact",
        ),
        (
            "SELECT Account.Name FROM Contact",
            "SELECT Accuont.Name FROM Contact",
        ),
        (
            "SELECT Id FROM Contact WHERE Account.Name = 'Acme'",
            "SELECT Id FROM Contact WHERE Accuont.Name = 'Acme'",
        ),
        ("SELECT Id FROM Account", "SELECT Id FROM Accuont"),
        (
            "SELECT Id, (SELECT Id FROM Cases) FROM Contact",
            "SELECT Id, (SELECT Id FROM Csaes) FROM Contact",
        ),
        (
            "SELECT Id FROM Contact WHERE Id IN (SELECT ContactId FROM Case)",
            "SELECT Id FROM Contact WHERE Id IN (SELECT ContactId FROM Csae)",
        ),
    ] {
        let code = |soql: &str| as_caller(&org, &narrow, soql).map_err(|error| (error.status, error.code));
        let message = |soql: &str| as_caller(&org, &narrow, soql).expect_err(soql).message;
        assert_eq!(code(hidden), code(unknown), "{hidden}");
        let swapped = message(unknown)
            .replace("Emali", "Email")
            .replace("Accuont", "Account")
            .replace("Csaes", "Cases")
            .replace("Csae", "Case");
        assert_eq!(message(hidden), swapped, "{hidden}");
    }
    let seen = as_caller(&org, &narrow, "SELECT Id, LastName FROM Contact").expect("what may be read");
    assert_eq!(seen["totalSize"], 1);
    let fields =
        as_caller(&org, &narrow, "SELECT FIELDS(ALL) FROM Contact LIMIT 1").expect("what may be read");
    assert_eq!(fields["records"][0].get("Email"), None);
}

#[test]
fn logins_and_sessions_of_others_are_not_seen() {
    let (org, narrow) = world();
    let other = with(&org, |tx| caller(tx, RUNNER).user_id);
    for user in [&narrow.user_id, &other] {
        put(
            &org,
            "LoginHistory",
            &json!({"UserId": user.as_str(), "LoginTime": "2026-11-22T00:00:00.000Z"}),
        );
    }
    let soql = "SELECT UserId FROM LoginHistory";
    let own = as_caller(&org, &narrow, soql).expect("own rows");
    assert_eq!(super::column(&own, "UserId"), [narrow.user_id.as_str()]);
    let counted = as_caller(&org, &narrow, "SELECT COUNT() FROM LoginHistory").expect("own rows");
    assert_eq!(counted["totalSize"], 1);
    assert!(
        ask(&org, soql)["totalSize"].as_u64() >= Some(2),
        "an administrator sees all"
    );
}
