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
