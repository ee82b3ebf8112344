//! Where integrations are not the same in several orgs, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_model::{Address, FORMAT_VERSION, Kind, OrgName, State};
use hallpass_plan::{Disparity, Parity, Side};
use serde::Serialize;

use super::phrase::noun;
use super::{Styles, for_terminal};

/// What `parity --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct ParityDocument {
    format_version: &'static str,
    /// The orgs that were compared.
    orgs: Vec<OrgName>,
    #[serde(flatten)]
    pub(crate) parity: Parity,
}

impl ParityDocument {
    /// Puts a comparison together with what was compared.
    pub(crate) fn new(sides: &[Side<'_>], parity: Parity) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            orgs: sides.iter().map(|side| side.org.clone()).collect(),
            parity,
        }
    }
}

/// Prints a comparison as text, with a line feed at its end.
pub(crate) fn parity_as_text(document: &ParityDocument, styles: Styles) -> String {
    let mut out = String::new();
    let widest = document
        .orgs
        .iter()
        .map(|org| org.as_str().len())
        .max()
        .unwrap_or_default();
    let mut last = None;
    for one in &document.parity.disparities {
        let integration = &one.address.integration;
        if last != Some(integration) {
            let _ = writeln!(out, "{}", styles.bold(integration));
            last = Some(integration);
        }
        disparity(&mut out, one, widest, styles);
    }
    if last.is_some() {
        out.push('\n');
    }
    for (integration, orgs) in &document.parity.only_in {
        let orgs: Vec<_> = orgs.iter().map(OrgName::as_str).collect();
        let _ = writeln!(out, "{integration} is only in {}", orgs.join(", "));
    }
    let Parity {
        same, disparities, ..
    } = &document.parity;
    let _ = match document.parity.is_whole() {
        true => writeln!(
            out,
            "{} {same} things are the same.",
            styles.bold("No differences.")
        ),
        false => writeln!(out, "{} differ, {same} are the same.", disparities.len()),
    };
    out
}

fn disparity(out: &mut String, one: &Disparity, widest: usize, styles: Styles) {
    let _ = writeln!(out, "  {}", for_terminal(&subject(&one.address)));
    for (org, state) in &one.orgs {
        let drift = match one.drift.contains(org) {
            true => styles.warn("  not as its spec says"),
            false => String::new(),
        };
        for (at, text) in lines(state.as_ref()).iter().enumerate() {
            let org = if at == 0 { org.as_str() } else { "" };
            let drift = if at == 0 { drift.as_str() } else { "" };
            let _ = writeln!(out, "      {org:<widest$}  {}{drift}", for_terminal(text));
        }
    }
}

fn subject(address: &Address) -> String {
    let name = address.name.as_ref().map_or("", |name| name.as_str());
    match address.kind {
        Kind::Object | Kind::Field => name.to_owned(),
        kind => format!("{} {name}", noun(kind)).trim_end().to_owned(),
    }
}

fn lines(state: Option<&State>) -> Vec<String> {
    match state {
        None => vec!["nothing".to_owned()],
        Some(State::Verbs(verbs)) => vec![verbs.to_string()],
        Some(State::Attributes(attributes)) if attributes.is_empty() => vec!["there".to_owned()],
        Some(State::Attributes(attributes)) => attributes
            .iter()
            .map(|(attribute, value)| format!("{attribute} {value}"))
            .collect(),
    }
}
