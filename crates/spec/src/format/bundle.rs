//! Permissions that several integrations share.

use crate::decode::{Text, mapping};
use crate::format::PermissionsSpec;
use crate::text::{BundleRule, Free};

mapping! {
    /// Permissions that several integrations share. Each that names the bundle under `use` has them in its own
    /// permission set, besides its own; nothing in the org carries the name of the bundle.
    struct BundleSpec = "a bundle" {
        /// Its name, unique in the fleet: lower case letters, digits and hyphens.
        required bundle: Text<BundleRule>,
        /// What it is for.
        optional description: Text<Free>,
        /// What whoever uses it may do.
        required permissions: PermissionsSpec,
    }
}
