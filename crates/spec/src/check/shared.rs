//! What only one integration can have: its name, its user, its permission set, its apps.

use std::collections::BTreeMap;

use crate::defaults;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::LoginSpec;
use crate::load::{Document, World};
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    users(world, problems);
    sets(world, problems);
    apps(world, problems);
    profiles(world, problems);
}

/// Something that an integration has.
struct Owned<'w> {
    name: String,
    place: Place,
    owner: &'w Document,
}

/// Looks at names: marks carry them, and they are the same in every org.
pub(crate) fn names(world: &World, problems: &mut Problems) {
    let names = world.integrations.iter().filter_map(|one| {
        Some(Owned {
            name: one.name()?.to_owned(),
            place: one.place(),
            owner: one,
        })
    });
    for (first, second) in twice(names) {
        problems.push(
            Problem::error(
                code::NAME_TAKEN,
                second.place,
                format!("there are two integrations `{}`", second.name),
            )
            .label("second one")
            .related(first.place, "first one"),
        );
    }
}

fn users(world: &World, problems: &mut Problems) {
    let users = world.integrations.iter().filter_map(|one| {
        let username = one.spec.user.as_ref()?.value.username.as_ref()?;
        Some(Owned {
            name: username.value.as_str().to_owned(),
            place: username.place,
            owner: one,
        })
    });
    for (first, second) in twice(users) {
        problems.push(
            told(code::USER_SHARED, "user", &first, &second)
                .note("a shared user has the access of both, and nobody can tell whose calls are whose"),
        );
    }
}

fn sets(world: &World, problems: &mut Problems) {
    let sets = world.integrations.iter().filter_map(|one| {
        let (name, place) = one.set_name()?;
        Some(Owned {
            name,
            place,
            owner: one,
        })
    });
    for (first, second) in twice(sets) {
        problems.push(
            told(code::SET_SHARED, "permission set", &first, &second)
                .note("each would take away what only the other grants"),
        );
    }
}

fn apps(world: &World, problems: &mut Problems) {
    let apps = world.integrations.iter().flat_map(|one| {
        one.named_apps().map(move |(_, name)| Owned {
            name: name.value.to_owned(),
            place: name.place,
            owner: one,
        })
    });
    for (first, second) in twice(apps) {
        problems.push(if std::ptr::eq(first.owner, second.owner) {
            Problem::error(
                code::TWICE,
                second.place,
                format!("the app `{}` stands here twice", second.name),
            )
            .label("second time")
            .related(first.place, "first time")
        } else {
            told(code::APP_SHARED, "app", &first, &second)
                .note("client credentials run as one user, and one secret would open both")
        });
    }
}

/// A profile with login ranges and hours is one integration's own.
fn profiles(world: &World, problems: &mut Problems) {
    let named = |one: &&std::sync::Arc<Document>| {
        let login = one.spec.login.as_ref().map(|login| &login.value);
        matches!(login, Some(LoginSpec::Restricted(_)))
    };
    let own = world.integrations.iter().filter(named).filter_map(|one| {
        let profile = one.spec.user.as_ref()?.value.profile.as_ref();
        let name = profile.map(|profile| profile.value.as_str().trim().to_owned());
        Some(Owned {
            name: name.unwrap_or_else(|| defaults::label(one.name().unwrap_or_default())),
            place: profile.map_or(one.place(), |profile| profile.place),
            owner: one,
        })
    });
    for (first, second) in twice(own) {
        problems.push(
            told(code::LOGIN, "profile", &first, &second)
                .note("its login ranges and hours would hold for the users of both"),
        );
    }
}

fn told(code: &'static str, what: &str, first: &Owned<'_>, second: &Owned<'_>) -> Problem {
    let name = |owned: &Owned<'_>| owned.owner.name().unwrap_or("another integration").to_owned();
    Problem::error(
        code,
        second.place,
        format!(
            "`{}` and `{}` share the {what} `{}`",
            name(first),
            name(second),
            second.name
        ),
    )
    .label("already taken")
    .related(first.place, format!("taken by `{}`", name(first)))
}

/// Pairs everything that stands a second time with what stood first, compared as Salesforce compares names.
fn twice<'w>(all: impl Iterator<Item = Owned<'w>>) -> Vec<(std::rc::Rc<Owned<'w>>, Owned<'w>)> {
    let mut first: BTreeMap<String, std::rc::Rc<Owned<'w>>> = BTreeMap::new();
    let mut pairs = Vec::new();
    for owned in all {
        let folded = owned.name.to_ascii_lowercase();
        match first.get(&folded) {
            Some(taken) => pairs.push((std::rc::Rc::clone(taken), owned)),
            None => {
                first.insert(folded, std::rc::Rc::new(owned));
            }
        }
    }
    pairs
}
