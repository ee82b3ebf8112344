//! HP004: the user of an integration cannot log in to the pages.

use hallpass_model::{Desired, INTEGRATION_LICENSE, Integration, Target};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

/// The user permission that shuts the pages (Help, "API Only Users").
const API_ONLY: &str = "ApiUserOnly";

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP004",
        name: "api-only",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "whoever has the password of a user that can log in to the pages is a person with its access, and no app \
              stands between",
        fix: "leave license and profile out, which gives an API-only user; where another licence is needed, grant \
              ApiUserOnly under permissions.system",
        example: Some(Example {
            breaks: "user: { username: billing.api@example.com, email: finance-alerts@example.com, license: Salesforce, profile: Billing API }",
            keeps: "user: { username: billing.api@example.com, email: finance-alerts@example.com }",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let license = &one.user.license;
    // A profile of the integration's own is made API-only, and so is every profile of the integration licence.
    let is_shut = license.eq_ignore_ascii_case(INTEGRATION_LICENSE)
        || one.own_profile.is_needed()
        || one
            .grants
            .contains_key(&Target::SystemPermission(API_ONLY.into()));
    match is_shut {
        true => Vec::new(),
        false => vec![seen(
            "user.license",
            format!(
                "nothing keeps {} with the licence {license} out of the pages",
                one.user.username
            ),
        )],
    }
}
