//! `only`, `except` and `overrides`: of orgs that the fleet has, and that have the integration.

use crate::decode::{At, Text, Unique, listed, nearest};
use crate::diagnostic::{Problem, Problems, code};
use crate::load::{Document, World};
use crate::source::Place;
use crate::text::OrgRule;

type Orgs = At<Unique<Text<OrgRule>>>;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    let orgs: Vec<&str> = world.orgs().map(|(name, _)| name.value.as_str()).collect();
    for one in &world.integrations {
        for (name, place) in named(one) {
            if !orgs.contains(&name) {
                problems.push(unknown(name, place, &orgs));
            }
        }
        both(one, problems);
        nowhere(one, &orgs, problems);
        of_no_use(one, &orgs, problems);
    }
}

/// Walks the orgs that an integration names.
fn named(document: &Document) -> impl Iterator<Item = (&str, Place)> {
    let overrides = document
        .spec
        .overrides
        .iter()
        .flat_map(|orgs| &orgs.value.entries);
    [&document.spec.only, &document.spec.except]
        .into_iter()
        .flatten()
        .flat_map(names)
        .chain(overrides.map(|(name, _)| (name.value.as_str(), name.place)))
}

fn names(orgs: &Orgs) -> impl Iterator<Item = (&str, Place)> {
    orgs.value.0.iter().map(|name| (name.value.as_str(), name.place))
}

fn unknown(name: &str, place: Place, orgs: &[&str]) -> Problem {
    let problem = Problem::error(code::UNKNOWN_ORG, place, format!("the fleet has no org `{name}`"))
        .label("unknown org");
    match nearest(name, orgs.iter().copied()) {
        Some(near) => problem.suggest(near),
        None => problem.hint(format!("the fleet has {}", listed(orgs))),
    }
}

fn both(document: &Document, problems: &mut Problems) {
    if let (Some(only), Some(except)) = (&document.spec.only, &document.spec.except) {
        problems.push(
            Problem::error(
                code::ONE_OF,
                except.place,
                "the integration has both `only` and `except`",
            )
            .label("one too many")
            .related(only.place, "the other"),
        );
    }
}

fn nowhere(document: &Document, orgs: &[&str], problems: &mut Problems) {
    let place = match (&document.spec.only, &document.spec.except) {
        (Some(only), _) if only.value.0.is_empty() => only.place,
        (None, Some(except)) if !orgs.is_empty() && orgs.iter().all(|org| has(except, org)) => except.place,
        _ => return,
    };
    problems.push(
        Problem::error(code::NOWHERE, place, "no org has the integration")
            .label("leaves no org")
            .hint("to end an integration, write `retire` or take its spec away"),
    );
}

/// An override of an org that does not have the integration was meant otherwise.
fn of_no_use(document: &Document, orgs: &[&str], problems: &mut Problems) {
    let overrides = document
        .spec
        .overrides
        .iter()
        .flat_map(|orgs| &orgs.value.entries);
    for (name, _) in overrides.filter(|(name, _)| orgs.contains(&name.value.as_str())) {
        let left_out = match (&document.spec.only, &document.spec.except) {
            (Some(only), _) if !has(only, &name.value) => only,
            (_, Some(except)) if has(except, &name.value) => except,
            _ => continue,
        };
        problems.push(
            Problem::error(
                code::USELESS_KEY,
                name.place,
                format!("`{}` does not have the integration", name.value),
            )
            .label("of no use")
            .related(left_out.place, "left out here"),
        );
    }
}

fn has(orgs: &Orgs, org: &str) -> bool {
    names(orgs).any(|(name, _)| name == org)
}
