//! Pages that are one table of what the code lists.

use hallpass_policy::{Example, Level, RuleInfo, Sees};

use super::{assert_page, table, with_block, with_output};
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
        let code = rule.code;
        let anchor = code.to_lowercase();
        let name = rule.name;
        [
            format!("[`{code}`](policy-rules.md#{anchor}-{name})"),
            name.to_owned(),
            level(rule.level).to_owned(),
            sees(rule.sees),
        ]
    });
    let path = repository().join("docs/policy.md");
    let page = std::fs::read_to_string(&path).unwrap();
    let rules = table(["code", "rule", "by default", "looks at"], rows);
    assert_page(&path, &with_block(&page, "rules", &rules));
}

#[test]
fn every_rule_has_a_section_with_its_reason_and_its_fix() {
    let mut page = RULES.to_owned();
    for rule in hallpass_policy::rules() {
        let RuleInfo {
            code,
            name,
            level: by_default,
            sees: looks_at,
            why,
            fix,
            example,
        } = rule;
        let (by_default, looks_at) = (level(*by_default), sees(*looks_at));
        page += &format!("\n## {code}: {name}\n\nBy default it {by_default}. It looks at: {looks_at}.\n");
        page += &format!(
            "\n*Why:* {}.\n\n*What to do:* {}.\n",
            sentence(why),
            sentence(fix)
        );
        if let Some(example) = example {
            let Example { breaks, keeps } = example;
            page += &format!(
                "\nThis breaks it:\n\n```yaml\n{breaks}\n```\n\nThis does not:\n\n```yaml\n{keeps}\n```\n"
            );
        }
    }
    assert_page(&repository().join("docs/policy-rules.md"), &page);
}

const fn level(level: Level) -> &'static str {
    match level {
        Level::Refuse => "**refuses**",
        Level::Warn => "warns",
    }
}

fn sees(sees: Sees) -> String {
    match sees {
        Sees::Specs => "specs".to_owned(),
        Sees::Org => "the org".to_owned(),
        Sees::Both => "specs and the org".to_owned(),
        Sees::Changes => "what changed in specs, with `diff --deny-new-access`".to_owned(),
        Sees::Format(code) => format!("nothing: specs that break it are not read (`{code}`)"),
    }
}

/// Begins with a capital, as a sentence does.
fn sentence(text: &str) -> String {
    let mut chars = text.chars();
    let first = chars.next().map(|c| c.to_ascii_uppercase());
    first.into_iter().chain(chars).collect()
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

const RULES: &str = "\
# Policy rules

Each rule with its reason, its fix and an example: keys of a spec that break it, and keys that do not. How rules are used is told under
[policy](policy.md).
";
