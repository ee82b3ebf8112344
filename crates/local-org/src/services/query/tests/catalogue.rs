//! The metadata catalogue, and effective access as rows.

use serde_json::json;

use super::{ask, column, shared};
use crate::testing::{caller, with};

#[test]
fn fields_of_objects_are_found_by_key_and_by_path() {
    let org = shared();
    let by_key = ask(
        org,
        "SELECT QualifiedApiName, DataType FROM FieldDefinition WHERE EntityDefinitionId = 'Account' LIMIT 1",
    );
    let names = column(&by_key, "QualifiedApiName");
    assert!(names.len() > 40, "LIMIT is ignored: {}", names.len());
    assert!(names.contains(&"Phone".to_owned()));
    let by_path = ask(
        org,
        "SELECT QualifiedApiName, EntityDefinition.QualifiedApiName FROM FieldDefinition \
         WHERE EntityDefinition.QualifiedApiName IN ('Account','Contact')",
    );
    assert!(by_path["totalSize"].as_u64() > by_key["totalSize"].as_u64());
    assert_eq!(
        by_path["records"][0]["EntityDefinition"]["QualifiedApiName"],
        "Account"
    );
    let all = ask(org, "SELECT QualifiedApiName FROM EntityDefinition");
    let distinct: std::collections::BTreeSet<String> = column(&all, "QualifiedApiName").into_iter().collect();
    assert_eq!(distinct.len(), org.schema().objects.len());
    let children = ask(
        org,
        "SELECT DurableId, (SELECT QualifiedApiName FROM Fields) FROM EntityDefinition WHERE DurableId = 'Profile'",
    );
    assert!(children["records"][0]["Fields"]["totalSize"].as_u64() > Some(3));
}

#[test]
fn access_of_a_user_is_computed_for_the_query_and_leaves_nothing() {
    let org = shared();
    let (admin, runner) = with(org, |tx| {
        (
            crate::testing::admin(tx).user_id,
            caller(tx, "runner@hallpass.local").user_id,
        )
    });
    let entity = |user: &str, entity: &str| {
        let soql = format!(
            "SELECT DurableId, UserId, IsReadable, IsCreatable, IsDeletable FROM UserEntityAccess \
             WHERE UserId = '{user}' AND EntityDefinitionId = '{entity}'"
        );
        ask(org, &soql)["records"][0].clone()
    };
    let account = entity(admin.as_str(), "Account");
    assert_eq!(account["DurableId"], format!("Account.{admin}"));
    assert_eq!(
        (&account["IsReadable"], &account["IsDeletable"]),
        (&json!(true), &json!(true))
    );
    assert_eq!(entity(runner.as_str(), "Opportunity")["IsCreatable"], false);
    let by_path = ask(
        org,
        &format!(
            "SELECT DurableId, EntityDefinition.QualifiedApiName FROM UserEntityAccess \
             WHERE UserId = '{admin}' AND EntityDefinition.QualifiedApiName = 'Account'"
        ),
    );
    assert_eq!(
        (&by_path["totalSize"], &by_path["records"][0]["DurableId"]),
        (&json!(1), &account["DurableId"])
    );
    let everything = ask(
        org,
        &format!("SELECT DurableId FROM UserEntityAccess WHERE UserId = '{runner}'"),
    );
    assert_eq!(everything["totalSize"], org.schema().objects.len());

    let field = ask(
        org,
        &format!(
            "SELECT IsAccessible, IsUpdatable, FieldDefinitionId FROM UserFieldAccess \
             WHERE DurableId IN ('Account.Phone.{admin}', 'Account.Phone.{runner}') ORDER BY DurableId"
        ),
    );
    assert_eq!(field["totalSize"], 2);
    assert_eq!(field["records"][0]["FieldDefinitionId"], "Account.Phone");
    let left = with(org, |tx| {
        tx.count("UserEntityAccess", &[]) + tx.count("UserFieldAccess", &[])
    });
    assert_eq!(left, 0);
}
