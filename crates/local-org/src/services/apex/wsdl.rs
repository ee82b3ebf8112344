//! The WSDL of a class, in the shape that Salesforce generates.

use super::access::{forbidden, is_there, may_run};
use super::soap::{CLASS, namespace};
use crate::error::ApiError;
use crate::server::{Request, Response};
use crate::sessions::authenticate;
use crate::store::Tx;

/// Answers `/services/wsdl/class/{class}`. A browser brings the session as a cookie named `sid`.
pub(super) fn answer(tx: &mut Tx<'_>, request: &Request, class: &str) -> Result<Response, ApiError> {
    let token = request.bearer().or_else(|| cookie(request)).unwrap_or_default();
    let caller =
        authenticate(tx, token, request.remote).map_err(|failure| failure.to_error(&tx.org.behaviours))?;
    if class != CLASS || !is_there(tx, class) {
        return Err(ApiError::not_found());
    }
    if !may_run(tx, &caller, class) {
        return Err(forbidden(class));
    }
    Ok(Response::text(
        200,
        "text/xml;charset=UTF-8",
        document(class, tx.org.url()),
    ))
}

fn cookie(request: &Request) -> Option<&str> {
    let cookies = request.header("cookie")?.split(';').map(str::trim);
    cookies
        .filter_map(|cookie| cookie.split_once('='))
        .find(|(name, _)| *name == "sid")
        .map(|(_, value)| value)
}

/// An operation of the class.
struct Operation {
    name: &'static str,
    /// The parameter and its type, where there is one.
    parameter: Option<(&'static str, &'static str)>,
    /// The element of the result.
    result: &'static str,
}

const OPERATIONS: &[Operation] = &[
    Operation {
        name: "ping",
        parameter: None,
        result: r#"<xsd:element name="result" type="xsd:string" nillable="true"/>"#,
    },
    Operation {
        name: "getCustomer",
        parameter: Some(("id", "tns:ID")),
        result: r#"<xsd:element name="result" type="tns:Customer" nillable="true"/>"#,
    },
    Operation {
        name: "findCustomers",
        parameter: Some(("name", "xsd:string")),
        result: r#"<xsd:element name="result" minOccurs="0" maxOccurs="unbounded" type="tns:Customer" nillable="true"/>"#,
    },
];

/// Headers that the platform takes and gives.
const HEADERS: &str = r#"
   <xsd:element name="AllowFieldTruncationHeader"><xsd:complexType><xsd:sequence><xsd:element name="allowFieldTruncation" type="xsd:boolean"/></xsd:sequence></xsd:complexType></xsd:element>
   <xsd:element name="CallOptions"><xsd:complexType><xsd:sequence><xsd:element name="client" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>
   <xsd:element name="SessionHeader"><xsd:complexType><xsd:sequence><xsd:element name="sessionId" type="xsd:string"/></xsd:sequence></xsd:complexType></xsd:element>"#;

/// Types of the class, and those that are there whatever the class holds.
const TYPES: &str = r#"
   <xsd:simpleType name="ID"><xsd:restriction base="xsd:string"><xsd:length value="18"/><xsd:pattern value="[a-zA-Z0-9]{18}"/></xsd:restriction></xsd:simpleType>
   <xsd:complexType name="Customer"><xsd:sequence>
    <xsd:element name="id" minOccurs="0" type="tns:ID" nillable="true"/>
    <xsd:element name="name" minOccurs="0" type="xsd:string" nillable="true"/>
    <xsd:element name="phone" minOccurs="0" type="xsd:string" nillable="true"/>
   </xsd:sequence></xsd:complexType>"#;

fn document(class: &str, url: &str) -> String {
    let parts = |part: fn(&Operation) -> String| OPERATIONS.iter().map(part).collect::<String>();
    let (elements, messages) = (parts(elements), parts(messages));
    let (ports, bindings) = (parts(port_operation), parts(binding_operation));
    let namespace = namespace(class);
    format!(
        r#"<?xml version="1.0" encoding="UTF-8"?>
<definitions targetNamespace="{namespace}" xmlns="http://schemas.xmlsoap.org/wsdl/" xmlns:soap="http://schemas.xmlsoap.org/wsdl/soap/" xmlns:tns="{namespace}">
 <types>
  <xsd:schema elementFormDefault="qualified" xmlns:xsd="http://www.w3.org/2001/XMLSchema" targetNamespace="{namespace}">{HEADERS}{TYPES}{elements}
  </xsd:schema>
 </types>
 <message name="Header"><part name="AllowFieldTruncationHeader" element="tns:AllowFieldTruncationHeader"/><part name="CallOptions" element="tns:CallOptions"/><part name="SessionHeader" element="tns:SessionHeader"/></message>{messages}
 <portType name="{class}PortType">{ports}
 </portType>
 <binding name="{class}Binding" type="tns:{class}PortType">
  <soap:binding style="document" transport="http://schemas.xmlsoap.org/soap/http"/>{bindings}
 </binding>
 <service name="{class}Service">
  <port binding="tns:{class}Binding" name="{class}"><soap:address location="{url}/services/Soap/class/{class}"/></port>
 </service>
</definitions>
"#
    )
}

fn elements(
    Operation {
        name,
        parameter,
        result,
    }: &Operation,
) -> String {
    let parameter = parameter.map_or_else(String::new, |(parameter, kind)| {
        format!(r#"<xsd:element name="{parameter}" type="{kind}" nillable="true"/>"#)
    });
    let element = |name: &str, content: &str| {
        format!(
            "\n   <xsd:element name=\"{name}\"><xsd:complexType><xsd:sequence>{content}</xsd:sequence></xsd:complexType></xsd:element>"
        )
    };
    element(name, &parameter) + &element(&format!("{name}Response"), result)
}

fn messages(Operation { name, .. }: &Operation) -> String {
    format!(
        "\n <message name=\"{name}Request\"><part element=\"tns:{name}\" name=\"parameters\"/></message>\
         \n <message name=\"{name}Response\"><part element=\"tns:{name}Response\" name=\"parameters\"/></message>"
    )
}

fn port_operation(Operation { name, .. }: &Operation) -> String {
    format!(
        "\n  <operation name=\"{name}\"><input message=\"tns:{name}Request\"/><output message=\"tns:{name}Response\"/></operation>"
    )
}

fn binding_operation(Operation { name, .. }: &Operation) -> String {
    let header =
        |part: &str| format!("<soap:header use=\"literal\" part=\"{part}\" message=\"tns:Header\"/>");
    format!(
        "\n  <operation name=\"{name}\"><soap:operation soapAction=\"\"/>\
         <input>{}{}{}<soap:body parts=\"parameters\" use=\"literal\"/></input>\
         <output><soap:body use=\"literal\"/></output></operation>",
        header("SessionHeader"),
        header("CallOptions"),
        header("AllowFieldTruncationHeader"),
    )
}
