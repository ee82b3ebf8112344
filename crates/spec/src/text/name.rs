//! Names: our own, and those of Salesforce.

use schemars::{Schema, json_schema};

use hallpass_model::{FleetName, IntegrationName, NameError, OrgName};

use crate::decode::{Fault, Rule};
use crate::diagnostic::code;

/// The length of API names (Object Reference, `PermissionSet.Name`).
const MAX_API_NAME: usize = 80;

macro_rules! own_name_rule {
    ($(#[$doc:meta])* $rule:ident, $type:ty, $what:literal) => {
        $(#[$doc])*
        #[derive(Debug, Clone, Default, PartialEq, Eq)]
        pub(crate) struct $rule;

        impl Rule for $rule {
            const WHAT: &'static str = $what;

            fn fault(text: &str) -> Option<Fault> {
                <$type>::new(text).err().map(|error| own_name_fault(&error, $what))
            }

            fn schema() -> Schema {
                json_schema!({ "type": "string", "pattern": "^[a-z][a-z0-9-]*$" })
            }
        }
    };
}

own_name_rule!(
    /// The name of an integration.
    IntegrationRule, IntegrationName, "the name of an integration"
);
own_name_rule!(
    /// The name of a bundle.
    BundleRule, IntegrationName, "the name of a bundle"
);
own_name_rule!(
    /// The name of a fleet.
    FleetRule, FleetName, "the name of a fleet"
);
own_name_rule!(
    /// The name of an org.
    OrgRule, OrgName, "the name of an org"
);

fn own_name_fault(error: &NameError, what: &str) -> Fault {
    let fixed: String = error
        .name
        .to_ascii_lowercase()
        .chars()
        .map(|c| if c.is_ascii_alphanumeric() { c } else { '-' })
        .collect();
    let fixed = fixed.trim_matches('-');
    let fixed = Some(fixed).filter(|name| IntegrationName::new(*name).is_ok());
    Fault::new(
        code::OWN_NAME,
        format!("`{}` is not {what}: {}", error.name, error.why),
        "malformed name",
    )
    .instead(fixed)
}

/// The API name of something in the org; that of a managed package carries its namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct ApiNameRule;

impl Rule for ApiNameRule {
    const WHAT: &'static str = "an API name";

    fn fault(text: &str) -> Option<Fault> {
        let why = api_name_fault(text)?;
        Some(Fault::new(
            code::API_NAME,
            format!("`{text}` is not an API name: {why}"),
            "malformed name",
        ))
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "maxLength": MAX_API_NAME, "pattern": "^[A-Za-z]([A-Za-z0-9_]*[A-Za-z0-9])?$" })
    }
}

fn api_name_fault(text: &str) -> Option<&'static str> {
    let starts_well = text.starts_with(|c: char| c.is_ascii_alphabetic());
    match () {
        () if text.is_empty() => Some("it is empty"),
        () if text.contains('.') => Some("it has a dot; write the object and the field apart"),
        () if text.contains(' ') => Some("it has a space; the API name is meant, not the label"),
        () if !text
            .bytes()
            .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_') =>
        {
            Some("only letters, digits and underscores are allowed")
        }
        () if !starts_well => Some("it must start with a letter"),
        () if text.ends_with('_') => Some("it can't end with an underscore"),
        () if text.contains("___") => Some("it has too many underscores in a row"),
        () if text.len() > MAX_API_NAME => Some("it has more than 80 characters"),
        () => None,
    }
}

/// A principal of an external credential (Metadata API Developer Guide, `PermissionSetExternalCredentialPrincipalAccess`).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct PrincipalRule;

impl Rule for PrincipalRule {
    const WHAT: &'static str = "a principal";

    fn fault(text: &str) -> Option<Fault> {
        let why = match text.split_once('-') {
            None => Some("the credential and its principal are joined by a hyphen"),
            Some((credential, principal)) => {
                api_name_fault(credential).or_else(|| principal_fault(principal))
            }
        };
        why.map(|why| {
            Fault::new(
                code::API_NAME,
                format!("`{text}` is not a principal: {why}"),
                "malformed name",
            )
            .hint("write `Credential-Principal`, such as `Payment_Gateway-Service`")
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "pattern": "^[A-Za-z][A-Za-z0-9_]*-.+$" })
    }
}

/// Principals are parameters of a credential, and their names are texts.
fn principal_fault(text: &str) -> Option<&'static str> {
    match () {
        () if text.trim() != text || text.is_empty() => {
            Some("the principal has no name, or spaces around it")
        }
        () if text.chars().any(char::is_control) => Some("it has a control character"),
        () if text.len() > 255 => Some("it has more than 255 characters"),
        () => None,
    }
}

/// The API name of something that hallpass makes, so one without a namespace.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(crate) struct OwnApiName;

impl Rule for OwnApiName {
    const WHAT: &'static str = "an API name";

    fn fault(text: &str) -> Option<Fault> {
        ApiNameRule::fault(text).or_else(|| {
            text.contains("__").then(|| {
                Fault::new(
                    code::API_NAME,
                    format!("`{text}` is the name of a managed package's thing"),
                    "has a namespace",
                )
                .hint("what an integration owns has no namespace, and no two underscores side by side")
            })
        })
    }

    fn schema() -> Schema {
        json_schema!({ "type": "string", "maxLength": MAX_API_NAME, "pattern": "^[A-Za-z](_?[A-Za-z0-9])*$" })
    }
}

#[cfg(test)]
mod tests {
    use super::{ApiNameRule, IntegrationRule, OwnApiName, PrincipalRule};
    use crate::decode::Rule;

    #[test]
    fn api_names_may_carry_a_namespace_and_a_suffix() {
        for good in ["Account", "Invoice__c", "ns__Invoice__c", "ns__Thing", "X1"] {
            assert_eq!(ApiNameRule::fault(good), None, "{good}");
        }
        for bad in [
            "",
            "1x",
            "_x",
            "x_",
            "Billing Account",
            "Account.Phone",
            "a___b",
            "Ünit",
            "a-b",
        ] {
            assert!(ApiNameRule::fault(bad).is_some(), "{bad}");
        }
        for (text, is_good) in [
            ("Gateway-Service", true),
            ("ns__Gateway-A user", true),
            ("Gateway", false),
            ("Gateway-", false),
            ("-Service", false),
        ] {
            assert_eq!(PrincipalRule::fault(text).is_none(), is_good, "{text}");
        }
        assert!(OwnApiName::fault("ns__Set").is_some());
        assert_eq!(OwnApiName::fault("Billing_Integration"), None);
    }

    #[test]
    fn a_malformed_name_of_ours_comes_with_a_better_one() {
        assert_eq!(
            IntegrationRule::fault("Load_0").unwrap().instead.unwrap(),
            "load-0"
        );
        assert_eq!(IntegrationRule::fault("0").unwrap().instead, None);
    }
}
