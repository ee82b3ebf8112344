//! What `verify` asks.

use schemars::{Schema, json_schema};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// A SOQL query.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct Query;

impl Rule for Query {
    const WHAT: &'static str = "a SOQL query";

    fn fault(text: &str) -> Option<Fault> {
        let selects = text
            .split_whitespace()
            .next()
            .is_some_and(|first| first.eq_ignore_ascii_case("select"));
        (!selects).then(|| {
            Fault::new(code::VERIFY, "a query starts with SELECT", "not a query")
                .hint("such as `SELECT Id FROM Account LIMIT 1`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": r"^\s*[Ss][Ee][Ll][Ee][Cc][Tt]\s" })
    }
}

/// The path of an Apex REST service.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct RestPath;

impl Rule for RestPath {
    const WHAT: &'static str = "a path";

    fn fault(text: &str) -> Option<Fault> {
        let fault = |message, label| Some(Fault::new(code::VERIFY, message, label));
        let climbs = text.split(['/', '?']).any(|part| matches!(part, "." | ".."));
        match () {
            () if !text.starts_with('/') || text.starts_with("//") => {
                fault("the path starts with one slash", "not a path")
                    .map(|fault| fault.hint("it is what follows `/services/apexrest`, such as `/customer`"))
            }
            () if text.starts_with("/services/") => {
                fault("the path holds the prefix of all of them", "added anyway")
                    .map(|fault| fault.hint("leave out `/services/apexrest`"))
            }
            () if climbs
                || text
                    .chars()
                    .any(|c| c.is_whitespace() || c.is_control() || c == '#') =>
            {
                fault("the path has parts that no service has", "not a path")
            }
            () => None,
        }
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": r"^/[^/\s#][^\s#]*$" })
    }
}

#[cfg(test)]
mod tests {
    use super::{Query, RestPath};
    use crate::decode::Rule;

    #[test]
    fn checks_of_verify_are_queries_and_paths_below_apexrest() {
        assert_eq!(Query::fault("select Id from Account"), None);
        assert!(Query::fault("DELETE Account").is_some());
        for good in ["/customer", "/v1/customer?id=1", "/ns/x"] {
            assert_eq!(RestPath::fault(good), None, "{good}");
        }
        for bad in [
            "",
            "customer",
            "//evil.example/x",
            "/services/apexrest/x",
            "/../data",
            "/a b",
        ] {
            assert!(RestPath::fault(bad).is_some(), "{bad}");
        }
    }
}
