//! Requests for Apex services and declared queries: those that the spec declares for `verify`.

use hallpass_model::{ApexRest, ApexSoap};
use serde_json::Value;

use super::exercise::Exercise;
use super::objects::answers;
use super::request::{Request, folder, literal};

/// A folder for each kind that is declared.
pub(super) fn services(exercise: &Exercise) -> Vec<Value> {
    let queries = exercise
        .queries
        .iter()
        .enumerate()
        .map(|(n, soql)| answers(format!("Query {}", n + 1), soql))
        .collect();
    let rest = exercise.apex_rest.iter().map(apex_rest).collect();
    let soap = exercise.apex_soap.iter().map(apex_soap).collect();
    [
        ("Declared queries", queries),
        ("Apex REST", rest),
        ("Apex SOAP", soap),
    ]
    .into_iter()
    .filter(|(_, items): &(_, Vec<Value>)| !items.is_empty())
    .map(|(name, items)| folder(name, "As the spec declares under `verify`.", &items))
    .collect()
}

fn apex_rest(call: &ApexRest) -> Value {
    let path = &call.get;
    Request::new(
        "GET",
        format!("GET {path}"),
        format!("{{{{instance_url}}}}/services/apexrest{path}"),
    )
    .tests(r#"pm.test("the service answers", () => pm.response.to.be.success);"#)
    .build()
}

/// The namespace and endpoint of a class are those of its WSDL (SOAP API Developer Guide, "Apex Web Services").
fn apex_soap(call: &ApexSoap) -> Value {
    let ApexSoap { class, operation } = call;
    let path = class.as_str().replacen("__", "/", 1);
    let envelope = format!(
        "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns=\"http://soap.sforce.com/schemas/class/{path}\">\
         <soapenv:Header><SessionHeader><sessionId>{{{{access_token}}}}</sessionId></SessionHeader></soapenv:Header>\
         <soapenv:Body><{operation}/></soapenv:Body></soapenv:Envelope>"
    );
    let script = format!(
        r#"
        pm.test("the service answers", () => {{
          pm.response.to.have.status(200);
          pm.expect(pm.response.text()).to.include({answer});
        }});
        "#,
        answer = literal(&format!("{operation}Response")),
    );
    Request::new(
        "POST",
        format!("{class}.{operation}"),
        format!("{{{{instance_url}}}}/services/Soap/class/{path}"),
    )
    .by_nobody()
    .header("Content-Type", "text/xml; charset=UTF-8")
    .header("SOAPAction", "\"\"")
    .raw(envelope)
    .tests(&script)
    .build()
}
