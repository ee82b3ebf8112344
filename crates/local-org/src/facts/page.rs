//! The documentation page of the registry.

use std::fmt::Write as _;

use super::registry::{SURFACES, switches};
use super::{Fact, Sureness};

/// Writes the registry as a Markdown page: the switches first, then the facts of each surface.
#[must_use]
pub fn markdown() -> String {
    let mut page = String::from(
        "# Facts the local org rests on\n\n\
         The local org answers as a Salesforce org does, as far as that is known. Each fact says how well it is\n\
         known: *documented* by Salesforce, *recorded* from a real org, *reported* by those who saw one, or\n\
         *unverified*. Where sources disagree, or nobody knows, a switch chooses:\n\
         `hallpass org serve --behaviour NAME=VALUE`. What is answered to requests that are refused stands in\n\
         [the table of refusals](refusals.md), word for word.\n\n",
    );
    push_overview(&mut page);
    push_switches(&mut page);
    for (heading, facts) in SURFACES {
        push_surface(&mut page, heading, facts);
    }
    page
}

/// How many facts of each surface are how well known.
fn push_overview(page: &mut String) {
    const COLUMNS: [Sureness; 4] = [
        Sureness::Documented,
        Sureness::Recorded,
        Sureness::Reported,
        Sureness::Unverified,
    ];
    page.push_str("## Surface by surface\n\n| surface |");
    for sureness in COLUMNS {
        let _ = write!(page, " {sureness} |");
    }
    page.push_str("\n| --- | --- | --- | --- | --- |\n");
    for (heading, facts) in SURFACES {
        let anchor = heading.to_lowercase().replace(':', "").replace(' ', "-");
        let _ = write!(page, "| [{heading}](#{anchor}) |");
        for sureness in COLUMNS {
            let count = facts.iter().filter(|fact| fact.sureness == sureness).count();
            let _ = write!(page, " {count} |");
        }
        page.push('\n');
    }
    page.push('\n');
}

fn push_switches(page: &mut String) {
    page.push_str("## Switches\n\n| behaviour | takes | default |\n| --- | --- | --- |\n");
    let mut all: Vec<_> = switches().collect();
    all.sort_unstable_by_key(|switch| switch.name);
    for switch in all {
        let _ = writeln!(
            page,
            "| `{}` | {} | {} |",
            switch.name, switch.values, switch.default
        );
    }
}

fn push_surface(page: &mut String, heading: &str, facts: &[Fact]) {
    let _ = write!(page, "\n## {heading}\n\n");
    page.push_str("| fact | what the local org does | sureness | source | behaviour |\n");
    page.push_str("| --- | --- | --- | --- | --- |\n");
    for fact in facts {
        let switch = fact
            .behaviour
            .map(|switch| format!("`{}`", switch.name))
            .unwrap_or_default();
        let (what, source) = (cell(fact.what), cell(fact.source));
        let _ = writeln!(
            page,
            "| `{}` | {what} | {} | {source} | {switch} |",
            fact.id, fact.sureness
        );
    }
}

/// A bar inside a cell would end the cell.
fn cell(text: &str) -> String {
    text.replace('|', "\\|").replace('\n', " ")
}

#[cfg(test)]
mod tests {
    use super::{cell, markdown};
    use crate::facts::registry;

    #[test]
    fn every_fact_stands_on_the_page_once() {
        let page = markdown();
        for fact in registry() {
            assert_eq!(
                page.matches(&format!("| `{}` |", fact.id)).count(),
                1,
                "{}",
                fact.id
            );
        }
    }

    #[test]
    fn bars_do_not_break_the_table() {
        assert_eq!(cell("a|b\nc"), "a\\|b c");
    }
}
