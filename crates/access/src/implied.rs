//! What one grant brings along with it.

use hallpass_model::{ApiName, Verb, Verbs};

/// The verbs on every object that each of these user permissions stands for (Help, "View All and Modify All
/// Permissions Overview"; Object Reference, `ObjectPermissions`).
const OVER_ALL_OBJECTS: [(&str, &[Verb]); 3] = [
    ("ViewAllData", &[Verb::Read, Verb::ViewAll]),
    (
        "ModifyAllData",
        &[
            Verb::Read,
            Verb::Create,
            Verb::Edit,
            Verb::Delete,
            Verb::ViewAll,
            Verb::ModifyAll,
        ],
    ),
    ("ViewAllFieldsGlobal", &[Verb::ViewAllFields]),
];

/// Adds to verbs of an object those that they need: an org holds no row that lacks them.
#[must_use]
pub fn closure(verbs: Verbs) -> Verbs {
    verbs
        .iter()
        .flat_map(Verb::needs)
        .fold(verbs, |all, needed| all.with(*needed))
}

/// Returns the verbs that a user permission gives on every object, which is none for most.
#[must_use]
pub fn over_all_objects(permission: &ApiName) -> Verbs {
    OVER_ALL_OBJECTS
        .iter()
        .filter(|(name, _)| *permission == ApiName::from(*name))
        .flat_map(|(_, verbs)| verbs.iter().copied())
        .collect()
}
