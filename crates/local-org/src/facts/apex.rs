//! The two Apex services and the access to them.

use super::{Fact, Sureness, Switch};

/// The fault of a SOAP service for a caller without access to its class.
pub(crate) const SOAP_NO_ACCESS_FAULT: Switch = Switch::one_of(
    "apex_soap_no_access_fault",
    &["INSUFFICIENT_ACCESS", "FORBIDDEN", "INVALID_TYPE"],
    "INSUFFICIENT_ACCESS",
);

/// Whether a SOAP service looks at the caller before it looks for the operation.
pub(crate) const SOAP_ACCESS_CHECK: Switch = Switch::one_of(
    "apex_soap_access_check",
    &["before_operation", "after_operation"],
    "before_operation",
);

pub(super) const FACTS: &[Fact] = &[
    Fact::fixed(
        "apex.no_access",
        Sureness::Recorded,
        "a caller without access to the class",
        "recorded answers of real orgs",
    ),
    Fact::fixed(
        "apex.no_match",
        Sureness::Recorded,
        "an address that no class is mapped to",
        "recorded answers of real orgs",
    ),
    Fact::fixed(
        "apex.method_not_allowed",
        Sureness::Reported,
        "a verb without a method",
        "REST API in general; by analogy",
    ),
    Fact::switched(
        "apex.soap_no_access",
        Sureness::Unverified,
        SOAP_NO_ACCESS_FAULT,
        "over SOAP it is HTTP 500 with a fault of that code and the words of REST",
        "no recording was found",
    ),
    Fact::switched(
        "apex.soap_access_check",
        Sureness::Unverified,
        SOAP_ACCESS_CHECK,
        "over SOAP a caller without access to the class is refused before the operation is looked for",
        "no recording was found; the other way round an unknown operation tells nothing about access",
    ),
    Fact::fixed(
        "apex.options",
        Sureness::Unverified,
        "Apex REST answers `OPTIONS` like any verb without a method: 403 without access to the class, else 405",
        "`OPTIONS` is none of the annotations (Apex Developer Guide, Apex REST Annotations); what is answered is a guess",
    ),
    Fact::fixed(
        "apex.api_enabled",
        Sureness::Unverified,
        "Apex services need API Enabled; Apex REST Services alone does not do",
        "the permission is documented, its behaviour is not",
    ),
    Fact::fixed(
        "apex.entry_class",
        Sureness::Documented,
        "access to the entry class suffices; classes that it calls need none",
        "Apex Developer Guide, Class Security",
    ),
    Fact::fixed(
        "apex.author",
        Sureness::Documented,
        "who holds Author Apex runs every class",
        "help page \"User Permissions\", Author Apex",
    ),
    Fact::fixed(
        "apex.soap_unknown",
        Sureness::Unverified,
        "over SOAP an unknown class or operation is HTTP 500 with a `soapenv:Client` fault: `No service found for class X`, `No operation available for request {namespace}X, please check the WSDL for the service.`",
        "the words about operations are reported, those about classes are a guess",
    ),
    Fact::fixed(
        "apex.system_mode",
        Sureness::Documented,
        "services run in system mode: they show what they show, whatever the caller may read",
        "Apex Developer Guide, Enforcing Object and Field Permissions",
    ),
    Fact::fixed(
        "apex.wsdl",
        Sureness::Recorded,
        "namespace `http://soap.sforce.com/schemas/class/<Class>`, document/literal, one `result` in `<op>Response`",
        "a generated WSDL of a class named CustomerWS",
    ),
];
