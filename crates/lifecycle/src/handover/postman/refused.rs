//! Requests that must be refused. None of them could change anything where they were not.

use serde_json::Value;

use super::exercise::Exercise;
use super::request::{Request, folder, literal};

const DESCRIPTION: &str =
    "What the integration was not granted. These requests pass when the org refuses them.";

/// The folder, unless there is nothing that could be refused.
pub(super) fn refused(exercise: &Exercise) -> Option<Value> {
    let object = exercise.closed_object.as_ref().map(|object| {
        let soql = format!("SELECT Id FROM {object} LIMIT 1");
        refused_query(
            format!("Read {object}, which is not granted"),
            &soql,
            "INVALID_TYPE",
        )
    });
    let field = exercise.closed_field.as_ref().map(|(object, field)| {
        let soql = format!("SELECT Id, {field} FROM {object} LIMIT 1");
        let title = format!("Read {object}.{field}, which is not granted");
        refused_query(title, &soql, "INVALID_FIELD")
    });
    let setup = exercise.setup_is_closed.then(|| {
        let soql = "SELECT Id FROM SetupAuditTrail LIMIT 1";
        refused_query("Read the setup audit trail".to_owned(), soql, "INVALID_TYPE")
    });
    let metadata = exercise.metadata_is_closed.then(metadata);
    let items: Vec<Value> = [object, field, setup, metadata].into_iter().flatten().collect();
    (!items.is_empty()).then(|| folder("Refused", DESCRIPTION, &items))
}

fn refused_query(title: String, soql: &str, code: &str) -> Value {
    let script = format!(
        r#"
        pm.test("the org refuses it", () => {{
          pm.response.to.have.status(400);
          pm.expect(pm.response.json()[0].errorCode).to.eql({code});
        }});
        "#,
        code = literal(code),
    );
    Request::query(title, soql).tests(&script).build()
}

/// Describing changes nothing, and needs the same permission as deploying.
fn metadata() -> Value {
    let envelope = "<soapenv:Envelope xmlns:soapenv=\"http://schemas.xmlsoap.org/soap/envelope/\" \
         xmlns=\"http://soap.sforce.com/2006/04/metadata\">\
         <soapenv:Header><SessionHeader><sessionId>{{access_token}}</sessionId></SessionHeader></soapenv:Header>\
         <soapenv:Body><describeMetadata><asOfVersion>{{api_version}}</asOfVersion></describeMetadata></soapenv:Body>\
         </soapenv:Envelope>";
    Request::new(
        "POST",
        "Ask the Metadata API",
        "{{instance_url}}/services/Soap/m/{{api_version}}",
    )
    .by_nobody()
    .header("Content-Type", "text/xml; charset=UTF-8")
    .header("SOAPAction", "\"\"")
    .raw(envelope)
    .tests(
        r#"
        pm.test("the org refuses it", () => {
          pm.response.to.have.status(500);
          pm.expect(pm.response.text()).to.include("INSUFFICIENT_ACCESS");
        });
        "#,
    )
    .build()
}
