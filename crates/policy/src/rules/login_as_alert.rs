//! HP014: the address for alerts is not a login.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP014",
        name: "alert-is-a-login",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "mails about the user go to its e-mail address; the username of an integration is no mailbox, so nobody reads them",
        fix: "set user.email to an address that a team reads",
        example: Some(Example {
            breaks: "user: { username: billing.api@example.com, email: billing.api@example.com }",
            keeps: "user: { username: billing.api@example.com, email: finance-alerts@example.com }",
        }),
    },
    look,
);

fn look(one: &Integration, desired: &Desired, _: Date) -> Vec<Sighting> {
    let usernames = || {
        desired
            .integrations
            .values()
            .map(|other| other.user.username.as_str())
    };
    let is_login = |email: &str| usernames().any(|username| username.eq_ignore_ascii_case(email));
    match one.user.email.wanted() {
        Some(email) if is_login(email) => vec![seen(
            "user.email",
            format!("{email} is the username of an integration"),
        )],
        _ => Vec::new(),
    }
}
