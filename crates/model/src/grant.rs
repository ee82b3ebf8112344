//! Grants: verbs on targets, the unit of access.

use std::collections::BTreeMap;
use std::fmt;

use serde::{Deserialize, Serialize};

use crate::{Address, ApiName, AppKind, IntegrationName, Kind};

/// What may be done with a target.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Verb {
    /// See records of an object, or the values of a field.
    Read,
    /// Create records.
    Create,
    /// Change records, or the values of a field.
    Edit,
    /// Delete records.
    Delete,
    /// See all records whatever the sharing says.
    ViewAll,
    /// Change and delete all records whatever the sharing says.
    ModifyAll,
    /// See all fields of the object, those of tomorrow included.
    ViewAllFields,
    /// The one verb of targets that are held or not: classes, permissions, apps.
    Use,
}

impl Verb {
    /// All verbs, in the order in which they are printed.
    pub const ALL: [Verb; 8] = [
        Verb::Read,
        Verb::Create,
        Verb::Edit,
        Verb::Delete,
        Verb::ViewAll,
        Verb::ModifyAll,
        Verb::ViewAllFields,
        Verb::Use,
    ];

    /// The verbs that an object knows.
    pub const OF_OBJECTS: [Verb; 7] = [
        Verb::Read,
        Verb::Create,
        Verb::Edit,
        Verb::Delete,
        Verb::ViewAll,
        Verb::ModifyAll,
        Verb::ViewAllFields,
    ];

    /// Returns the word used in specs and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Verb::Read => "read",
            Verb::Create => "create",
            Verb::Edit => "edit",
            Verb::Delete => "delete",
            Verb::ViewAll => "view_all",
            Verb::ModifyAll => "modify_all",
            Verb::ViewAllFields => "view_all_fields",
            Verb::Use => "use",
        }
    }

    /// Returns the verbs that an object grant needs besides this one (Object Reference, `ObjectPermissions`).
    #[must_use]
    pub const fn needs(self) -> &'static [Verb] {
        match self {
            Verb::Read | Verb::Use => &[],
            Verb::Create | Verb::Edit | Verb::ViewAll | Verb::ViewAllFields => &[Verb::Read],
            Verb::Delete => &[Verb::Read, Verb::Edit],
            Verb::ModifyAll => &[Verb::Read, Verb::Edit, Verb::Delete, Verb::ViewAll],
        }
    }

    const fn bit(self) -> u8 {
        1 << self as u8
    }
}

impl fmt::Display for Verb {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

/// A set of verbs.
#[derive(Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default, Serialize, Deserialize)]
#[serde(from = "Vec<Verb>", into = "Vec<Verb>")]
pub struct Verbs(u8);

impl Verbs {
    /// No verb: no access.
    pub const NONE: Verbs = Verbs(0);
    /// Just [`Verb::Use`].
    pub const USE: Verbs = Verbs(Verb::Use.bit());

    /// Returns whether the verb is in the set.
    #[must_use]
    pub const fn has(self, verb: Verb) -> bool {
        self.0 & verb.bit() != 0
    }

    /// Returns the set with the verb in it.
    #[must_use]
    pub const fn with(self, verb: Verb) -> Self {
        Self(self.0 | verb.bit())
    }

    /// Returns whether no verb is in the set.
    #[must_use]
    pub const fn is_empty(self) -> bool {
        self.0 == 0
    }

    /// Returns what is in either.
    #[must_use]
    pub const fn union(self, other: Self) -> Self {
        Self(self.0 | other.0)
    }

    /// Returns what is in both.
    #[must_use]
    pub const fn intersection(self, other: Self) -> Self {
        Self(self.0 & other.0)
    }

    /// Returns what is here and not in the other.
    #[must_use]
    pub const fn minus(self, other: Self) -> Self {
        Self(self.0 & !other.0)
    }

    /// Returns whether all verbs of the other are here.
    #[must_use]
    pub const fn covers(self, other: Self) -> bool {
        other.0 & !self.0 == 0
    }

    /// Walks the verbs in the order in which they are printed.
    pub fn iter(self) -> impl Iterator<Item = Verb> {
        Verb::ALL.into_iter().filter(move |verb| self.has(*verb))
    }
}

impl FromIterator<Verb> for Verbs {
    fn from_iter<I: IntoIterator<Item = Verb>>(verbs: I) -> Self {
        verbs.into_iter().fold(Self::NONE, Self::with)
    }
}
impl From<Vec<Verb>> for Verbs {
    fn from(verbs: Vec<Verb>) -> Self {
        verbs.into_iter().collect()
    }
}
impl From<Verbs> for Vec<Verb> {
    fn from(verbs: Verbs) -> Self {
        verbs.iter().collect()
    }
}
impl fmt::Display for Verbs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let words: Vec<_> = self.iter().map(Verb::word).collect();
        f.pad(&words.join(", "))
    }
}
impl fmt::Debug for Verbs {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "[{self}]")
    }
}

/// What a grant is on. The order is the order in which grants are made.
///
/// Serialises as text, so that it can be the key of a map: `object[Account]`, `field[Account.Phone]`,
/// `app_link[external_client_app:Billing_Integration]`.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub enum Target {
    /// An object.
    Object(ApiName),
    /// A field of an object.
    Field {
        /// The object.
        object: ApiName,
        /// The field, without the object.
        field: ApiName,
    },
    /// An Apex class.
    ApexClass(ApiName),
    /// A custom permission.
    CustomPermission(ApiName),
    /// A flow.
    Flow(ApiName),
    /// A principal of an external credential, as `Credential-Principal`.
    ExternalCredential(ApiName),
    /// A custom metadata type.
    CustomMetadataType(ApiName),
    /// A custom setting.
    CustomSetting(ApiName),
    /// A user permission, by its API name without `Permissions`.
    SystemPermission(ApiName),
    /// An app that admits holders of the set.
    App(AppKind, ApiName),
}

impl Target {
    /// Returns what a grant of this kind and name may be on: one target, or an app of either kind. Nothing where the
    /// kind is none of grants.
    #[must_use]
    pub fn named(kind: Kind, name: ApiName) -> Vec<Self> {
        let target = match kind {
            Kind::Object => Target::Object(name),
            Kind::Field => match name.as_str().split_once('.') {
                Some((object, field)) => Target::Field {
                    object: object.into(),
                    field: field.into(),
                },
                None => return Vec::new(),
            },
            Kind::ApexClass => Target::ApexClass(name),
            Kind::CustomPermission => Target::CustomPermission(name),
            Kind::Flow => Target::Flow(name),
            Kind::ExternalCredential => Target::ExternalCredential(name),
            Kind::CustomMetadataType => Target::CustomMetadataType(name),
            Kind::CustomSetting => Target::CustomSetting(name),
            Kind::SystemPermission => Target::SystemPermission(name),
            Kind::AppLink => {
                let external = Target::App(AppKind::ExternalClientApp, name.clone());
                return vec![external, Target::App(AppKind::ConnectedApp, name)];
            }
            Kind::User
            | Kind::Login
            | Kind::Profile
            | Kind::License
            | Kind::PackageLicense
            | Kind::PermissionSet
            | Kind::App
            | Kind::Assignment
            | Kind::PublicGroup
            | Kind::Queue
            | Kind::Holder => return Vec::new(),
        };
        vec![target]
    }

    /// Returns the kind that such a grant has in an address.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Target::Object(_) => Kind::Object,
            Target::Field { .. } => Kind::Field,
            Target::ApexClass(_) => Kind::ApexClass,
            Target::CustomPermission(_) => Kind::CustomPermission,
            Target::Flow(_) => Kind::Flow,
            Target::ExternalCredential(_) => Kind::ExternalCredential,
            Target::CustomMetadataType(_) => Kind::CustomMetadataType,
            Target::CustomSetting(_) => Kind::CustomSetting,
            Target::SystemPermission(_) => Kind::SystemPermission,
            Target::App(..) => Kind::AppLink,
        }
    }

    /// Returns the name that such a grant has in an address (`Account.Phone` for a field).
    #[must_use]
    pub fn name(&self) -> ApiName {
        match self {
            Target::Field { object, field } => ApiName::new(format!("{object}.{field}")),
            Target::Object(name)
            | Target::ApexClass(name)
            | Target::CustomPermission(name)
            | Target::Flow(name)
            | Target::ExternalCredential(name)
            | Target::CustomMetadataType(name)
            | Target::CustomSetting(name)
            | Target::SystemPermission(name)
            | Target::App(_, name) => name.clone(),
        }
    }

    /// Returns the address of this grant of an integration.
    #[must_use]
    pub fn address(&self, integration: &IntegrationName) -> Address {
        Address::named(integration, self.kind(), self.name())
    }
}

impl fmt::Display for Target {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.name().as_str())
    }
}

/// Text that is no target.
#[derive(Debug, Clone, PartialEq, Eq, thiserror::Error)]
#[error("{0:?} is not a target such as object[Account] or field[Account.Phone]")]
pub struct TargetError(pub String);

impl From<Target> for String {
    fn from(target: Target) -> String {
        let kind = target.kind();
        match &target {
            Target::App(AppKind::ExternalClientApp, name) => format!("{kind}[external_client_app:{name}]"),
            Target::App(AppKind::ConnectedApp, name) => format!("{kind}[connected_app:{name}]"),
            _ => format!("{kind}[{}]", target.name()),
        }
    }
}

impl TryFrom<String> for Target {
    type Error = TargetError;

    fn try_from(text: String) -> Result<Self, TargetError> {
        parse(&text).ok_or(TargetError(text))
    }
}

fn parse(text: &str) -> Option<Target> {
    let (kind, name) = text.strip_suffix(']')?.split_once('[')?;
    match kind.parse().ok()? {
        Kind::AppLink => match name.split_once(':')? {
            ("external_client_app", name) => Some(Target::App(AppKind::ExternalClientApp, name.into())),
            ("connected_app", name) => Some(Target::App(AppKind::ConnectedApp, name.into())),
            _ => None,
        },
        kind => Target::named(kind, name.into()).into_iter().next(),
    }
}

/// What a permission set grants: every target with its verbs.
pub type Grants = BTreeMap<Target, Verbs>;

#[cfg(test)]
mod tests {
    use super::{Target, Verb, Verbs};
    use crate::AppKind;

    #[test]
    fn verbs_print_and_serialise_in_one_order() {
        let verbs: Verbs = [Verb::Edit, Verb::Read].into_iter().collect();
        assert_eq!(verbs.to_string(), "read, edit");
        assert_eq!(serde_json::to_string(&verbs).unwrap(), r#"["read","edit"]"#);
        assert_eq!(
            serde_json::from_str::<Verbs>(r#"["edit","read"]"#).unwrap(),
            verbs
        );
    }

    #[test]
    fn every_target_round_trips_as_text() {
        let field = Target::Field {
            object: "ns__A__c".into(),
            field: "ns__B__c".into(),
        };
        let app = Target::App(AppKind::ConnectedApp, "Shop".into());
        for target in [
            Target::Object("Account".into()),
            field,
            Target::ApexClass("ns__C".into()),
            Target::Flow("Order_Intake".into()),
            Target::ExternalCredential("Gateway-Service".into()),
            Target::CustomMetadataType("Rule__mdt".into()),
            Target::CustomSetting("ns__Settings__c".into()),
            app,
        ] {
            let text = serde_json::to_string(&target).unwrap();
            assert_eq!(serde_json::from_str::<Target>(&text).unwrap(), target, "{text}");
        }
    }

    #[test]
    fn what_a_verb_needs_is_closed() {
        for verb in Verb::ALL {
            for needed in verb.needs() {
                assert!(
                    needed.needs().iter().all(|n| verb.needs().contains(n)),
                    "{verb} needs {needed}"
                );
            }
        }
    }
}
