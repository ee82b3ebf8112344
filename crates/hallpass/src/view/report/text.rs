//! The access of a fleet for a terminal: a matrix that fits into 80 columns.

use std::collections::{BTreeMap, BTreeSet};
use std::fmt::Write as _;

use hallpass_model::{Kind, Risk, Verb, Verbs};

use super::access::{AccessDocument, AccessEntry, Basis, IntegrationEntry};
use super::coverage::coverage_as_text;
use crate::view::{Styles, for_terminal};

const WIDTH: usize = 80;
/// The width of the column with the names of targets.
const NAMES: usize = 30;
/// The least width of an integration's column: eight letters and two blanks.
const CELL: usize = 10;
/// So many lines of high risk are shown; JSON has all of them.
const SHOWN: usize = 20;

/// Prints the matrix, what is of high risk, and what is under management.
pub(crate) fn access_as_text(document: &AccessDocument, styles: Styles) -> String {
    let mut out = head(document, styles);
    for block in blocks(&document.integrations) {
        out.push('\n');
        matrix(&mut out, document, block, styles);
    }
    let _ = writeln!(out, "\n{}", styles.dim(legend(document.basis)));
    high_risk(&mut out, document, styles);
    notes(&mut out, document, styles);
    if let Some(coverage) = &document.coverage {
        let _ = write!(out, "\n{}", coverage_as_text(coverage, styles));
    }
    let _ = writeln!(out, "\n{}", summary(document, styles));
    out
}

fn head(document: &AccessDocument, styles: Styles) -> String {
    let name = document.org.as_ref().map(|org| org.name.as_str());
    let title = styles.bold(for_terminal(name.unwrap_or(document.fleet.as_str())));
    let org = document.org.as_ref();
    let place = org.and_then(|org| Some(format!("{} as {}", org.url.as_ref()?, org.username.as_ref()?)));
    let place =
        place.unwrap_or_else(|| format!("the specs of fleet {} alone; no org was read", document.fleet));
    format!("{title} {}\n", styles.dim(for_terminal(&place)))
}

/// As many integrations side by side as fit.
fn blocks(integrations: &[IntegrationEntry]) -> Vec<&[IntegrationEntry]> {
    let mut blocks = Vec::new();
    let mut rest = integrations;
    while !rest.is_empty() {
        let mut used = NAMES;
        let fitting = rest.iter().take_while(|one| {
            used += width(one);
            used <= WIDTH
        });
        let (block, more) = rest.split_at(fitting.count().max(1));
        blocks.push(block);
        rest = more;
    }
    blocks
}

fn width(one: &IntegrationEntry) -> usize {
    CELL.max(one.name.as_str().len() + 2)
}

fn matrix(out: &mut String, document: &AccessDocument, block: &[IntegrationEntry], styles: Styles) {
    let mut rows: BTreeMap<(Kind, &str), Vec<Option<&AccessEntry>>> = BTreeMap::new();
    for entry in &document.access {
        if let Some(at) = block.iter().position(|one| one.name == entry.integration) {
            let row = rows.entry((entry.kind, entry.target.as_str()));
            row.or_insert_with(|| vec![None; block.len()])[at] = Some(entry);
        }
    }
    let mut last = None;
    for ((kind, target), cells) in rows {
        if last != Some(kind) {
            let names = block
                .iter()
                .map(|one| format!("{:<1$}", one.name.as_str(), width(one)));
            let names: String = names.collect();
            let line = format!("{:<NAMES$}{names}", heading(kind));
            let _ = writeln!(out, "{}", styles.bold(line.trim_end()));
            last = Some(kind);
        }
        let text = for_terminal(target);
        let mut line = format!("  {text:<0$}", NAMES - 3);
        line.push(' ');
        let count = cells.len();
        for (at, (cell, one)) in cells.iter().zip(block).enumerate() {
            let letters = cell.map_or_else(|| "·".to_owned(), letters);
            let blanks = width(one).saturating_sub(letters.chars().count());
            line.push_str(&match cell {
                Some(cell) => match cell.risk {
                    Risk::Low => letters.clone(),
                    risk => styles.at_risk(risk, &letters),
                },
                None => styles.dim(&letters),
            });
            if at + 1 < count {
                line.push_str(&" ".repeat(blanks));
            }
        }
        let _ = writeln!(out, "{line}");
    }
}

fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Object => "Objects",
        Kind::Field => "Fields",
        Kind::ApexClass => "Apex classes",
        Kind::CustomPermission => "Custom permissions",
        Kind::Flow => "Flows",
        Kind::ExternalCredential => "External credentials",
        Kind::CustomMetadataType => "Custom metadata types",
        Kind::CustomSetting => "Custom settings",
        Kind::SystemPermission => "User permissions",
        Kind::AppLink => "Apps",
        _ => "Others",
    }
}

const fn letter(verb: Verb) -> char {
    match verb {
        Verb::Read => 'R',
        Verb::Create => 'C',
        Verb::Edit => 'E',
        Verb::Delete => 'D',
        Verb::ViewAll => 'V',
        Verb::ModifyAll => 'M',
        Verb::ViewAllFields => 'F',
        Verb::Use => 'U',
    }
}

/// What it can do in capitals, what only its spec holds in small letters, `+` where it can do more than its spec says.
pub(super) fn letters(one: &AccessEntry) -> String {
    let mut text = String::new();
    for verb in Verb::ALL {
        match (one.allowed.has(verb), one.declared.has(verb)) {
            (true, _) => text.push(letter(verb)),
            (false, true) => text.push(letter(verb).to_ascii_lowercase()),
            (false, false) => {}
        }
    }
    if !one.beyond.is_empty() {
        text.push('+');
    }
    text
}

fn legend(basis: Basis) -> &'static str {
    match basis {
        Basis::Live => {
            "R read, C create, E edit, D delete, V view all, M modify all, F all fields,\n\
             U use. Small: the spec says so, and the user cannot. +: more than the spec says."
        }
        Basis::Desired => {
            "R read, C create, E edit, D delete, V view all, M modify all, F all fields,\nU use."
        }
    }
}

fn high_risk(out: &mut String, document: &AccessDocument, styles: Styles) {
    let high: Vec<_> = document
        .access
        .iter()
        .filter(|one| one.risk == Risk::High)
        .collect();
    if high.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n{}", styles.bold("High risk"));
    for one in high.iter().take(SHOWN) {
        let verbs: Verbs = one
            .allowed
            .iter()
            .filter(|verb| one.risk_of(*verb) == Risk::High)
            .collect();
        let sources = one
            .sources
            .iter()
            .filter(|source| !source.verbs.intersection(verbs).is_empty());
        let through: BTreeSet<&str> = sources.map(|source| source.through.as_str()).collect();
        let through: Vec<&str> = through.into_iter().collect();
        let text = format!(
            "{} can {} {}, through {}",
            one.integration,
            verbs,
            one.target,
            through.join(", ")
        );
        let _ = writeln!(out, "  {}", for_terminal(&text));
    }
    if high.len() > SHOWN {
        let _ = writeln!(out, "  and {} more (--json has all)", high.len() - SHOWN);
    }
}

fn notes(out: &mut String, document: &AccessDocument, styles: Styles) {
    for one in &document.integrations {
        for note in &one.notes {
            let text = for_terminal(&format!("{}: {note}", one.name));
            let _ = writeln!(out, "\n{} {text}", styles.warn("note:"));
        }
    }
}

fn summary(document: &AccessDocument, styles: Styles) -> String {
    let held = document.access.iter().filter(|one| !one.allowed.is_empty());
    let beyond = held.clone().filter(|one| !one.beyond.is_empty()).count();
    let mut text = format!(
        "{} {} integrations, {} grants",
        styles.bold("Report:"),
        document.integrations.len(),
        held.count()
    );
    if document.basis == Basis::Live {
        let _ = write!(text, ", {beyond} of them beyond the specs");
    }
    if !document.fields {
        text.push_str(". Fields: --fields");
    }
    text + "."
}
