//! `migrate_from`: an old user is that of no integration, or freezing it would cut one off.

use crate::diagnostic::{Problem, Problems, code};
use crate::load::World;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let from = one.spec.migrate_from.as_ref();
        let Some(old) = from.and_then(|from| from.value.user.as_ref()) else {
            continue;
        };
        for other in &world.integrations {
            let user = other.spec.user.as_ref();
            let Some(username) = user.and_then(|user| user.value.username.as_ref()) else {
                continue;
            };
            if !username.value.as_str().eq_ignore_ascii_case(old.value.as_str()) {
                continue;
            }
            let name = other.name().unwrap_or_default();
            problems.push(
                Problem::error(
                    code::MIGRATE_FROM,
                    old.place,
                    format!("`{}` is the user of the integration `{name}`", old.value.as_str()),
                )
                .label("not an old way")
                .related(username.place, "declared here")
                .hint("name the user that the consumer signs in as today; an old app of the same user is taken out of `apps`, and `hallpass apply --prune` closes it"),
            );
        }
    }
}
