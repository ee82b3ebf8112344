//! Apex web services over SOAP, document/literal in the namespace of their class, as their generated WSDLs say.

use crate::error::{Error, Result};
use crate::metadata::Element;
use crate::org::Reader;
use crate::transport::{Call, Effect, Reply, segment};

/// An operation that nobody has: asking for it runs nothing.
const NO_OPERATION: &str = "hallpassIsThisClassOpen";

impl Reader {
    /// Calls an operation of an Apex web service without parameters, as declared. This runs the code behind it, so it is
    /// never repeated by itself.
    ///
    /// # Errors
    /// Those of any call; faults are errors of the org.
    pub async fn call_apex_soap(&self, class: &str, operation: &str) -> Result<Reply> {
        self.ask_class(class, operation, Effect::Write).await
    }

    /// Asks an Apex class over SOAP for an operation that it does not have, so that no code runs.
    ///
    /// # Errors
    /// Those of any call; faults are errors of the org, and what is expected.
    pub async fn probe_apex_soap(&self, class: &str) -> Result<Reply> {
        self.ask_class(class, NO_OPERATION, Effect::Read).await
    }

    async fn ask_class(&self, class: &str, operation: &str, effect: Effect) -> Result<Reply> {
        let is_name = |text: &str| {
            let first = text.chars().next().is_some_and(|c| c.is_ascii_alphabetic());
            first && text.chars().all(|c| c.is_ascii_alphanumeric() || c == '_')
        };
        let what = format!("call {class}.{operation}");
        if !is_name(operation) {
            let problem = "an operation has the name of an Apex method".to_owned();
            return Err(Error::BadRequest {
                operation: what,
                problem,
            });
        }
        let address = address(class);
        let path = format!("/services/Soap/class/{address}");
        let body = Element::new(operation).to_string();
        let call = Call::soap(what, &path, body, effect)?;
        let call = call.in_namespace(format!("http://soap.sforce.com/schemas/class/{address}"));
        self.connection.call(&call).await
    }
}

/// Classes of managed packages have their namespace as a segment of its own.
fn address(class: &str) -> String {
    match class.split_once("__") {
        Some((namespace, name)) => format!("{}/{}", segment(namespace), segment(name)),
        None => segment(class),
    }
}

#[cfg(test)]
mod tests {
    use super::address;

    #[test]
    fn classes_of_packages_have_a_folder_of_their_own() {
        assert_eq!(address("CustomerWS"), "CustomerWS");
        assert_eq!(address("ns__CustomerWS"), "ns/CustomerWS");
        assert_eq!(address("../x"), "..%2Fx");
    }
}
