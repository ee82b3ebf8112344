//! Both services, asked with and without access to their classes.

use http::Method;
use serde_json::{Value, json};

use crate::server::Request;
use crate::services::metadata::xml::{Element, parse};
use crate::sessions::world::{Answer, World};
use crate::value::{Id, row};

/// An org that holds the two classes and a few accounts.
fn world_with(behaviours: &[(&str, &str)]) -> (World, Id, Id) {
    let world = World::with(behaviours);
    let classes = world.work(|tx| {
        for (name, phone) in [("Blue & Sons", json!("+1 555 0100")), ("Acme", Value::Null)] {
            tx.insert_raw("Account", row([("Name", json!(name)), ("Phone", phone)]));
        }
        ["CustomerRESTWS", "CustomerWS"].map(|name| tx.insert_raw("ApexClass", row([("Name", json!(name))])))
    });
    let [rest, soap] = classes;
    (world, rest, soap)
}

fn world() -> (World, Id, Id) {
    world_with(&[])
}

#[test]
fn rest_needs_access_to_its_class() {
    let (world, rest, soap) = world();
    let token = world.token();
    world.give(&world.set, &soap, "ApexClass");
    let answer = world.get("/services/apexrest/customer", Some(&token));
    let words = "You do not have access to the Apex class named: CustomerRESTWS";
    assert_eq!(
        (answer.status, answer.json()),
        (403, json!([{"message": words, "errorCode": "FORBIDDEN"}]))
    );
    world.give(&world.set, &rest, "ApexClass");
    let body = world.get("/services/apexrest/customer", Some(&token)).json();
    assert_eq!(
        [&body[0]["Name"], &body[1]["Name"]],
        ["Acme", "Blue & Sons"],
        "in system mode, without access to accounts"
    );
    let one = format!("/services/apexrest/customer/{}", body[1]["Id"].as_str().unwrap());
    assert_eq!(world.get(&one, Some(&token)).json()["Phone"], "+1 555 0100");
    let named = world
        .get("/services/apexrest/customer/?name=blue", Some(&token))
        .json();
    assert_eq!(named.as_array().unwrap().len(), 1);
    assert_eq!(
        world
            .get("/services/apexrest/customer?name=%25", Some(&token))
            .json(),
        json!([]),
        "no wildcard"
    );
}

#[test]
fn rest_refuses_as_the_platform_does() {
    let (world, rest, _) = world();
    world.give(&world.set, &rest, "ApexClass");
    let token = world.token();
    for (path, status, code) in [
        ("/services/apexrest/nothing", 404, "NOT_FOUND"),
        ("/services/apexrest", 404, "NOT_FOUND"),
        ("/services/apexrest/customer/001000000000099", 404, "NOT_FOUND"),
    ] {
        let answer = world.get(path, Some(&token));
        assert_eq!(
            (answer.status, &answer.json()[0]["errorCode"]),
            (status, &json!(code)),
            "{path}"
        );
    }
    assert_eq!(
        world.get("/services/apexrest/nothing", Some(&token)).json()[0]["message"],
        "Could not find a match for URL"
    );
    assert_eq!(world.get("/services/apexrest/customer", None).status, 401);
    let mut put = Request::new(Method::PUT, "/services/apexrest/customer");
    put.headers
        .insert("authorization", format!("Bearer {token}").parse().unwrap());
    assert_eq!(world.send(&put).status, 405);
}

/// Calls an operation of a class over SOAP.
fn call(world: &World, class: &str, token: &str, operation: &str) -> Answer {
    let mut request = Request::new(Method::POST, &format!("/services/Soap/class/{class}"));
    request.body = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\"
           xmlns=\"http://soap.sforce.com/schemas/class/CustomerWS\">
         <soapenv:Header><SessionHeader><sessionId>{token}</sessionId></SessionHeader></soapenv:Header>
         <soapenv:Body>{operation}</soapenv:Body></soapenv:Envelope>"
    )
    .into();
    world.send(&request)
}

/// The first element of an answer's body.
fn body(answer: &Answer) -> Element {
    parse(answer.text.as_bytes())
        .unwrap()
        .child("Body")
        .unwrap()
        .children[0]
        .clone()
}

#[test]
fn soap_runs_operations_of_the_class() {
    let (world, _, soap) = world();
    world.give(&world.set, &soap, "ApexClass");
    let token = world.token();
    let ping = call(&world, "CustomerWS", &token, "<ping/>");
    assert_eq!(ping.status, 200, "{}", ping.text);
    assert_eq!(
        (body(&ping).name.as_str(), body(&ping).value("result")),
        ("pingResponse", Some("ok"))
    );
    assert_eq!(ping.header("content-type"), Some("text/xml;charset=UTF-8"));
    let found = body(&call(
        &world,
        "CustomerWS",
        &token,
        "<findCustomers><name>sons</name></findCustomers>",
    ));
    let customer = found.child("result").unwrap();
    assert_eq!(
        (customer.value("name"), customer.value("phone")),
        (Some("Blue & Sons"), Some("+1 555 0100"))
    );
    let id = customer.value("id").unwrap();
    let one = body(&call(
        &world,
        "CustomerWS",
        &token,
        &format!("<getCustomer><id>{id}</id></getCustomer>"),
    ));
    assert_eq!(one.child("result").unwrap().value("name"), Some("Blue & Sons"));
    let none = body(&call(
        &world,
        "CustomerWS",
        &token,
        "<getCustomer><id>nobody</id></getCustomer>",
    ));
    assert_eq!(none.child("result").unwrap().attribute("nil"), Some("true"));
}

#[test]
fn soap_refuses_with_faults() {
    let (world, rest, _) = world();
    world.give(&world.set, &rest, "ApexClass");
    let token = world.token();
    let session = "INVALID_SESSION_ID: Invalid Session ID found in SessionHeader: Illegal Session";
    let access = "INSUFFICIENT_ACCESS: You do not have access to the Apex class named: CustomerWS";
    for (class, token, operation, code, text) in [
        (
            "CustomerWS",
            "nonsense",
            "<ping/>",
            "sf:INVALID_SESSION_ID",
            session,
        ),
        (
            "CustomerWS",
            token.as_str(),
            "<ping/>",
            "sf:INSUFFICIENT_ACCESS",
            access,
        ),
        (
            "Nothing",
            token.as_str(),
            "<ping/>",
            "soapenv:Client",
            "No service found for class Nothing",
        ),
    ] {
        let answer = call(&world, class, token, operation);
        let fault = body(&answer);
        assert_eq!((answer.status, fault.name.as_str()), (500, "Fault"));
        assert_eq!(
            (fault.value("faultcode"), fault.value("faultstring")),
            (Some(code), Some(text))
        );
    }
    let (other, _, soap) = world_with(&[("apex_soap_no_access_fault", "FORBIDDEN")]);
    let token = other.token();
    let fault = body(&call(&other, "CustomerWS", &token, "<ping/>"));
    assert_eq!(fault.value("faultcode"), Some("sf:FORBIDDEN"));
    other.give(&other.set, &soap, "ApexClass");
    let unknown = body(&call(&other, "CustomerWS", &token, "<dance/>"));
    let words = "No operation available for request {http://soap.sforce.com/schemas/class/CustomerWS}dance, please check the WSDL for the service.";
    assert_eq!(
        (unknown.value("faultcode"), unknown.value("faultstring")),
        (Some("soapenv:Client"), Some(words))
    );
    let mut broken = Request::new(Method::POST, "/services/Soap/class/CustomerWS");
    broken.body = "<a><b></a>".into();
    assert_eq!(other.send(&broken).status, 500);
}

#[test]
fn the_wsdl_describes_what_soap_answers() {
    let (world, _, soap) = world();
    world.give(&world.set, &soap, "ApexClass");
    let token = world.token();
    let answer = world.get("/services/wsdl/class/CustomerWS", Some(&token));
    let root = parse(answer.text.as_bytes()).unwrap();
    assert_eq!(root.name, "definitions");
    assert_eq!(
        root.attribute("targetNamespace"),
        Some("http://soap.sforce.com/schemas/class/CustomerWS")
    );
    let names: Vec<_> = root
        .child("portType")
        .unwrap()
        .all("operation")
        .filter_map(|op| op.attribute("name"))
        .collect();
    assert_eq!(names, ["ping", "getCustomer", "findCustomers"]);
    let port = root.child("service").unwrap().child("port").unwrap();
    assert_eq!(
        port.child("address").unwrap().attribute("location"),
        Some("http://127.0.0.1:7000/services/Soap/class/CustomerWS")
    );
    assert_eq!(world.get("/services/wsdl/class/CustomerWS", None).status, 401);
    assert_eq!(
        world.get("/services/wsdl/class/Nothing", Some(&token)).status,
        404
    );
}
