//! `all` fields, and those that are not meant by it.

use std::collections::BTreeMap;

use hallpass_model::ApiName;

use crate::decode::At;
use crate::diagnostic::{Problem, Problems, code};
use crate::format::{FieldNames, FieldsSpec};
use crate::load::World;
use crate::source::Place;

pub(crate) fn check(world: &World, problems: &mut Problems) {
    for one in &world.integrations {
        let fields = world
            .permissions(one)
            .flat_map(|permissions| &permissions.fields)
            .flat_map(|fields| &fields.value.entries);
        for (_, fields) in fields {
            excepted(world, &fields.value, problems);
        }
    }
}

fn excepted(world: &World, fields: &FieldsSpec, problems: &mut Problems) {
    let Some(except) = &fields.except else { return };
    let lists = [&fields.read, &fields.edit];
    if !lists.into_iter().any(is_all) {
        problems.push(
            Problem::error(
                code::USELESS_KEY,
                except.place,
                "`except` has no meaning without `all`",
            )
            .label("nothing to except from")
            .hint("write `read: all` or `edit: all` beside it, or leave it out"),
        );
        return;
    }
    let excepted: BTreeMap<ApiName, Place> = world
        .names(&except.value)
        .iter()
        .map(|name| (ApiName::new(name.value.as_str()), name.place))
        .collect();
    for names in lists.into_iter().flatten() {
        let FieldNames::Named(names) = &names.value else {
            continue;
        };
        for name in world.names(names) {
            if let Some(place) = excepted.get(&ApiName::new(name.value.as_str())) {
                problems.push(
                    Problem::error(
                        code::TWICE,
                        name.place,
                        format!("`{}` is granted and excepted", name.value.as_str()),
                    )
                    .label("granted")
                    .related(*place, "excepted"),
                );
            }
        }
    }
}

fn is_all(names: &Option<At<FieldNames>>) -> bool {
    names
        .as_ref()
        .is_some_and(|names| matches!(names.value, FieldNames::All))
}
