//! HP006: the permission set licence comes before what needs it.

use hallpass_model::{ApiName, Desired, INTEGRATION_LICENSE, INTEGRATION_PSL, Integration, Target};
use jiff::civil::Date;

use crate::rule::{Example, Rule, Sees, Sighting, seen};
use crate::{Level, RuleInfo};

pub(super) const RULE: Rule = Rule::over_specs(
    RuleInfo {
        code: "HP006",
        name: "license-before-set",
        level: Level::Warn,
        sees: Sees::Specs,
        why: "the integration licence alone opens no object: without its permission set licence the org refuses the \
              permission set, or the set opens nothing",
        fix: "leave user.permission_set_licenses out, or name SalesforceAPIIntegrationPsl in it",
        example: Some(Example {
            breaks: "user: { username: billing.api@example.com, email: finance-alerts@example.com, permission_set_licenses: [] }",
            keeps: "user: { username: billing.api@example.com, email: finance-alerts@example.com }",
        }),
    },
    look,
);

fn look(one: &Integration, _: &Desired, _: Date) -> Vec<Sighting> {
    let needs = one.user.license.eq_ignore_ascii_case(INTEGRATION_LICENSE)
        && one
            .grants
            .keys()
            .any(|target| matches!(target, Target::Object(_)));
    let has = one.licenses.contains(&ApiName::from(INTEGRATION_PSL));
    match needs && !has {
        true => vec![seen(
            "user.permission_set_licenses",
            format!("{} has objects and not the licence {INTEGRATION_PSL}", one.name),
        )],
        false => Vec::new(),
    }
}
