//! What one grant brings along with it, whatever the org.

use crate::{ApiName, Grants, Target, Verb, Verbs};

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

impl Verbs {
    /// Returns the verbs that a user permission gives on every object, which is none for most.
    #[must_use]
    pub fn over_all_objects(permission: &ApiName) -> Self {
        OVER_ALL_OBJECTS
            .iter()
            .filter(|(name, _)| *permission == ApiName::from(*name))
            .flat_map(|(_, verbs)| verbs.iter().copied())
            .collect()
    }

    /// Adds to verbs of an object those that they need: an org holds no row that lacks them.
    #[must_use]
    pub fn closure(self) -> Self {
        self.iter()
            .flat_map(Verb::needs)
            .fold(self, |all, needed| all.with(*needed))
    }
}

/// Returns what a spec's grants come to on a target.
#[must_use]
pub fn declared(grants: &Grants, target: &Target) -> Verbs {
    let own = grants.get(target).copied().unwrap_or_default();
    match target {
        Target::Object(_) => own.closure().union(on_all_objects(grants)),
        Target::Field { object, .. } => {
            let object = declared(grants, &Target::Object(object.clone()));
            match object.has(Verb::ViewAllFields) {
                true => own.with(Verb::Read),
                false => own,
            }
        }
        _ => own,
    }
}

fn on_all_objects(grants: &Grants) -> Verbs {
    grants.keys().fold(Verbs::NONE, |all, target| match target {
        Target::SystemPermission(permission) => all.union(Verbs::over_all_objects(permission)),
        _ => all,
    })
}
