//! Bundles: each has one name, and each that is named is there.

use std::collections::{BTreeMap, BTreeSet};

use crate::decode::{listed, nearest};
use crate::diagnostic::{Problem, Problems, code};
use crate::load::{Document, World};
use crate::yaml::{Node, Value};

/// Looks at the bundles of a fleet: their names, and whether anybody uses them.
pub(crate) fn check_all(world: &World, problems: &mut Problems) {
    let used: BTreeSet<&str> = world.integrations.iter().flat_map(|one| uses(one)).collect();
    let mut known = BTreeMap::new();
    for name in world.bundles.iter().filter_map(|bundle| bundle.name()) {
        let text = name.value.as_str();
        if let Some(first) = known.get(text) {
            problems.push(
                Problem::error(
                    code::NAME_TAKEN,
                    name.place,
                    format!("there are two bundles `{text}`"),
                )
                .label("second one")
                .related(*first, "first one"),
            );
            continue;
        }
        known.insert(text, name.place);
        if !used.contains(text) {
            problems.push(
                Problem::warning(
                    code::UNUSED_BUNDLE,
                    name.place,
                    format!("no integration uses the bundle `{text}`"),
                )
                .label("grants nothing")
                .hint(format!("write `use: [{text}]` into an integration, or delete it")),
            );
        }
    }
}

/// Walks the bundles that an integration names, in some org at least.
fn uses(one: &Document) -> impl Iterator<Item = &str> {
    let overrides = one.spec.overrides.iter().flat_map(|all| &all.value.entries);
    let trees = overrides.map(|(_, org)| &org.value.tree).chain([&one.tree]);
    trees.flat_map(used)
}

fn used(tree: &Node) -> impl Iterator<Item = &str> {
    let items = match tree.get("use").map(|entry| &entry.value.value) {
        Some(Value::List(items)) => &items[..],
        _ => &[],
    };
    items.iter().filter_map(|item| match &item.value {
        Value::Scalar(name) => Some(name.text.as_str()),
        Value::Nothing | Value::List(_) | Value::Mapping(_) => None,
    })
}

/// Looks for bundles that are named and not there.
pub(crate) fn check(world: &World, problems: &mut Problems) {
    let names = world.bundles.iter().filter_map(|bundle| bundle.name());
    let known: BTreeSet<&str> = names.map(|name| name.value.as_str()).collect();
    let known: Vec<&str> = known.into_iter().collect();
    let names = world.integrations.iter().flat_map(|one| &one.spec.r#use);
    for name in names.flat_map(|names| &names.value.0) {
        let text = name.value.as_str();
        if known.contains(&text) {
            continue;
        }
        let problem = Problem::error(
            code::NO_BUNDLE,
            name.place,
            format!("the fleet has no bundle `{text}`"),
        )
        .label("unknown bundle");
        problems.push(match nearest(text, known.iter().copied()) {
            Some(near) => problem.suggest(near),
            None if known.is_empty() => problem.hint(format!(
                "write a document with `bundle: {text}` and `permissions`"
            )),
            None => problem.hint(format!("the fleet has {}", listed(&known))),
        });
    }
}
