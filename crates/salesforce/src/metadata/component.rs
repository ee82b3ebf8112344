//! Components of metadata and the files that hold them.

use super::{BadXml, Tree};

/// Where files of the types used here lie, and how they end (the source-deploy-retrieve registry).
const PLACES: [(&str, &str, &str); 10] = [
    ("ConnectedApp", "connectedApps", "connectedApp"),
    ("ExternalClientApplication", "externalClientApps", "eca"),
    (
        "ExtlClntAppConfigurablePolicies",
        "extlClntAppPolicies",
        "ecaPlcy",
    ),
    (
        "ExtlClntAppGlobalOauthSettings",
        "extlClntAppGlobalOauthSets",
        "ecaGlblOauth",
    ),
    (
        "ExtlClntAppOauthConfigurablePolicies",
        "extlClntAppOauthPolicies",
        "ecaOauthPlcy",
    ),
    (
        "ExtlClntAppOauthSecuritySettings",
        "extlClntAppOauthSecuritySettings",
        "ecaOauthSecurity",
    ),
    ("ExtlClntAppOauthSettings", "extlClntAppOauthSettings", "ecaOauth"),
    ("PermissionSet", "permissionsets", "permissionset"),
    ("Profile", "profiles", "profile"),
    ("Settings", "settings", "settings"),
];

/// A component by type and name.
#[derive(Clone, Debug, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub struct Component {
    /// Its type, such as `ExternalClientApplication`.
    pub type_name: String,
    /// Its full name.
    pub full_name: String,
}

impl Component {
    /// The component with this type and name.
    #[must_use]
    pub fn new(type_name: &str, full_name: &str) -> Self {
        Self {
            type_name: type_name.to_owned(),
            full_name: full_name.to_owned(),
        }
    }

    /// The path of its file in an archive, for the types that this crate knows.
    #[must_use]
    pub fn path(&self) -> Option<String> {
        PLACES
            .iter()
            .find(|(type_name, _, _)| *type_name == self.type_name)
            .map(|(_, directory, suffix)| format!("{directory}/{}.{suffix}", self.full_name))
    }
}

/// A file of a component, as the org holds it.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct MetadataFile {
    /// The component.
    pub component: Component,
    /// Its path in an archive.
    pub path: String,
    /// Its text.
    pub xml: String,
}

impl MetadataFile {
    /// The text as a tree.
    ///
    /// # Errors
    /// When it is no XML, as the code of Apex classes is not.
    pub fn tree(&self) -> Result<Tree, BadXml> {
        Tree::parse(&self.xml)
    }
}
