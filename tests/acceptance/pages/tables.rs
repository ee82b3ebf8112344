//! Pages that are one table of what the code lists.

use hallpass_policy::Level;

use super::{assert_page, table};
use crate::support::repository;

#[test]
fn the_page_of_diagnostics_is_the_list_of_codes() {
    let rows = hallpass_spec::CODES
        .iter()
        .map(|facts| [format!("`{}`", facts.code), facts.meaning.to_owned()]);
    let page = format!(
        "# Diagnostics\n\nWhat `hallpass validate` finds in the specs, and every other command before it asks an org. Each finding has a place \
         and mostly a hint; all are told at once.\nA code is never used for something else. What [policy](policy.md) says has codes of its own.\n\n{}",
        table(["code", "stands for"], rows)
    );
    assert_page(&repository().join("docs/diagnostics.md"), &page);
}

#[test]
fn the_page_of_policy_is_the_list_of_rules() {
    let rows = hallpass_policy::rules().iter().map(|rule| {
        let level = match rule.level {
            Level::Refuse => "**refuses**",
            Level::Warn => "warns",
        };
        [
            format!("`{}`", rule.code),
            rule.name.to_owned(),
            level.to_owned(),
            rule.why.to_owned(),
            rule.fix.to_owned(),
        ]
    });
    let page = format!(
        "{POLICY}\n{}\n{WAIVERS}",
        table(["code", "rule", "", "because", "what to do"], rows)
    );
    assert_page(&repository().join("docs/policy.md"), &page);
}

const POLICY: &str = "\
# Policy

What a spec should not ask for, whatever the org says. Rules look at the specs alone, so `hallpass validate` tells offline what they find. A rule
that *refuses* ends `validate`, `plan`, `drift` and `apply` with [exit code 5](exit-codes.md); one that *warns* is told on stderr and changes nothing.
";

const WAIVERS: &str = "\
## Waivers

An integration may break a rule for a time. Its spec says who gives leave, why, and until when:

```yaml
waivers:
  - { rule: HP001, owner: security@example.com, reason: moves all cases to the new system, expires: 2027-06-30 }
```

A waiver silences one rule for one integration. On the day after `expires` it refuses. The rules about waivers cannot be waived.
";
