//! Which facts of the local org held in a real org.

use std::fmt::Write as _;

use hallpass_lifecycle::selftest::{Held, Probed};
use hallpass_local_org::facts::registry;
use hallpass_model::{FORMAT_VERSION, OrgName};
use serde::Serialize;

use super::{Styles, for_terminal};

/// What `doctor --selftest --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct SelftestDocument {
    format_version: &'static str,
    org: String,
    facts: Vec<FactResult>,
    /// How many facts the registry has besides, which no probe looks at.
    without_probe: usize,
}

/// A fact and what a real org did.
#[derive(Debug, Serialize)]
struct FactResult {
    #[serde(flatten)]
    probed: Probed,
    /// What the local org does.
    what: &'static str,
    /// How well it was known.
    sureness: String,
}

impl SelftestDocument {
    /// Puts what was seen together with what the registry says.
    pub(crate) fn new(org: &OrgName, probed: Vec<Probed>) -> Self {
        let of = |probed: Probed| {
            let fact = registry().iter().find(|fact| fact.id == probed.fact);
            FactResult {
                what: fact.map_or("", |fact| fact.what),
                sureness: fact.map(|fact| fact.sureness.to_string()).unwrap_or_default(),
                probed,
            }
        };
        let facts: Vec<FactResult> = probed.into_iter().map(of).collect();
        Self {
            format_version: FORMAT_VERSION,
            org: org.to_string(),
            without_probe: registry().len().saturating_sub(facts.len()),
            facts,
        }
    }
}

/// Prints what held, with a line feed at its end.
pub(crate) fn selftest_as_text(document: &SelftestDocument, styles: Styles) -> String {
    let mut out = String::new();
    for one in &document.facts {
        let word = format!("{:<14}", one.probed.held.words());
        let word = match one.probed.held {
            Held::Held => styles.good(word),
            Held::DidNotHold => styles.bad(word),
            Held::CouldNotTell => styles.warn(word),
        };
        let _ = writeln!(out, "{word} {} ({}): {}", one.probed.fact, one.sureness, one.what);
        if !one.probed.seen.is_empty() {
            let _ = writeln!(out, "               seen: {}", for_terminal(&one.probed.seen));
        }
    }
    let count = |held: Held| {
        document
            .facts
            .iter()
            .filter(|one| one.probed.held == held)
            .count()
    };
    let _ = writeln!(
        out,
        "\n{} {} held, {} did not hold, {} could not be told; {} facts have no probe.",
        styles.bold("Self-test:"),
        count(Held::Held),
        count(Held::DidNotHold),
        count(Held::CouldNotTell),
        document.without_probe
    );
    out
}
