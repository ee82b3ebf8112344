//! HP012: every integration has somebody who can be written to.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP012",
        name: "owner-reachable",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "when the integration leaks or breaks, somebody has to be found within minutes",
        fix: "set owner to the address of a team that answers for the integration",
        example: Some(Example {
            breaks: "owner: the finance people",
            keeps: "owner: finance-it@example.com",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let owner = one.owner.trim();
    let is_address = owner.split_once('@').is_some_and(|(who, host)| {
        !who.is_empty()
            && host.contains('.')
            && !host.starts_with('.')
            && !owner.contains(char::is_whitespace)
    });
    match is_address {
        true => Vec::new(),
        false => vec![seen(
            "owner",
            format!(
                "the owner of {} is {owner:?}, which is no e-mail address",
                one.name
            ),
        )],
    }
}
