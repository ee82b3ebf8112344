//! HP015: apps name somebody to write to.

use hallpass_model::{Desired, Integration};

use crate::rule::{Rule, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule {
    info: RuleInfo {
        code: "HP015",
        name: "app-contact",
        level: Level::Warn,
        why: "an admin who finds the app in Setup has to know whom to ask before switching it off",
        fix: "set contact_email of the app to an address that a team reads",
    },
    look,
};

fn look(one: &Integration, _: &Desired) -> Vec<Sighting> {
    let silent = one.apps.iter().enumerate().filter(|(_, app)| {
        let contact = app.contact_email.wanted();
        contact.is_none_or(|contact| contact.trim().is_empty())
    });
    silent
        .map(|(n, app)| {
            seen(
                format!("apps[{n}].contact_email"),
                format!("{} names nobody to write to", app.name),
            )
        })
        .collect()
}
