//! What the parts of a fleet must be to each other; one file a subject.
//!
//! A check looks at whatever could be decoded, so that problems of meaning come together with those of shape.

mod apps;
mod assigned;
mod bundles;
mod descriptions;
mod differences;
mod fields;
mod grants;
mod login;
mod migration;
mod names;
mod never;
mod orgs;
mod ownership;
mod previously;
mod shared;
mod users;
mod verify;

use crate::diagnostic::Problems;
use crate::load::World;

type Check = fn(&World, &mut Problems);

/// What holds for the files as a whole, whatever the org.
const FLEET: &[Check] = &[orgs::check, shared::names, bundles::check_all, differences::check];

/// What each integration must be for itself.
const EACH: &[Check] = &[
    names::check,
    users::check,
    login::check,
    descriptions::check,
    bundles::check,
    grants::check,
    fields::check,
    never::check,
    apps::check,
    verify::check,
];

/// What the integrations of one org must be to each other.
const TOGETHER: &[Check] = &[
    shared::check,
    previously::check,
    assigned::check,
    migration::check,
];

/// Looks at what the files say about orgs and names.
pub(crate) fn check_fleet(world: &World, problems: &mut Problems) {
    FLEET.iter().for_each(|check| check(world, problems));
}

/// Looks at each integration by itself.
pub(crate) fn check_each(world: &World, problems: &mut Problems) {
    EACH.iter().for_each(|check| check(world, problems));
}

/// Looks at integrations that are in one org.
pub(crate) fn check_together(world: &World, problems: &mut Problems) {
    TOGETHER.iter().for_each(|check| check(world, problems));
}
