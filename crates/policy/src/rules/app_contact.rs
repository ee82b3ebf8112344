//! HP015: apps name somebody to write to.

use hallpass_model::{Desired, Integration};
use jiff::civil::Date;

use crate::rule::{Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP015",
        name: "app-contact",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "an admin who finds the app in Setup has to know whom to ask before switching it off",
        fix: "set contact_email of the app to an address that a team reads",
        example: None,
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let silent = one.apps.iter().enumerate().filter(|(_, app)| {
        let contact = app.contact_email.wanted();
        // Whom to ask about the app of another is not ours to say.
        app.manage.is_all() && contact.is_none_or(|contact| contact.trim().is_empty())
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
