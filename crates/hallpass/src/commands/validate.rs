//! `hallpass validate`: the specs, offline; safe to run on a stranger's pull request.

use std::collections::BTreeSet;

use hallpass_spec::{Diagnostic, Loaded, Severity};

use super::policy;
use crate::arguments::{Global, ValidateArguments, ValidateFormat};
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::pretty;

pub(super) fn run(terminal: Terminal, global: &Global, arguments: &ValidateArguments) -> Ended {
    let loaded = hallpass_spec::load(&global.specs);
    let mut diagnostics = loaded.diagnostics().to_vec();
    let is_broken = diagnostics.iter().any(|one| one.severity == Severity::Error);
    let refused = if is_broken {
        0
    } else {
        judged(&loaded, &mut diagnostics)
    };
    match if global.json {
        ValidateFormat::Json
    } else {
        arguments.format
    } {
        ValidateFormat::Json => terminal.result(&pretty(&hallpass_spec::to_json(&diagnostics))),
        ValidateFormat::Sarif => terminal.result(&pretty(&hallpass_spec::to_sarif(
            &diagnostics,
            &policy::rule_facts(),
        ))),
        ValidateFormat::Text => {
            let coloured = terminal.out.is_coloured();
            terminal.result(&hallpass_spec::render_text(
                &diagnostics,
                loaded.sources(),
                coloured,
            ));
            terminal.result(&verdict(&diagnostics));
        }
    }
    Ok(match (is_broken, refused) {
        (true, _) => Exit::Error,
        (false, 0) => Exit::Done,
        (false, _) => Exit::Policy,
    })
}

/// Judges the fleet as each org has it, without any environment, and adds what policy finds; returns how much it refuses.
fn judged(loaded: &Loaded, diagnostics: &mut Vec<Diagnostic>) -> usize {
    let mut told = BTreeSet::new();
    let found = loaded.variants().into_iter().flat_map(|variant| {
        variant
            .desired()
            .map(|desired| policy::judge(variant, &desired))
            .unwrap_or_default()
    });
    // What holds in several orgs is told once.
    let found: Vec<_> = found
        .filter(|one| told.insert((one.path.clone(), one.range.start, one.code, one.message.clone())))
        .collect();
    let standing = found.iter().filter(|one| one.waived.is_none());
    let refused = standing.filter(|one| one.severity == Severity::Error).count();
    diagnostics.extend(found);
    refused
}

fn verdict(diagnostics: &[Diagnostic]) -> String {
    let (waived, standing): (Vec<_>, Vec<_>) = diagnostics.iter().partition(|one| one.waived.is_some());
    let count = |severity| standing.iter().filter(|one| one.severity == severity).count();
    let parts = [
        (count(Severity::Error), "error"),
        (count(Severity::Warning), "warning"),
        (waived.len(), "waived finding"),
    ];
    let told: Vec<_> = parts.iter().filter(|(count, _)| *count > 0).collect();
    let told: Vec<_> = told.iter().map(|(count, word)| counted(*count, word)).collect();
    let list = match told.as_slice() {
        [] => return "The specs are valid.\n".to_owned(),
        [one] => one.clone(),
        [rest @ .., last] => format!("{} and {last}", rest.join(", ")),
    };
    match parts[0].0 {
        0 => format!("The specs are valid, with {list}.\n"),
        _ => format!("The specs have {list}.\n"),
    }
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}
