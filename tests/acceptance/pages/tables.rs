//! Pages that are one table of what the code lists.

use hallpass_policy::Level;

use super::{assert_page, table, with_output};
use crate::support::{Folder, repository};

#[test]
fn the_page_of_diagnostics_is_the_list_of_codes() {
    let rows = hallpass_spec::CODES
        .iter()
        .map(|facts| [format!("`{}`", facts.code), facts.meaning.to_owned()]);
    let folder = Folder::with_sample_fleet();
    folder.edit("specs/billing.yaml", "owner:", "owners:");
    folder.edit("specs/billing.yaml", "Contact: [read]", "Contact: [edit]");
    folder.edit(
        "specs/postman.yaml",
        "postman.api@example.com",
        "Billing.API@example.com",
    );
    let run = folder.run(&["validate"]).exits(1);
    let sample = with_output(DIAGNOSTICS, "validate", "hallpass validate", &run.stdout);
    let page = format!("{sample}\n{}", table(["code", "stands for"], rows));
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

const DIAGNOSTICS: &str = "\
# Diagnostics

What `hallpass validate` finds in the specs, and every other command before it asks an org. All findings are told at once, each with its place and
mostly with a hint:

<!-- output: validate -->
<!-- end -->

`--format json` has the same for programs, and `--format sarif` for code scanning. Warnings alone leave the exit code at 0.

A code is never used for something else. What [policy](policy.md) finds has codes of its own.
";

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
