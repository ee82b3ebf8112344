//! HP023: records open by what a spec grants, and not by where its user stands.

use hallpass_model::{Desired, Integration, Kind, Role};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP023",
        name: "shared-records",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "a role opens the records of everybody below it, a group or a queue whatever anybody ever shares with it, and no \
              spec shows which",
        fix: "leave it out, or have its owner say in a waiver which records are meant",
        example: Some(Example {
            breaks: "user: { username: billing.api@example.com, email: finance-alerts@example.com, role: Sales }",
            keeps: "user: { username: billing.api@example.com, email: finance-alerts@example.com, role: none }",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let username = &one.user.username;
    let role = match one.user.role.wanted() {
        Some(Role::Named(role)) => Some(seen(
            "user.role",
            format!("{username} stands in the role {role} and sees the records of those below it"),
        )),
        Some(Role::None) | None => None,
    };
    let joined = [
        (Kind::PublicGroup, "user.public_groups", "group"),
        (Kind::Queue, "user.queues", "queue"),
    ];
    let joined = joined.into_iter().flat_map(|(kind, subject, what)| {
        let names = one.joins.get(&kind).into_iter().flatten();
        names.map(move |name| {
            seen(
                subject,
                format!("{username} is in the {what} {name} and sees what is shared with it"),
            )
        })
    });
    role.into_iter().chain(joined).collect()
}
