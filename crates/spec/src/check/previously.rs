//! Names that integrations had before: of nobody else, now or before.

use std::collections::BTreeMap;

use crate::decode::{At, Text};
use crate::diagnostic::{Problem, Problems, code};
use crate::load::World;
use crate::text::IntegrationRule;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    let mut first: BTreeMap<&str, &At<Text<IntegrationRule>>> = BTreeMap::new();
    for one in &world.integrations {
        let Some(old) = &one.spec.previously else { continue };
        let name = old.value.as_str();
        let now = world.integrations.iter().find(|other| other.name() == Some(name));
        if one.name() == Some(name) {
            problems.push(
                Problem::error(code::PREVIOUSLY, old.place, format!("`{name}` is its name now"))
                    .label("no other name")
                    .hint("take `previously` out"),
            );
        } else if let Some(now) = now {
            problems.push(
                Problem::error(
                    code::PREVIOUSLY,
                    old.place,
                    format!("`{name}` is an integration of its own"),
                )
                .label("still there")
                .related(now.place(), "this one")
                .hint("what it owns stays its own while it has a spec"),
            );
        }
        if let Some(taken) = first.insert(name, old) {
            problems.push(
                Problem::error(
                    code::PREVIOUSLY,
                    old.place,
                    format!("two integrations were `{name}` before"),
                )
                .label("second one")
                .related(taken.place, "first one"),
            );
        }
    }
}
