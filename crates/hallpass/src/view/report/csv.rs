//! Reports as CSV: one line for each verb, for spreadsheets.

use std::io;

use hallpass_model::Verb;

use super::access::{AccessDocument, SourceEntry};
use super::who::WhoDocument;

/// Prints the matrix: one line for each verb of an integration on a target.
pub(crate) fn access_as_csv(document: &AccessDocument) -> io::Result<String> {
    let head = [
        "integration",
        "owner",
        "username",
        "kind",
        "target",
        "verb",
        "allowed",
        "declared",
        "beyond",
        "risk",
        "sources",
    ];
    let mut lines: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for one in &document.access {
        let subject = document.integrations.iter().find(|it| it.name == one.integration);
        for verb in one.allowed.union(one.declared).iter() {
            lines.push(vec![
                one.integration.to_string(),
                subject.map(|it| it.owner.clone()).unwrap_or_default(),
                subject.map(|it| it.username.to_string()).unwrap_or_default(),
                one.kind.to_string(),
                one.target.clone(),
                verb.to_string(),
                yes(one.allowed.has(verb)),
                yes(one.declared.has(verb)),
                yes(one.beyond.has(verb)),
                one.risk_of(verb).to_string(),
                through(&one.sources, verb),
            ]);
        }
    }
    written(&lines)
}

/// Prints who holds a target: one line for each verb of a user.
pub(crate) fn who_as_csv(document: &WhoDocument) -> io::Result<String> {
    let head = ["username", "integration", "kind", "target", "verb", "sources"];
    let mut lines: Vec<Vec<String>> = vec![head.map(str::to_owned).to_vec()];
    for one in document.all() {
        for verb in one.verbs.iter() {
            lines.push(vec![
                one.username.to_string(),
                one.integration
                    .as_ref()
                    .map(ToString::to_string)
                    .unwrap_or_default(),
                one.kind.to_string(),
                one.target.clone(),
                verb.to_string(),
                through(&one.sources, verb),
            ]);
        }
    }
    written(&lines)
}

fn through(sources: &[SourceEntry], verb: Verb) -> String {
    let of_verb = sources.iter().filter(|source| source.verbs.has(verb));
    let words: Vec<String> = of_verb
        .map(|source| format!("{} {}", source.through, source.because))
        .collect();
    words.join("; ")
}

fn yes(is: bool) -> String {
    if is { "yes" } else { "no" }.to_owned()
}

fn written(lines: &[Vec<String>]) -> io::Result<String> {
    let mut writer = ::csv::Writer::from_writer(Vec::new());
    for line in lines {
        writer.write_record(line.iter().map(|cell| harmless(cell)))?;
    }
    let bytes = writer
        .into_inner()
        .map_err(|error| io::Error::other(error.to_string()))?;
    String::from_utf8(bytes).map_err(io::Error::other)
}

/// Spreadsheets take a cell that begins so for a formula; behind an apostrophe it is text.
fn harmless(cell: &str) -> String {
    match cell.starts_with(['=', '+', '-', '@', '\t', '\r']) {
        true => format!("'{cell}"),
        false => cell.to_owned(),
    }
}
