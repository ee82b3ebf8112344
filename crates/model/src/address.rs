//! Addresses: how a managed thing is called in plans, `depends_on` and error messages.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ApiName, IntegrationName, Kind};

/// `<integration>.<kind>[<name>]`, without the name where an integration has only one of the kind. What carries its mark
/// besides that one is named too: `billing.user[old.api@example.com]`, `billing.assignment[old.api@example.com/Some_Set]`.
///
/// Sorts by integration, then in the order of creation, then by name.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct Address {
    /// Whose it is.
    pub integration: IntegrationName,
    /// What it is.
    pub kind: Kind,
    /// Which one; absent only where [`Kind::is_single`].
    pub name: Option<ApiName>,
}

/// Text that is no address.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not an address such as billing.user or billing.object[Account]")]
pub struct AddressError(pub String);

impl Address {
    /// Returns the address of the integration's user.
    #[must_use]
    pub fn user(integration: &IntegrationName) -> Self {
        Self {
            integration: integration.clone(),
            kind: Kind::User,
            name: None,
        }
    }

    /// Returns the address of the integration's permission set.
    #[must_use]
    pub fn permission_set(integration: &IntegrationName) -> Self {
        Self {
            integration: integration.clone(),
            kind: Kind::PermissionSet,
            name: None,
        }
    }

    /// Returns the address of a named thing.
    #[must_use]
    pub fn named(integration: &IntegrationName, kind: Kind, name: ApiName) -> Self {
        debug_assert!(!kind.is_single(), "{kind} has no name in an address");
        Self {
            integration: integration.clone(),
            kind,
            name: Some(name),
        }
    }
}

impl fmt::Display for Address {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            integration,
            kind,
            name,
        } = self;
        match name {
            None => f.pad(&format!("{integration}.{kind}")),
            Some(name) => f.pad(&format!("{integration}.{kind}[{name}]")),
        }
    }
}

impl FromStr for Address {
    type Err = AddressError;

    fn from_str(text: &str) -> Result<Self, AddressError> {
        parse(text).ok_or_else(|| AddressError(text.to_owned()))
    }
}

fn parse(text: &str) -> Option<Address> {
    let (integration, rest) = text.split_once('.')?;
    let (word, name) = match rest.split_once('[') {
        None => (rest, None),
        Some((word, name)) => (
            word,
            Some(ApiName::new(
                name.strip_suffix(']').filter(|name| !name.is_empty())?,
            )),
        ),
    };
    let kind: Kind = word.parse().ok()?;
    (kind.is_single() || name.is_some()).then_some(Address {
        integration: IntegrationName::new(integration).ok()?,
        kind,
        name,
    })
}

impl TryFrom<String> for Address {
    type Error = AddressError;
    fn try_from(text: String) -> Result<Self, AddressError> {
        text.parse()
    }
}
impl From<Address> for String {
    fn from(address: Address) -> String {
        address.to_string()
    }
}

#[cfg(test)]
mod tests {
    use super::Address;
    use crate::{ApiName, IntegrationName, Kind};

    #[test]
    fn every_kind_has_an_address_that_round_trips() {
        let billing = IntegrationName::new("billing").unwrap();
        for kind in Kind::ALL {
            let name = (!kind.is_single()).then(|| ApiName::from("ns__A.B"));
            let address = Address {
                integration: billing.clone(),
                kind,
                name,
            };
            assert_eq!(address.to_string().parse::<Address>().unwrap(), address);
        }
    }

    #[test]
    fn what_is_no_address_is_refused() {
        for bad in [
            "",
            "billing",
            "billing.user[]",
            "billing.object",
            "billing.object[]",
            "billing.nope[x]",
            "B.user",
            "billing.object[x",
        ] {
            assert!(bad.parse::<Address>().is_err(), "{bad}");
        }
    }
}
