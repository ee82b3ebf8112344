//! How an integration is proved to work.

use crate::decode::{At, Text, mapping};
use crate::text::{ApiNameRule, Line, Query, RestPath};

mapping! {
    /// How `hallpass verify` proves that an integration works: calls with its own token that must answer.
    struct VerifySpec = "`verify`" {
        /// SOQL queries, such as `SELECT Id FROM Account LIMIT 1`.
        optional queries: Vec<At<Text<Query>>>,
        /// GETs of Apex REST services.
        optional apex_rest: Vec<At<ApexRestSpec>>,
        /// Calls of Apex web services.
        optional apex_soap: Vec<At<ApexSoapSpec>>,
    }
}

mapping! {
    /// A GET of an Apex REST service.
    struct ApexRestSpec = "a call of `apex_rest`" {
        /// The path below `/services/apexrest`, such as `/customer`.
        required get: Text<RestPath>,
    }
}

mapping! {
    /// A call of an operation of an Apex web service, without parameters.
    struct ApexSoapSpec = "a call of `apex_soap`" {
        /// The Apex class.
        required class: Text<ApiNameRule>,
        /// The operation.
        required operation: Text<Line>,
    }
}
