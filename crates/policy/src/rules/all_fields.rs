//! HP018: no integration edits all fields of an object.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP018",
        name: "edit-all-fields",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "every field that somebody adds to the object is open to it from the next apply on",
        fix: "name the fields that it writes, in the spec or in a file; `read: all` is no finding",
        example: Some(Example {
            breaks: "permissions: { objects: { Account: [read, edit] }, fields: { Account: { edit: all } } }",
            keeps: "permissions: { objects: { Account: [read, edit] }, fields: { Account: { edit: [Phone, Website] } } }",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let all = one.all_fields.iter().filter(|(_, all)| all.edit.is_some());
    all.map(|(object, _)| {
        seen(
            format!("permissions.fields.{object}.edit"),
            format!("{} may edit all fields of {object}", one.name),
        )
    })
    .collect()
}
