//! Flows, certificates and external credentials: what is deployed is in SOQL and can be granted.

use http::Method;
use serde_json::{Value, json};

use super::world::{World, done, file, manifest};
use crate::testing::send;

const FLOW: &str = "flows/Ship.flow";
const CREDENTIAL: &str = "externalCredentials/Hub.externalCredential";
const SET: &str = "permissionsets/Shipper.permissionset";

fn flow(status: &str, label: &str) -> String {
    let inner = format!(
        "<apiVersion>66.0</apiVersion><label>{label}</label><processType>AutoLaunchedFlow</processType><status>{status}</status>"
    );
    file("Flow", &inner)
}

fn credential(label: &str, principals: &[&str]) -> String {
    let principals: String = principals
        .iter()
        .map(|name| {
            format!("<externalCredentialParameters><parameterGroup>{name}</parameterGroup><parameterName>{name}</parameterName><parameterType>NamedPrincipal</parameterType></externalCredentialParameters>")
        })
        .collect();
    file(
        "ExternalCredential",
        &format!("<authenticationProtocol>Basic</authenticationProtocol>{principals}<label>{label}</label>"),
    )
}

fn deploy(world: &World, kind: &str, name: &str, path: &str, content: &str) -> (bool, bool, bool) {
    let package = manifest(&[(kind, &[name])], "66.0");
    done(
        &world.deployed(&[("package.xml", &package), (path, content)]),
        name,
    )
}

fn rows(world: &World, api: &str, soql: &str) -> Vec<Value> {
    let query = soql.replace(' ', "+");
    let path = format!("/services/data/v66.0{api}/query?q={query}");
    let (status, mut found) = send(&world.org, &world.token, Method::GET, &path, None);
    assert_eq!(status, 200, "{found}");
    let records = found["records"].as_array_mut().expect("records");
    for record in records.iter_mut() {
        record.as_object_mut().expect("a record").remove("attributes");
    }
    records.clone()
}

#[test]
fn an_active_flow_gets_a_new_version_and_is_not_deleted() {
    let world = World::new();
    let seen = || {
        let soql = "SELECT Label, IsActive, VersionNumber FROM FlowDefinitionView WHERE ApiName = 'Ship'";
        rows(&world, "", soql)
    };
    for (status, label, outcome, is_active, version) in [
        ("Draft", "One", (true, true, false), false, 1),
        ("Draft", "One", (false, false, false), false, 1),
        ("Draft", "Two", (false, true, false), false, 1),
        ("Active", "Two", (false, true, false), true, 1),
        ("Active", "Three", (false, true, false), true, 2),
        ("Draft", "Four", (false, true, false), true, 3),
    ] {
        let told = deploy(&world, "Flow", "Ship", FLOW, &flow(status, label));
        assert_eq!(told, outcome, "{status} {label}");
        let expected = json!({"Label": label, "IsActive": is_active, "VersionNumber": version});
        assert_eq!(seen(), [expected], "{status} {label}");
    }
    let gone = [
        ("package.xml", manifest(&[], "66.0")),
        ("destructiveChanges.xml", manifest(&[("Flow", &["Ship"])], "66.0")),
    ];
    let gone: Vec<(&str, &str)> = gone.iter().map(|(name, text)| (*name, text.as_str())).collect();
    let problems = world.refused(&gone);
    assert!(
        problems[0].contains("insufficient access rights on cross-reference id"),
        "{problems:?}"
    );
    deploy(&world, "Flow", "Ship", FLOW, &flow("Obsolete", "Four"));
    world.deployed(&gone);
    assert_eq!(seen(), [Value::Null; 0]);
}

#[test]
fn a_principal_that_stays_keeps_who_may_use_it_and_one_that_goes_loses_them() {
    let world = World::new();
    deploy(
        &world,
        "ExternalCredential",
        "Hub",
        CREDENTIAL,
        &credential("Hub", &["Ship", "Track"]),
    );
    let access = |name: &str| {
        format!(
            "<externalCredentialPrincipalAccesses><enabled>true</enabled><externalCredentialPrincipal>Hub-{name}</externalCredentialPrincipal></externalCredentialPrincipalAccesses>"
        )
    };
    let set = file(
        "PermissionSet",
        &format!("{}{}<label>Shipper</label>", access("Ship"), access("Track")),
    );
    deploy(&world, "PermissionSet", "Shipper", SET, &set);
    let granted = || {
        let soql = "SELECT SetupEntityType FROM SetupEntityAccess WHERE Parent.Name = 'Shipper'";
        rows(&world, "", soql).len()
    };
    assert_eq!(granted(), 2);
    deploy(
        &world,
        "ExternalCredential",
        "Hub",
        CREDENTIAL,
        &credential("The hub", &["Ship"]),
    );
    assert_eq!(granted(), 1);
    let labels = rows(
        &world,
        "",
        "SELECT MasterLabel FROM ExternalCredential WHERE DeveloperName = 'Hub'",
    );
    assert_eq!(labels, [json!({"MasterLabel": "The hub"})]);
}

#[test]
fn a_certificate_is_in_the_tooling_api_and_good_for_a_year_unless_it_says_otherwise() {
    let world = World::new();
    let meta = file(
        "Certificate",
        "<caSigned>false</caSigned><masterLabel>Hub</masterLabel>",
    );
    let package = manifest(&[("Certificate", &["Hub"])], "66.0");
    world.deployed(&[
        ("package.xml", &package),
        ("certs/Hub.crt", "PEM"),
        ("certs/Hub.crt-meta.xml", &meta),
    ]);
    let soql =
        "SELECT DeveloperName, KeySize, OptionsIsCaSigned, OptionsIsPrivateKeyExportable FROM Certificate";
    let expected = json!({"DeveloperName": "Hub", "KeySize": 2048, "OptionsIsCaSigned": false, "OptionsIsPrivateKeyExportable": true});
    assert_eq!(rows(&world, "/tooling", soql), [expected]);
    let wrong = meta.replace("<masterLabel>", "<keySize>1024</keySize><masterLabel>");
    let problems = world.refused(&[
        ("package.xml", &package),
        ("certs/Hub.crt", "PEM"),
        ("certs/Hub.crt-meta.xml", &wrong),
    ]);
    assert!(problems[0].contains("1024"), "{problems:?}");
}
