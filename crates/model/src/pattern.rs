//! Targets as people name them: `Account`, `Contact.SSN__c`, `delete Account`, `apex_class[CustomerWS]`,
//! `Gateway-Service`.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

use crate::{ApiName, Kind, Shape, Target, Verb, Verbs};

/// The grants that a short text means: all verbs or one, on whatever has the name, or on what is of one kind.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct GrantPattern {
    /// The verb; without one, all.
    pub verb: Option<Verb>,
    /// The kind; without one, all kinds in which something has the name. Principals of external credentials alone have
    /// names with a hyphen, so that one tells the kind.
    pub kind: Option<Kind>,
    /// The name; `Object.Field` for a field.
    pub name: ApiName,
}

/// Text that names no grants.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
pub enum PatternError {
    /// The word in front is no verb.
    #[error("{0:?} is not something that may be done")]
    Verb(String),
    /// The word before the bracket is no kind of grant.
    #[error("{0:?} is not a kind of grant")]
    Kind(String),
    /// The name is none.
    #[error("{0:?} is not the name of an object, a field, a class or a permission")]
    Name(String),
    /// A verb that such a target does not know.
    #[error("nobody can {0} {1}")]
    Mismatch(Verb, &'static str),
}

impl GrantPattern {
    /// The kinds of grants, by their words in patterns.
    pub fn kinds() -> impl Iterator<Item = Kind> {
        Kind::ALL.into_iter().filter(|kind| kind.shape() == Shape::Grant)
    }

    /// Returns the verbs that are meant.
    #[must_use]
    pub fn verbs(&self) -> Verbs {
        match self.verb {
            Some(verb) => Verbs::NONE.with(verb),
            None => Verb::ALL.into_iter().collect(),
        }
    }

    /// Returns whether a target is meant.
    #[must_use]
    pub fn means(&self, target: &Target) -> bool {
        self.kind.is_none_or(|kind| kind == target.kind()) && target.name() == self.name
    }

    /// Returns the field that is meant, if the name is that of a field.
    #[must_use]
    pub fn field(&self) -> Option<Target> {
        let (object, field) = self.name.as_str().split_once('.')?;
        Some(Target::Field {
            object: object.into(),
            field: field.into(),
        })
    }

    /// Returns the object that is meant, or that has the field.
    #[must_use]
    pub fn object(&self) -> Option<ApiName> {
        match self.kind {
            Some(Kind::Field) | None if self.field().is_some() => {
                let (object, _) = self.name.as_str().split_once('.')?;
                Some(object.into())
            }
            Some(Kind::Object) | None => Some(self.name.clone()),
            _ => None,
        }
    }

    /// Returns every target that may be meant; which of them exist only the org knows.
    #[must_use]
    pub fn targets(&self) -> Vec<Target> {
        let name = || self.name.clone();
        let all = match self.field() {
            Some(field) => vec![field],
            None => vec![
                Target::Object(name()),
                Target::ApexClass(name()),
                Target::CustomPermission(name()),
                Target::Flow(name()),
                Target::ExternalCredential(name()),
                Target::CustomMetadataType(name()),
                Target::CustomSetting(name()),
                Target::SystemPermission(name()),
            ],
        };
        all.into_iter().filter(|target| self.means(target)).collect()
    }
}

impl FromStr for GrantPattern {
    type Err = PatternError;

    fn from_str(text: &str) -> Result<Self, PatternError> {
        let text = text.trim();
        let (verb, rest) = match text.split_once(char::is_whitespace) {
            Some((word, rest)) => (Some(verb(word)?), rest.trim_start()),
            None => (None, text),
        };
        let (kind, name) = match rest.strip_suffix(']').and_then(|rest| rest.split_once('[')) {
            Some((word, name)) => (Some(kind(word)?), name),
            None => (None, rest),
        };
        let is_field = name.contains('.');
        let is_principal = name.contains('-');
        let fits =
            |kind| is_field == (kind == Kind::Field) && is_principal == (kind == Kind::ExternalCredential);
        if !is_name(name) || !kind.is_none_or(fits) {
            return Err(PatternError::Name(rest.to_owned()));
        }
        let kind = kind.or(is_principal.then_some(Kind::ExternalCredential));
        if let Some(verb) = verb {
            fit(verb, kind, is_field)?;
        }
        Ok(Self {
            verb,
            kind,
            name: name.into(),
        })
    }
}

fn verb(word: &str) -> Result<Verb, PatternError> {
    let found = Verb::ALL.into_iter().find(|verb| verb.word() == word);
    found.ok_or_else(|| PatternError::Verb(word.to_owned()))
}

fn kind(word: &str) -> Result<Kind, PatternError> {
    let found = GrantPattern::kinds().find(|kind| kind.word() == word);
    found.ok_or_else(|| PatternError::Kind(word.to_owned()))
}

/// One name, or two with a dot or a hyphen between.
fn is_name(name: &str) -> bool {
    let is_api_name = |part: &str| {
        part.starts_with(|c: char| c.is_ascii_alphabetic())
            && part
                .bytes()
                .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_')
    };
    let separators = ['.', '-'];
    name.split(separators).count() <= 2 && name.split(separators).all(is_api_name)
}

fn fit(verb: Verb, kind: Option<Kind>, is_field: bool) -> Result<(), PatternError> {
    match (verb, kind) {
        (Verb::Read | Verb::Edit, _) if is_field => Ok(()),
        (_, _) if is_field => Err(PatternError::Mismatch(verb, "a field")),
        (Verb::Use, Some(Kind::Object)) => Err(PatternError::Mismatch(verb, "an object")),
        (Verb::Use, _) | (_, None | Some(Kind::Object)) => Ok(()),
        (_, Some(_)) => Err(PatternError::Mismatch(verb, "a class or a permission")),
    }
}

impl fmt::Display for GrantPattern {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if let Some(verb) = self.verb {
            write!(f, "{verb} ")?;
        }
        match self.kind {
            Some(kind) => write!(f, "{kind}[{}]", self.name),
            None => write!(f, "{}", self.name),
        }
    }
}

impl From<GrantPattern> for String {
    fn from(pattern: GrantPattern) -> String {
        pattern.to_string()
    }
}

impl TryFrom<String> for GrantPattern {
    type Error = PatternError;

    fn try_from(text: String) -> Result<Self, PatternError> {
        text.parse()
    }
}

#[cfg(test)]
mod tests {
    use super::GrantPattern;
    use crate::Target;

    fn pattern(text: &str) -> GrantPattern {
        text.parse().unwrap_or_else(|error| panic!("{text}: {error}"))
    }

    #[test]
    fn patterns_read_as_they_print() {
        for text in [
            "Account",
            "Contact.SSN__c",
            "delete Account",
            "edit ns__A__c.ns__B__c",
            "apex_class[CustomerWS]",
            "modify_all object[Account]",
            "use ViewAllData",
            "external_credential[ns__Gateway-Service]",
        ] {
            assert_eq!(pattern(text).to_string(), text);
        }
        assert_eq!(pattern("  delete   Account "), pattern("delete Account"));
        let principal = pattern("Gateway-Service");
        assert_eq!(principal, pattern("external_credential[Gateway-Service]"));
        let target = Target::ExternalCredential("gateway-service".into());
        assert_eq!(principal.targets(), [target]);
    }

    #[test]
    fn what_names_no_grant_is_refused_with_the_reason() {
        for (text, why) in [
            ("remove Account", "\"remove\" is not something that may be done"),
            ("table[Account]", "\"table\" is not a kind of grant"),
            ("delete Contact.SSN__c", "nobody can delete a field"),
            ("use object[Account]", "nobody can use an object"),
            ("a.b.c", "\"a.b.c\" is not the name"),
            ("field[Account]", "\"field[Account]\" is not the name"),
            ("a-b-c", "\"a-b-c\" is not the name"),
            ("Gateway.Main-Service", "\"Gateway.Main-Service\" is not the name"),
            (
                "external_credential[Gateway]",
                "\"external_credential[Gateway]\" is not",
            ),
            ("read Gateway-Service", "nobody can read"),
            ("", "\"\" is not the name"),
        ] {
            let error = text.parse::<GrantPattern>().unwrap_err();
            assert!(error.to_string().starts_with(why), "{text}: {error}");
        }
    }

    #[test]
    fn a_bare_name_means_whatever_has_it_in_any_case() {
        let account = Target::Object("account".into());
        assert!(pattern("Account").means(&account));
        assert!(!pattern("apex_class[Account]").means(&account));
        assert_eq!(pattern("Account").targets().len(), 8);
        assert_eq!(pattern("field[A.B]").targets().len(), 1);
        assert_eq!(pattern("Contact.SSN__c").object().unwrap().as_str(), "Contact");
        assert_eq!(pattern("apex_class[X]").object(), None);
    }
}
