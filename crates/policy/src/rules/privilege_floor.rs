//! HP001: no integration holds the permissions that undo every other limit.

use hallpass_model::{Desired, Integration, Target};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP001",
        name: "privilege-floor",
        level: Level::Refuse,
        sees: Sees::Specs,
        why: "whoever holds it reads or changes everything, or gives itself whatever it lacks: no other limit then means anything",
        fix: "grant the objects, fields and classes that the integration needs; where it cannot be helped, add a waiver with owner, reason and end",
        example: Some(Example {
            breaks: "permissions: { system: [ViewAllData] }",
            keeps: "permissions: { objects: { Account: [read] } }",
        }),
    },
    look,
);

const FLOOR: [&str; 8] = [
    "ViewAllData",
    "ModifyAllData",
    "ManageUsers",
    "AuthorApex",
    "CustomizeApplication",
    "ModifyMetadata",
    "ManageProfilesPermissionsets",
    "AssignPermissionSets",
];

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let held = one.grants.keys().filter_map(|target| match target {
        Target::SystemPermission(name) => Some(name),
        _ => None,
    });
    held.filter(|name| {
        FLOOR
            .iter()
            .any(|floor| name.as_str().eq_ignore_ascii_case(floor))
    })
    .map(|name| {
        seen(
            format!("permissions.system[{name}]"),
            format!("{} asks for {name}", one.name),
        )
    })
    .collect()
}
