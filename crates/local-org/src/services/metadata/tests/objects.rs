//! Custom objects and fields: what is deployed is in describe, SOQL, rows and field permissions at once.

use http::Method;
use serde_json::{Value, json};

use super::world::{World, file, manifest};
use crate::testing::send;

const OBJECT: &str = "<deploymentStatus>Deployed</deploymentStatus><label>Trip</label><nameField><label>Name</label><type>Text</type></nameField><pluralLabel>Trips</pluralLabel><sharingModel>ReadWrite</sharingModel>";
const FIELDS: &str = "
  <fields><fullName>Fare__c</fullName><label>Fare</label><precision>10</precision><scale>2</scale><type>Currency</type></fields>
  <fields><fullName>Seats__c</fullName><label>Seats</label><precision>3</precision><scale>0</scale><type>Number</type></fields>
  <fields><fullName>Total__c</fullName><formula>Fare__c * Seats__c</formula><label>Total</label><precision>12</precision><scale>2</scale><type>Currency</type></fields>
  <fields><fullName>Code__c</fullName><label>Code</label><length>10</length><required>true</required><type>Text</type></fields>
  <fields><fullName>Account__c</fullName><label>Account</label><referenceTo>Account</referenceTo><relationshipName>Trips</relationshipName><type>Lookup</type></fields>";

fn deploy(world: &World, options: &str, inner: &str) -> super::super::xml::Element {
    world.deploy(
        &[
            (
                "package.xml",
                &manifest(&[("CustomObject", &["Trip__c"])], "66.0"),
            ),
            ("objects/Trip__c.object", &file("CustomObject", inner)),
        ],
        options,
    )
}

fn world() -> World {
    let world = World::new();
    let result = deploy(
        &world,
        "<rollbackOnError>true</rollbackOnError>",
        &format!("{OBJECT}{FIELDS}"),
    );
    assert_eq!(
        result.value("status"),
        Some("Succeeded"),
        "{:?}",
        super::world::problems(&result)
    );
    world
}

fn rest(world: &World, method: Method, path: &str, body: Option<Value>) -> (u16, Value) {
    send(
        &world.org,
        &world.token,
        method,
        &format!("/services/data/v66.0{path}"),
        body,
    )
}

fn query(world: &World, soql: &str) -> Value {
    let path = format!("/query?q={}", soql.replace('%', "%25").replace(' ', "+"));
    let (status, answer) = rest(world, Method::GET, &path, None);
    assert_eq!(status, 200, "{answer}");
    answer
}

fn grant(world: &World, field: &str, edit: bool) -> Vec<String> {
    let result = world.deploy(
        &[
            ("package.xml", &manifest(&[("PermissionSet", &["Trips"])], "66.0")),
            (
                "permissionsets/Trips.permissionset",
                &file(
                    "PermissionSet",
                    &format!("<fieldPermissions><editable>{edit}</editable><field>Trip__c.{field}</field><readable>true</readable></fieldPermissions><label>Trips</label><objectPermissions><allowCreate>false</allowCreate><allowDelete>false</allowDelete><allowEdit>false</allowEdit><allowRead>true</allowRead><modifyAllRecords>false</modifyAllRecords><object>Trip__c</object><viewAllRecords>false</viewAllRecords></objectPermissions>"),
                ),
            ),
        ],
        "<rollbackOnError>true</rollbackOnError>",
    );
    super::world::problems(&result)
}

#[test]
fn a_deployed_object_is_described_queried_and_granted() {
    let world = world();
    // Fields deployed without field permissions are seen by nobody, required ones apart.
    let (_, described) = rest(&world, Method::GET, "/sobjects/Trip__c/describe", None);
    let names: Vec<&str> = described["fields"]
        .as_array()
        .unwrap()
        .iter()
        .filter_map(|field| field["name"].as_str())
        .collect();
    assert!(
        names.contains(&"Code__c") && !names.contains(&"Fare__c"),
        "{names:?}"
    );
    for (field, edit) in [
        ("Fare__c", true),
        ("Seats__c", true),
        ("Total__c", false),
        ("Account__c", true),
    ] {
        let row = json!({"ParentId": admin_set(&world), "SobjectType": "Trip__c", "Field": format!("Trip__c.{field}"), "PermissionsRead": true, "PermissionsEdit": edit});
        let (status, answer) = rest(&world, Method::POST, "/sobjects/FieldPermissions", Some(row));
        assert_eq!(status, 201, "{field}: {answer}");
    }
    let account = query(&world, "SELECT Id FROM Account LIMIT 1")["records"][0]["Id"].clone();
    let trip = json!({"Name": "One", "Code__c": "A1", "Fare__c": 10.5, "Seats__c": 3, "Account__c": account});
    assert_eq!(rest(&world, Method::POST, "/sobjects/Trip__c", Some(trip)).0, 201);
    let found = query(
        &world,
        "SELECT Name, Total__c, Account__r.Name FROM Trip__c WHERE Total__c > 30",
    );
    assert_eq!(found["records"][0]["Total__c"], 31.5);
    let children = query(
        &world,
        "SELECT Id, (SELECT Code__c FROM Trips__r) FROM Account WHERE Id IN (SELECT Account__c FROM Trip__c)",
    );
    assert_eq!(children["records"][0]["Trips__r"]["records"][0]["Code__c"], "A1");
    let particle = query(
        &world,
        "SELECT QualifiedApiName, EntityDefinition.QualifiedApiName, DurableId FROM FieldDefinition WHERE EntityDefinition.QualifiedApiName = 'Trip__c' AND QualifiedApiName = 'Fare__c'",
    );
    assert_eq!(particle["totalSize"], 1);
    assert!(
        particle["records"][0]["DurableId"]
            .as_str()
            .unwrap()
            .starts_with("01I")
    );
}

fn admin_set(world: &World) -> Value {
    query(
        world,
        "SELECT Id FROM PermissionSet WHERE Profile.Name = 'System Administrator'",
    )["records"][0]["Id"]
        .clone()
}

#[test]
fn field_permissions_know_the_fields_that_can_have_none() {
    let world = world();
    assert_eq!(grant(&world, "Fare__c", true), [""; 0]);
    assert_eq!(
        grant(&world, "Code__c", true),
        ["You cannot deploy to a required field: Trip__c.Code__c"]
    );
    assert_eq!(
        grant(&world, "Nope__c", true),
        ["In field: field - no CustomField named Trip__c.Nope__c found"]
    );
    assert!(
        !grant(&world, "Total__c", true).is_empty(),
        "formulas can't be made editable"
    );
}

#[test]
fn a_check_only_deployment_leaves_no_object_behind() {
    let world = World::new();
    let result = deploy(
        &world,
        "<checkOnly>true</checkOnly><rollbackOnError>true</rollbackOnError>",
        &format!("{OBJECT}{FIELDS}"),
    );
    assert_eq!(result.value("status"), Some("Succeeded"));
    assert_eq!(
        rest(&world, Method::GET, "/sobjects/Trip__c/describe", None).0,
        404
    );
    assert_eq!(
        query(
            &world,
            "SELECT QualifiedApiName FROM EntityDefinition WHERE QualifiedApiName = 'Trip__c'"
        )["totalSize"],
        0
    );
    // And the same can be made for good after it.
    deploy(
        &world,
        "<rollbackOnError>true</rollbackOnError>",
        &format!("{OBJECT}{FIELDS}"),
    );
    assert_eq!(
        rest(&world, Method::GET, "/sobjects/Trip__c/describe", None).0,
        200
    );
}

#[test]
fn what_is_wrong_with_a_field_is_told() {
    let table = [
        (
            "<fields><fullName>A__c</fullName><label>A</label><type>Text</type></fields>",
            "Must specify 'length' for a CustomField of type Text",
        ),
        (
            "<fields><fullName>A__c</fullName><label>A</label><referenceTo>Nope__c</referenceTo><relationshipName>As</relationshipName><type>Lookup</type></fields>",
            "referenceTo value of 'Nope__c' does not resolve to a valid sObject type",
        ),
        (
            "<fields><fullName>A__c</fullName><formula>Nope__c + 1</formula><label>A</label><precision>3</precision><scale>0</scale><type>Number</type></fields>",
            "Field Nope__c does not exist. Check spelling.",
        ),
        (
            "<fields><fullName>A</fullName><label>A</label><type>Checkbox</type></fields>",
            "Could not resolve standard field's name: A",
        ),
    ];
    let world = World::new();
    for (field, expected) in table {
        let result = deploy(
            &world,
            "<rollbackOnError>true</rollbackOnError>",
            &format!("{OBJECT}{field}"),
        );
        assert_eq!(super::world::problems(&result), [expected]);
    }
}

#[test]
fn formulas_compute() {
    let table = [
        ("1 + 2 * 3", json!(7.0)),
        ("IF(Seats__c > 2, 10, 20)", json!(10.0)),
        ("(Fare__c - 0.5) / 2", json!(5.0)),
        ("ROUND(Fare__c, 0) + LEN(Code__c)", json!(13.0)),
        ("Fare__c / 0", Value::Null),
    ];
    let world = world();
    let set = admin_set(&world);
    let grant = |field: &str, edit: bool| {
        let row = json!({"ParentId": set, "SobjectType": "Trip__c", "Field": format!("Trip__c.{field}"), "PermissionsRead": true, "PermissionsEdit": edit});
        assert_eq!(
            rest(&world, Method::POST, "/sobjects/FieldPermissions", Some(row)).0,
            201
        );
    };
    grant("Fare__c", true);
    grant("Seats__c", true);
    let trip = json!({"Name": "One", "Code__c": "A1", "Fare__c": 10.5, "Seats__c": 3});
    assert_eq!(rest(&world, Method::POST, "/sobjects/Trip__c", Some(trip)).0, 201);
    for (at, (formula, expected)) in table.into_iter().enumerate() {
        let name = format!("F{at}__c");
        let field = format!(
            "<fields><fullName>{name}</fullName><formula>{}</formula><label>F</label><precision>10</precision><scale>2</scale><type>Number</type></fields>",
            formula.replace('>', "&gt;")
        );
        let result = deploy(
            &world,
            "<rollbackOnError>true</rollbackOnError>",
            &format!("{OBJECT}{FIELDS}{field}"),
        );
        assert_eq!(super::world::problems(&result), [""; 0], "{formula}");
        grant(&name, false);
        assert_eq!(
            query(&world, &format!("SELECT {name} FROM Trip__c"))["records"][0][&name],
            expected,
            "{formula}"
        );
    }
}
