//! `also_assigned`: sets that are managed elsewhere, so none that an integration owns.

use std::collections::BTreeMap;

use hallpass_model::ApiName;

use crate::diagnostic::{Problem, Problems, code};
use crate::load::World;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    let owned: BTreeMap<ApiName, _> = world
        .integrations
        .iter()
        .filter_map(|one| one.set_name().map(|(name, _)| (ApiName::new(name), one)))
        .collect();
    for one in &world.integrations {
        for set in one.spec.also_assigned.iter().flat_map(|sets| &sets.value.0) {
            let Some(owner) = owned.get(&ApiName::new(set.value.as_str())) else {
                continue;
            };
            let name = set.value.as_str();
            problems.push(if std::ptr::eq(*owner, one) {
                Problem::error(
                    code::ASSIGNED_OWN,
                    set.place,
                    format!("`{name}` is the integration's own set"),
                )
                .label("assigned anyway")
                .hint("leave it out: the user always holds its own set")
            } else {
                let owner = owner.name().unwrap_or("another integration");
                Problem::error(
                    code::ASSIGNED_OWN,
                    set.place,
                    format!("`{name}` is the own set of `{owner}`"),
                )
                .label("belongs to another integration")
                .hint("write what both need into both specs")
            });
        }
    }
}
