//! The metadata types that this org stores, one variant each.

use super::SettingsFile;

/// A metadata type of this org.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) enum Kind {
    /// `Settings`, one file each of what is in [`super::FILES`].
    Settings,
    /// Custom and standard objects.
    CustomObject,
    /// Custom fields, which live in the files of their objects.
    CustomField,
    /// Apex classes; kept and not compiled.
    ApexClass,
    /// Custom permissions.
    CustomPermission,
    /// Sites that Apex may call.
    RemoteSiteSetting,
    /// Flows; kept and not run.
    Flow,
    /// Certificates; kept as deployed.
    Certificate,
    /// How to sign in to other systems.
    ExternalCredential,
    /// Roles.
    Role,
    /// Public groups.
    Group,
    /// Queues.
    Queue,
    /// Permission sets.
    PermissionSet,
    /// What groups take away.
    MutingPermissionSet,
    /// Groups of permission sets.
    PermissionSetGroup,
    /// Profiles; deployed as an overlay.
    Profile,
    /// Connected apps.
    ConnectedApp,
    /// Header of an external client app.
    ExternalClientApplication,
    /// Scopes and IP ranges of an external client app.
    OauthSettings,
    /// Callback, key, certificate and flow switches of an external client app.
    GlobalOauthSettings,
    /// Security settings of an external client app.
    OauthSecuritySettings,
    /// Permitted users, run-as user and token policies of an external client app.
    OauthPolicies,
    /// Which plugins of an external client app are on.
    Policies,
}

/// Where a type lives in a package.
struct Place {
    kind: Kind,
    xml_name: &'static str,
    /// Root element of a file, where it differs from the type's name.
    root: &'static str,
    directory: &'static str,
    suffix: &'static str,
    since: u32,
    meta_file: bool,
}

/// Folder and suffix of each type, in the order in which components are saved: what others refer to comes first.
///
/// Source: metadata registry of `@salesforce/source-deploy-retrieve`; versions from the pages of the Metadata
/// API Developer Guide.
const PLACES: [Place; 23] = [
    place(Kind::Settings, "Settings", "Settings", "settings", "settings", 37),
    place(
        Kind::CustomObject,
        "CustomObject",
        "CustomObject",
        "objects",
        "object",
        10,
    ),
    place(
        Kind::CustomField,
        "CustomField",
        "CustomField",
        "objects",
        "object",
        10,
    ),
    Place {
        meta_file: true,
        ..place(Kind::ApexClass, "ApexClass", "ApexClass", "classes", "cls", 10)
    },
    place(
        Kind::CustomPermission,
        "CustomPermission",
        "CustomPermission",
        "customPermissions",
        "customPermission",
        31,
    ),
    place(
        Kind::RemoteSiteSetting,
        "RemoteSiteSetting",
        "RemoteSiteSetting",
        "remoteSiteSettings",
        "remoteSite",
        19,
    ),
    place(Kind::Flow, "Flow", "Flow", "flows", "flow", 24),
    Place {
        meta_file: true,
        ..place(
            Kind::Certificate,
            "Certificate",
            "Certificate",
            "certs",
            "crt",
            36,
        )
    },
    place(
        Kind::ExternalCredential,
        "ExternalCredential",
        "ExternalCredential",
        "externalCredentials",
        "externalCredential",
        56,
    ),
    place(Kind::Role, "Role", "Role", "roles", "role", 24),
    place(Kind::Group, "Group", "Group", "groups", "group", 24),
    place(Kind::Queue, "Queue", "Queue", "queues", "queue", 24),
    place(
        Kind::PermissionSet,
        "PermissionSet",
        "PermissionSet",
        "permissionsets",
        "permissionset",
        22,
    ),
    place(
        Kind::MutingPermissionSet,
        "MutingPermissionSet",
        "MutingPermissionSet",
        "mutingpermissionsets",
        "mutingpermissionset",
        46,
    ),
    place(
        Kind::PermissionSetGroup,
        "PermissionSetGroup",
        "PermissionSetGroup",
        "permissionsetgroups",
        "permissionsetgroup",
        45,
    ),
    place(Kind::Profile, "Profile", "Profile", "profiles", "profile", 10),
    place(
        Kind::ConnectedApp,
        "ConnectedApp",
        "ConnectedApp",
        "connectedApps",
        "connectedApp",
        29,
    ),
    place(
        Kind::ExternalClientApplication,
        "ExternalClientApplication",
        "ExternalClientApplication",
        "externalClientApps",
        "eca",
        59,
    ),
    place(
        Kind::OauthSettings,
        "ExtlClntAppOauthSettings",
        "ExtlClntAppOauthSettings",
        "extlClntAppOauthSettings",
        "ecaOauth",
        59,
    ),
    place(
        Kind::GlobalOauthSettings,
        "ExtlClntAppGlobalOauthSettings",
        "ExtlClntAppGlobalOauthSettings",
        "extlClntAppGlobalOauthSets",
        "ecaGlblOauth",
        59,
    ),
    place(
        Kind::OauthSecuritySettings,
        "ExtlClntAppOauthSecuritySettings",
        "ExtlClntAppOauthSecuritySettings",
        "extlClntAppOauthSecuritySettings",
        "ecaOauthSecurity",
        67,
    ),
    place(
        Kind::OauthPolicies,
        "ExtlClntAppOauthConfigurablePolicies",
        "ExtlClntAppOauthConfigurablePolicies",
        "extlClntAppOauthPolicies",
        "ecaOauthPlcy",
        59,
    ),
    place(
        Kind::Policies,
        "ExtlClntAppConfigurablePolicies",
        "ExtlClntAppConfigurablePolicies",
        "extlClntAppPolicies",
        "ecaPlcy",
        60,
    ),
];

const fn place(
    kind: Kind,
    xml_name: &'static str,
    root: &'static str,
    directory: &'static str,
    suffix: &'static str,
    since: u32,
) -> Place {
    Place {
        kind,
        xml_name,
        root,
        directory,
        suffix,
        since,
        meta_file: false,
    }
}

impl Kind {
    /// All kinds that API `version` knows, in saving order.
    pub(crate) fn all(version: u32) -> impl Iterator<Item = Kind> {
        PLACES
            .iter()
            .filter(move |place| place.since <= version)
            .map(|place| place.kind)
    }

    /// The kind that a `package.xml` or a call names.
    pub(crate) fn named(name: &str, version: u32) -> Option<Kind> {
        PLACES
            .iter()
            .find(|place| place.since <= version && (place.xml_name == name || place.root == name))
            .map(|place| place.kind)
            .or_else(|| SettingsFile::of_type(name, version).map(|_| Kind::Settings))
    }

    /// The kind whose files are in `directory`.
    pub(crate) fn of_directory(directory: &str) -> Option<Kind> {
        PLACES
            .iter()
            .find(|place| place.directory == directory)
            .map(|place| place.kind)
    }

    fn place(self) -> &'static Place {
        PLACES
            .iter()
            .find(|place| place.kind == self)
            .unwrap_or(&PLACES[0])
    }

    /// Name in `package.xml`, in messages and in `xsi:type`.
    pub(crate) fn xml_name(self) -> &'static str {
        self.place().xml_name
    }

    /// Root element of a file of this kind. Files of settings have one each: see [`Kind::root_of`].
    pub(crate) fn root(self) -> &'static str {
        self.place().root
    }

    /// Root element of the file of a component; `None` for settings that are unknown.
    pub(crate) fn root_of(self, name: &str) -> Option<&'static str> {
        if self == Kind::Settings {
            SettingsFile::named(name).map(|file| file.root)
        } else {
            Some(self.root())
        }
    }

    /// Folder in a package.
    pub(crate) fn directory(self) -> &'static str {
        self.place().directory
    }

    /// File suffix without the dot.
    pub(crate) fn suffix(self) -> &'static str {
        self.place().suffix
    }

    /// Whether the content has a second file with `-meta.xml` appended.
    pub(crate) fn has_meta_file(self) -> bool {
        self.place().meta_file
    }

    /// File name of a component inside its package. Fields live in the file of their object.
    pub(crate) fn file_name(self, full_name: &str) -> String {
        if self == Kind::CustomField {
            let object = full_name.split_once('.').map_or(full_name, |(object, _)| object);
            return Kind::CustomObject.file_name(object);
        }
        format!("{}/{full_name}.{}", self.directory(), self.suffix())
    }

    /// Whether the kind is a part of an external client app that points at its header.
    pub(crate) fn is_satellite(self) -> bool {
        match self {
            Kind::OauthSettings
            | Kind::GlobalOauthSettings
            | Kind::OauthSecuritySettings
            | Kind::OauthPolicies
            | Kind::Policies => true,
            Kind::Settings
            | Kind::CustomObject
            | Kind::CustomField
            | Kind::ApexClass
            | Kind::CustomPermission
            | Kind::RemoteSiteSetting
            | Kind::Flow
            | Kind::Certificate
            | Kind::ExternalCredential
            | Kind::Role
            | Kind::Group
            | Kind::Queue
            | Kind::PermissionSet
            | Kind::MutingPermissionSet
            | Kind::PermissionSetGroup
            | Kind::Profile
            | Kind::ConnectedApp
            | Kind::ExternalClientApplication => false,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_has_one_place_of_its_own() {
        let kinds: Vec<_> = Kind::all(u32::MAX).collect();
        assert_eq!(kinds.len(), PLACES.len());
        for kind in kinds {
            assert_eq!(kind.place().kind, kind);
            let directory = Kind::of_directory(kind.directory());
            assert!(directory == Some(kind) || kind == Kind::CustomField);
            assert_eq!(Kind::named(kind.xml_name(), u32::MAX), Some(kind));
        }
    }

    #[test]
    fn a_version_knows_only_its_types() {
        assert_eq!(Kind::named("ExternalClientApplication", 58), None);
        assert!(Kind::named("ExternalClientApplication", 59).is_some());
    }
}
