//! Login ranges and hours, which need what this version does not manage.

use crate::diagnostic::{Problem, Problems, code};
use crate::format::LoginSpec;
use crate::load::World;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for login in world
        .integrations
        .iter()
        .filter_map(|one| one.spec.login.as_ref())
    {
        if matches!(login.value, LoginSpec::Restricted) {
            problems.push(
                Problem::error(
                    code::LOGIN,
                    login.place,
                    "login ranges and hours are not managed by this version",
                )
                .label("would be ignored")
                .note("they stand on a profile, so they need one that no other user has")
                .hint("write `login: none`, or leave it out"),
            );
        }
    }
}
