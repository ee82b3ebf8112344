//! HP011: no integration deletes without somebody having thought about it.

use hallpass_model::{Desired, Integration, Target, Verb};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP011",
        name: "delete-granted",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "a leaked credential or a bug empties the object, and what hangs on its records goes too",
        fix: "take out delete, or say in a waiver what the integration deletes and why",
        example: Some(Example {
            breaks: "permissions: { objects: { Account: [read, edit, delete] } }",
            keeps: "permissions: { objects: { Account: [read, edit, delete] } }\n\
                     waivers: [{ rule: HP011, owner: finance-it@example.com, reason: takes back what was posted twice, expires: 2030-12-31 }]",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let objects = one.grants.iter().filter_map(|(target, verbs)| match target {
        Target::Object(object) if verbs.closure().has(Verb::Delete) => Some(object),
        _ => None,
    });
    objects
        .map(|object| {
            seen(
                format!("permissions.objects.{object}"),
                format!("{} may delete {object}", one.name),
            )
        })
        .collect()
}
