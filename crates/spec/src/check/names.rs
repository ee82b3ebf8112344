//! Names that follow from the integration's, where those would not do.

use crate::decode::{Mapping, Rule};
use crate::defaults;
use crate::diagnostic::{Problem, Problems, code};
use crate::load::World;
use crate::text::{Label, OwnApiName};

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let Some(name) = one.name() else { continue };
        let set = one.spec.permission_set.as_ref().map(|set| &set.value);
        let user = one.spec.user.as_ref().map(|user| &user.value);
        let label = defaults::label(name);
        let set_name = defaults::set_name(name);
        let has_name = set.is_some_and(|set| set.has("name"));
        let has_labels =
            set.is_some_and(|set| set.has("label")) && user.is_some_and(|user| user.has("last_name"));
        let missing = match () {
            () if !has_name && OwnApiName::fault(&set_name).is_some() => "permission_set: { name: … }",
            () if !has_labels && Label::fault(&label).is_some() => {
                "permission_set: { label: … } and user: { last_name: … }"
            }
            () => continue,
        };
        problems.push(
            Problem::error(
                code::OWN_NAME,
                one.place(),
                "the name is too long for the names that follow from it",
            )
            .label(format!("gives `{set_name}`"))
            .hint(format!("choose a shorter name, or write `{missing}`")),
        );
    }
}
