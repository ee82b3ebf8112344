//! Random and crooked input for every reader and for the whole org.

use proptest::prelude::{Just, ProptestConfig, Strategy, any, prop, proptest};
use proptest::prop_oneof;
use serde_json::{Value, json};

use super::{Target, form, multipart, xml, zip};
use crate::services::metadata::wire::write_archive;
use crate::testing::org;

fn target() -> Target {
    Target::of(org())
}

/// Words that mean something to some surface, and some that mean nothing to any.
const WORDS: &[&str] = &[
    "services",
    "data",
    "v66.0",
    "v99.0",
    "latest",
    "sobjects",
    "Account",
    "PermissionSet",
    "User",
    "EntityDefinition",
    "describe",
    "query",
    "queryAll",
    "composite",
    "tree",
    "graph",
    "batch",
    "tooling",
    "metadata",
    "deployRequest",
    "connect",
    "oauth2",
    "token",
    "userinfo",
    "apexrest",
    "customer",
    "Soap",
    "m",
    "u",
    "class",
    "CustomerWS",
    "id",
    "limits",
    "Erp_Key__c",
    "ERP-0000",
    "001Hp00000000001",
    "005Hp0000000000IAA",
    "..",
    "%2e%2e",
    "%00",
    "%",
    "%F0%9F",
    "ä",
    "",
    "'",
    "01gHp0000000000-2000",
    "-1",
    "99999999999999999999",
    "password",
    "apps",
    "oauth",
    "credentials",
];

const NAMES: &[&str] = &[
    "compositeRequest",
    "allOrNone",
    "records",
    "attributes",
    "type",
    "referenceId",
    "method",
    "url",
    "body",
    "graphs",
    "graphId",
    "batchRequests",
    "richInput",
    "httpHeaders",
    "ids",
    "fields",
    "Id",
    "id",
    "Name",
    "ParentId",
    "SobjectType",
    "PermissionsRead",
    "Account",
    "Contacts",
    "haltOnError",
    "NewPassword",
    "deployResult",
    "status",
];

const TEXTS: &[&str] = &[
    "",
    "GET",
    "POST",
    "PATCH",
    "/services/data/v66.0/sobjects/Account",
    "/services/data/v66.0/query?q=SELECT+Id+FROM+Account",
    "@{a.id}",
    "@{a",
    "@{}",
    "@{a[0].b[}",
    "a",
    "Account",
    "Contact",
    "PermissionSet",
    "001Hp00000000001",
    "\u{0}",
    "\u{10ffff}",
    "2026-13-45",
    "-9999-01-01T00:00:00Z",
    "0Af000000000000AAA",
    "v66.0/limits",
    "/services/data/v66.0/composite",
];

fn text() -> impl Strategy<Value = String> {
    prop_oneof![
        6 => prop::sample::select(TEXTS).prop_map(str::to_owned),
        1 => any::<String>(),
    ]
}

fn value() -> impl Strategy<Value = Value> {
    let leaf = prop_oneof![
        Just(Value::Null),
        any::<bool>().prop_map(Value::from),
        any::<i64>().prop_map(Value::from),
        any::<f64>().prop_map(|number| json!(number)),
        text().prop_map(Value::from),
    ];
    leaf.prop_recursive(5, 40, 5, |inner| {
        prop_oneof![
            prop::collection::vec(inner.clone(), 0..4).prop_map(Value::from),
            prop::collection::vec((prop::sample::select(NAMES), inner), 0..5).prop_map(|entries| {
                Value::Object(
                    entries
                        .into_iter()
                        .map(|(name, value)| (name.to_owned(), value))
                        .collect(),
                )
            }),
        ]
    })
}

/// A composite request with the right frame around anything.
fn composite() -> impl Strategy<Value = Value> {
    let node = (text(), text(), text(), value());
    (prop::collection::vec(node, 0..5), any::<bool>()).prop_map(|(nodes, whole)| {
        let nodes: Vec<Value> = nodes
            .into_iter()
            .map(|(method, url, reference, body)| {
                json!({ "method": method, "url": url, "referenceId": reference, "body": body, "richInput": body })
            })
            .collect();
        json!({
            "allOrNone": whole, "compositeRequest": nodes, "batchRequests": nodes, "records": nodes,
            "graphs": [{ "graphId": "1", "compositeRequest": nodes }],
        })
    })
}

fn address() -> impl Strategy<Value = String> {
    prop::collection::vec(prop::sample::select(WORDS), 0..6).prop_map(|words| words.join("/"))
}

fn xml_text() -> impl Strategy<Value = String> {
    let pieces = vec![
        "<a>",
        "</a>",
        "<a/>",
        "<?xml version=\"1.0\"?>",
        "<!DOCTYPE a>",
        "<!DOCTYPE a [<!ENTITY b \"c\">]>",
        "&b;",
        "&amp;",
        "&#0;",
        "&#x110000;",
        "&#xD800;",
        "<![CDATA[",
        "]]>",
        "<!--",
        "-->",
        "<x:a xmlns:x=\"urn:x\">",
        "</x:a>",
        "<a b='1' b='2'>",
        "text",
        "\u{feff}",
        "\u{0}",
        "ä",
        "<",
        ">",
        "\"",
        "<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\">",
        "<e:Body>",
        "</e:Body>",
        "</e:Envelope>",
        "<Package>",
        "<types>",
        "<members>*</members>",
        "<name>Profile</name>",
        "</types>",
        "</Package>",
        "<version>99999999999.0</version>",
        "<?pi",
        "?>",
    ];
    prop::collection::vec(prop::sample::select(pieces), 0..30).prop_map(|pieces| pieces.concat())
}

const OPERATIONS: &[&str] = &[
    "deploy",
    "checkDeployStatus",
    "cancelDeploy",
    "deployRecentValidation",
    "retrieve",
    "checkRetrieveStatus",
    "readMetadata",
    "listMetadata",
    "describeMetadata",
    "describeValueType",
    "createMetadata",
    "updateMetadata",
    "upsertMetadata",
    "deleteMetadata",
    "renameMetadata",
    "login",
    "getCustomer",
    "findCustomers",
];

const ELEMENTS: &[&str] = &[
    "type",
    "fullNames",
    "fullName",
    "queries",
    "folder",
    "asOfVersion",
    "metadata",
    "ZipFile",
    "DeployOptions",
    "checkOnly",
    "asyncProcessId",
    "retrieveRequest",
    "unpackaged",
    "types",
    "members",
    "name",
    "version",
    "apiVersion",
    "specificFiles",
    "label",
    "fieldPermissions",
    "field",
    "readable",
    "editable",
    "objectPermissions",
    "object",
    "allowRead",
    "String",
    "id",
];

const CONTENTS: &[&str] = &[
    "",
    "*",
    "PermissionSet",
    "Profile",
    "CustomObject",
    "Account",
    "Account.Phone",
    "true",
    "66.0",
    "-1",
    "1e999",
    "99999999999999999999",
    "Admin",
    "0Af000000000000AAA",
    "UEsFBgAAAAAAAAAAAAAAAAAAAAAAAA==",
    "ExternalClientApplication",
];

fn element() -> impl Strategy<Value = String> {
    let leaf = (prop::sample::select(ELEMENTS), prop::sample::select(CONTENTS))
        .prop_map(|(name, content)| format!("<{name}>{content}</{name}>"));
    leaf.prop_recursive(3, 20, 5, |inner| {
        (prop::sample::select(ELEMENTS), prop::collection::vec(inner, 0..5))
            .prop_map(|(name, inner)| format!("<{name}>{}</{name}>", inner.concat()))
    })
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 256, failure_persistence: None, ..ProptestConfig::default() })]

    #[test]
    fn xml_of_any_kind_is_read_or_refused(text in xml_text(), bytes in any::<Vec<u8>>()) {
        xml(text.as_bytes());
        xml(&bytes);
    }

    #[test]
    fn damaged_archives_are_read_or_refused(
        names in prop::collection::vec("[a./\\\\ä]{1,8}", 1..4),
        damage in prop::collection::vec((any::<prop::sample::Index>(), any::<u8>()), 0..6),
        cut in any::<prop::sample::Index>(),
    ) {
        let files = names.iter().map(|name| (name.as_str(), b"<a/>".as_slice()));
        // Two files of one name can't be written.
        if let Ok(mut bytes) = write_archive(files) {
            for (at, byte) in damage {
                let at = at.index(bytes.len());
                bytes[at] = byte;
            }
            zip(&bytes);
            zip(&bytes[..cut.index(bytes.len())]);
        }
    }

    #[test]
    fn multipart_bodies_are_read_or_refused(pieces in prop::collection::vec(prop::sample::select(vec![
        "--B", "--B--", "\r\n", "\n", "Content-Disposition: form-data; name=\"json\"", "name=", "\"", ";", ":", "x", "ä",
        "multipart/form-data; boundary=B",
    ]), 0..20), bytes in any::<Vec<u8>>()) {
        multipart(pieces.concat().as_bytes());
        multipart(&bytes);
    }

    #[test]
    fn addresses_and_forms_are_read(text in any::<String>(), bytes in any::<Vec<u8>>()) {
        form(text.as_bytes());
        form(&bytes);
    }
}

#[test]
fn any_request_is_answered() {
    let target = target();
    let methods = prop::sample::select(vec![
        "GET", "POST", "PATCH", "PUT", "DELETE", "HEAD", "OPTIONS", "BREW",
    ]);
    let request = (
        methods,
        address(),
        any::<bool>(),
        text(),
        prop_oneof![value().boxed(), composite().boxed()],
    );
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let done = runner.run(&request, |(method, address, below, query, body)| {
        let root = if below { "services/data/v66.0/" } else { "" };
        let text =
            format!("{method} /{root}{address}?q={query}&ids={query}\nAuthorization: Bearer TOKEN\n\n{body}");
        target.request(text.as_bytes());
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn any_json_is_answered_by_what_takes_json() {
    let target = target();
    let request = (any::<u8>(), prop_oneof![value().boxed(), composite().boxed()]);
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let done = runner.run(&request, |(place, body)| {
        target.post(&[&[place], body.to_string().as_bytes()].concat());
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn any_call_of_soap_is_answered() {
    let target = target();
    let call = (
        prop::sample::select(OPERATIONS),
        prop::collection::vec(element(), 0..5),
        prop::sample::select(vec![
            "m/66.0",
            "m/99999999999.0",
            "m",
            "u/64.0",
            "class/CustomerWS",
            "class/x",
        ]),
    );
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let done = runner.run(&call, |(operation, content, place)| {
        let content = content.concat();
        let text = format!(
            "POST /services/Soap/{place}\n\n<e:Envelope xmlns:e=\"http://schemas.xmlsoap.org/soap/envelope/\" \
             xmlns=\"http://soap.sforce.com/2006/04/metadata\"><e:Header><SessionHeader><sessionId>TOKEN</sessionId>\
             </SessionHeader></e:Header><e:Body><{operation}>{content}</{operation}></e:Body></e:Envelope>"
        );
        target.request(text.as_bytes());
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}

#[test]
fn any_file_of_a_permission_set_is_deployed_or_refused() {
    let target = target();
    let content = prop::collection::vec(element(), 0..6);
    let mut runner = proptest::test_runner::TestRunner::new(config());
    let done = runner.run(&content, |content| {
        let namespace = "http://soap.sforce.com/2006/04/metadata";
        let text = format!(
            "<PermissionSet xmlns=\"{namespace}\">{}</PermissionSet>",
            content.concat()
        );
        target.deploy_file(text.as_bytes());
        Ok(())
    });
    assert!(done.is_ok(), "{done:?}");
}

fn config() -> ProptestConfig {
    ProptestConfig {
        cases: 128,
        failure_persistence: None,
        ..ProptestConfig::default()
    }
}

#[test]
fn what_is_nested_too_deeply_or_too_long_is_refused() {
    let target = target();
    let deep = format!("{}{}", "[".repeat(100_000), "]".repeat(100_000));
    let deep_object = format!("{}1{}", "{\"records\":".repeat(50_000), "}".repeat(50_000));
    let number = format!("{{\"Name\": 1{}}}", "0".repeat(400));
    let name = format!("{{\"{}\": 1}}", "N".repeat(1_000_000));
    for body in [deep, deep_object] {
        for place in ["sobjects/Account", "composite", "composite/tree/Account"] {
            assert_eq!(
                target.json("POST", place, body.as_bytes()),
                400,
                "{}",
                &body[..20]
            );
        }
    }
    for body in [number, name] {
        assert_eq!(
            target.json("POST", "sobjects/Account", body.as_bytes()),
            400,
            "{}",
            &body[..20]
        );
    }
    let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
    xml(deep.as_bytes());
    let attributes: String = (0..20_000).map(|at| format!(" a{at}=\"1\"")).collect();
    xml(format!("<a{attributes}/>").as_bytes());
    let soql = format!(
        "SELECT Id FROM Account WHERE {}Name = 'a'{}",
        "(".repeat(5_000),
        ")".repeat(5_000)
    );
    assert_eq!(target.json("GET", "query", b""), 400);
    assert!(target.query(&soql) >= 400);
    assert_eq!(
        target.query(&format!("SELECT {} FROM Account", "N".repeat(10_000))),
        400
    );
    assert_eq!(
        target.query(&format!("SELECT Id FROM Account LIMIT {}", "9".repeat(400))),
        400
    );
}
