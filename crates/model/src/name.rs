//! Names: those Salesforce compares without case, and our own.

use std::borrow::Borrow;
use std::cmp::Ordering;
use std::fmt;
use std::hash::{Hash, Hasher};
use std::sync::Arc;

use serde::{Deserialize, Deserializer, Serialize, Serializer};

/// A name that cannot be used, and why.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{name:?} is not a name: {why}")]
pub struct NameError {
    /// What was given.
    pub name: String,
    /// What is wrong with it, as a fragment.
    pub why: &'static str,
}

/// The API name of a thing in Salesforce: printed as declared, compared without case.
///
/// Two spellings of one name are equal, hash alike and sort together, as in the org itself. A name of a
/// managed package carries its namespace (`ns__Thing`). Copies share their text: a fleet names the same few fields many
/// thousand times.
#[derive(Debug, Clone)]
pub struct ApiName(Arc<str>);

impl ApiName {
    /// Takes the spelling as it is.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into().into())
    }

    /// Returns the spelling as declared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl From<Arc<str>> for ApiName {
    fn from(name: Arc<str>) -> Self {
        Self(name)
    }
}

impl Serialize for ApiName {
    fn serialize<S: Serializer>(&self, serializer: S) -> Result<S::Ok, S::Error> {
        serializer.serialize_str(&self.0)
    }
}

impl<'de> Deserialize<'de> for ApiName {
    fn deserialize<D: Deserializer<'de>>(deserializer: D) -> Result<Self, D::Error> {
        String::deserialize(deserializer).map(Self::new)
    }
}

/// A username, which Salesforce keeps in lower case and unique over all orgs.
#[derive(Debug, Clone, Serialize, Deserialize)]
#[serde(transparent)]
pub struct Username(String);

impl Username {
    /// Takes the spelling as it is.
    pub fn new(name: impl Into<String>) -> Self {
        Self(name.into())
    }

    /// Returns the spelling as declared.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// Gives a wrapper of a `String` the comparison that Salesforce uses for names.
macro_rules! compared_without_case {
    ($name:ident) => {
        impl $name {
            /// Bytes sort as their characters do.
            fn folded(&self) -> impl Iterator<Item = u8> + '_ {
                self.0.bytes().map(|byte| byte.to_ascii_lowercase())
            }
        }
        impl PartialEq for $name {
            fn eq(&self, other: &Self) -> bool {
                self.0.eq_ignore_ascii_case(&other.0)
            }
        }
        impl Eq for $name {}
        impl PartialOrd for $name {
            fn partial_cmp(&self, other: &Self) -> Option<Ordering> {
                Some(self.cmp(other))
            }
        }
        impl Ord for $name {
            fn cmp(&self, other: &Self) -> Ordering {
                if std::ptr::eq::<str>(&*self.0, &*other.0) {
                    return Ordering::Equal;
                }
                self.folded().cmp(other.folded())
            }
        }
        impl Hash for $name {
            fn hash<H: Hasher>(&self, state: &mut H) {
                self.folded().for_each(|byte| byte.hash(state));
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl From<&str> for $name {
            fn from(name: &str) -> Self {
                Self(name.into())
            }
        }
    };
}

compared_without_case!(ApiName);
compared_without_case!(Username);

/// Declares a name of ours: lower case letters, digits and hyphens, a letter first.
macro_rules! own_name {
    ($(#[$doc:meta])* $name:ident) => {
        $(#[$doc])*
        #[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
        #[serde(try_from = "String", into = "String")]
        pub struct $name(String);

        impl $name {
            /// Checks the spelling: `[a-z][a-z0-9-]*`.
            ///
            /// # Errors
            /// When another character is in it, or it does not start with a letter.
            pub fn new(name: impl Into<String>) -> Result<Self, NameError> {
                let name = name.into();
                match own_name_fault(&name) {
                    None => Ok(Self(name)),
                    Some(why) => Err(NameError { name, why }),
                }
            }

            /// Returns the name.
            #[must_use]
            pub fn as_str(&self) -> &str {
                &self.0
            }
        }
        impl fmt::Display for $name {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.pad(&self.0)
            }
        }
        impl TryFrom<String> for $name {
            type Error = NameError;
            fn try_from(name: String) -> Result<Self, NameError> {
                Self::new(name)
            }
        }
        impl From<$name> for String {
            fn from(name: $name) -> String {
                name.0
            }
        }
        impl Borrow<str> for $name {
            fn borrow(&self) -> &str {
                &self.0
            }
        }
    };
}

own_name!(
    /// The name of an integration, unique in its fleet.
    IntegrationName
);
own_name!(
    /// The name of a fleet: what one `hallpass.yaml` governs.
    FleetName
);
own_name!(
    /// The name of an org in `hallpass.yaml`.
    OrgName
);

fn own_name_fault(name: &str) -> Option<&'static str> {
    let mut chars = name.chars();
    match chars.next() {
        None => return Some("it is empty"),
        Some(first) if !first.is_ascii_lowercase() => return Some("it must start with a lower case letter"),
        Some(_) => {}
    }
    (!chars.all(|c| c.is_ascii_lowercase() || c.is_ascii_digit() || c == '-'))
        .then_some("only lower case letters, digits and hyphens are allowed")
}

#[cfg(test)]
mod tests {
    use super::{ApiName, IntegrationName};
    use std::collections::BTreeSet;

    #[test]
    fn two_spellings_of_an_api_name_are_one_name() {
        let names = BTreeSet::from([
            ApiName::from("Account"),
            ApiName::from("ACCOUNT"),
            ApiName::from("Account__c"),
        ]);
        assert_eq!(names.len(), 2);
        assert!(names.contains(&ApiName::from("account")));
    }

    #[test]
    fn integration_names_are_plain() {
        for good in ["a", "billing", "load-0"] {
            assert!(IntegrationName::new(good).is_ok(), "{good}");
        }
        for bad in ["", "Billing", "0load", "-a", "a_b", "ä"] {
            assert!(IntegrationName::new(bad).is_err(), "{bad}");
        }
    }
}
