//! What the parts of a fleet must be to each other; one file a subject.
//!
//! A check looks at whatever could be decoded, so that problems of meaning come together with those of shape.

mod apps;
mod assigned;
mod descriptions;
mod grants;
mod login;
mod names;
mod orgs;
mod previously;
mod shared;
mod users;
mod verify;

use crate::diagnostic::Problems;
use crate::load::World;

/// All checks.
const CHECKS: &[fn(&World, &mut Problems)] = &[
    orgs::check,
    shared::check,
    previously::check,
    names::check,
    users::check,
    login::check,
    descriptions::check,
    grants::check,
    assigned::check,
    apps::check,
    verify::check,
];

/// Looks at everything, and tells all that is wrong.
pub(crate) fn check(world: &World, problems: &mut Problems) {
    for check in CHECKS {
        check(world, problems);
    }
}
