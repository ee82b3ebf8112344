//! The kinds of things that hallpass manages, in the order in which they come to be.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};

/// What a managed thing is. The order of the variants is the order of creation.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "snake_case")]
pub enum Kind {
    /// The profile that no other user has: from where and when the user may log in.
    Profile,
    /// The integration's own user.
    User,
    /// Whether the user may log in at all: frozen or not, and its sessions.
    Login,
    /// A permission set licence that the user holds.
    License,
    /// A licence of a managed package that the user holds.
    PackageLicense,
    /// The integration's own permission set: name, label, description.
    PermissionSet,
    /// Verbs on an object.
    Object,
    /// Verbs on a field.
    Field,
    /// Access to an Apex class.
    ApexClass,
    /// A custom permission.
    CustomPermission,
    /// A flow that may be run.
    Flow,
    /// A principal of an external credential, with which calls out are made.
    ExternalCredential,
    /// A custom metadata type whose records may be read.
    CustomMetadataType,
    /// A custom setting whose values may be read.
    CustomSetting,
    /// A user permission by API name, such as `ApiEnabled`.
    SystemPermission,
    /// An External Client App or a connected app.
    App,
    /// The pre-authorization of the permission set in an app.
    AppLink,
    /// A permission set or group that the user holds.
    Assignment,
    /// A public group that the user is in: records are shared with it.
    PublicGroup,
    /// A queue that the user is in: records are owned by it.
    Queue,
    /// Another user who holds the integration's own set; never declared.
    Holder,
}

/// The three shapes of things.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// Has attributes and stands for itself.
    Entity,
    /// A user holds something.
    Membership,
    /// Verbs on a target, within the permission set.
    Grant,
}

impl Kind {
    /// All kinds, in the order of creation.
    pub const ALL: [Kind; 21] = [
        Kind::Profile,
        Kind::User,
        Kind::Login,
        Kind::License,
        Kind::PackageLicense,
        Kind::PermissionSet,
        Kind::Object,
        Kind::Field,
        Kind::ApexClass,
        Kind::CustomPermission,
        Kind::Flow,
        Kind::ExternalCredential,
        Kind::CustomMetadataType,
        Kind::CustomSetting,
        Kind::SystemPermission,
        Kind::App,
        Kind::AppLink,
        Kind::Assignment,
        Kind::PublicGroup,
        Kind::Queue,
        Kind::Holder,
    ];

    /// What a user may be in besides: managed where its spec has the key, and left alone where not.
    pub const JOINED: [Kind; 3] = [Kind::PackageLicense, Kind::PublicGroup, Kind::Queue];

    /// Returns whether it is one of [`Kind::JOINED`].
    #[must_use]
    pub const fn is_joined(self) -> bool {
        matches!(self, Kind::PackageLicense | Kind::PublicGroup | Kind::Queue)
    }

    /// Returns the shape of things of this kind.
    #[must_use]
    pub const fn shape(self) -> Shape {
        match self {
            Kind::Profile | Kind::User | Kind::Login | Kind::PermissionSet | Kind::App => Shape::Entity,
            Kind::License
            | Kind::PackageLicense
            | Kind::Assignment
            | Kind::PublicGroup
            | Kind::Queue
            | Kind::Holder => Shape::Membership,
            Kind::Object
            | Kind::Field
            | Kind::ApexClass
            | Kind::CustomPermission
            | Kind::Flow
            | Kind::ExternalCredential
            | Kind::CustomMetadataType
            | Kind::CustomSetting
            | Kind::SystemPermission
            | Kind::AppLink => Shape::Grant,
        }
    }

    /// Returns whether it is something that a user holds or is in; its own things, such as its login, apart.
    #[must_use]
    pub const fn hangs_on_user(self) -> bool {
        matches!(self, Kind::License | Kind::Assignment) || self.is_joined()
    }

    /// Returns the word used in addresses and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Kind::Profile => "profile",
            Kind::User => "user",
            Kind::Login => "login",
            Kind::License => "license",
            Kind::PackageLicense => "package_license",
            Kind::PermissionSet => "permission_set",
            Kind::Object => "object",
            Kind::Field => "field",
            Kind::ApexClass => "apex_class",
            Kind::CustomPermission => "custom_permission",
            Kind::Flow => "flow",
            Kind::ExternalCredential => "external_credential",
            Kind::CustomMetadataType => "custom_metadata_type",
            Kind::CustomSetting => "custom_setting",
            Kind::SystemPermission => "system_permission",
            Kind::App => "app",
            Kind::AppLink => "app_link",
            Kind::Assignment => "assignment",
            Kind::PublicGroup => "public_group",
            Kind::Queue => "queue",
            Kind::Holder => "holder",
        }
    }

    /// Returns whether a spec declares exactly one thing of this kind, so that its address has no name.
    #[must_use]
    pub const fn is_single(self) -> bool {
        matches!(
            self,
            Kind::Profile | Kind::User | Kind::Login | Kind::PermissionSet
        )
    }
}

impl fmt::Display for Kind {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.pad(self.word())
    }
}

impl FromStr for Kind {
    type Err = ();
    fn from_str(word: &str) -> Result<Self, ()> {
        Kind::ALL.into_iter().find(|kind| kind.word() == word).ok_or(())
    }
}
