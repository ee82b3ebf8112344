//! HP010: no integration sees or changes all records of an object.

use hallpass_model::{Desired, Integration, Target, Verb};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP010",
        name: "view-or-modify-all",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "it passes by sharing: every record of the object is open, those of tomorrow included",
        fix: "share the records with the integration's user by a rule or a group, and take the verb out",
        example: Some(Example {
            breaks: "permissions: { objects: { Account: [read, view_all] } }",
            keeps: "permissions: { objects: { Account: [read] } }",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let mut sightings = Vec::new();
    for (target, verbs) in &one.grants {
        let Target::Object(object) = target else {
            continue;
        };
        for verb in [Verb::ViewAll, Verb::ModifyAll] {
            if verbs.has(verb) {
                let subject = format!("permissions.objects.{object}");
                sightings.push(seen(subject, format!("{} may {verb} on {object}", one.name)));
            }
        }
    }
    sightings
}
