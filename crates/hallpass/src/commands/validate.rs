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
        ValidateFormat::Sarif => terminal.result(&pretty(&hallpass_spec::to_sarif(&diagnostics))),
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
    let refused = found.iter().filter(|one| one.severity == Severity::Error).count();
    diagnostics.extend(found);
    refused
}

fn verdict(diagnostics: &[Diagnostic]) -> String {
    let count = |severity| diagnostics.iter().filter(|one| one.severity == severity).count();
    match (count(Severity::Error), count(Severity::Warning)) {
        (0, 0) => "The specs are valid.\n".to_owned(),
        (0, warnings) => format!("The specs are valid, with {}.\n", counted(warnings, "warning")),
        (errors, 0) => format!("The specs have {}.\n", counted(errors, "error")),
        (errors, warnings) => {
            format!(
                "The specs have {} and {}.\n",
                counted(errors, "error"),
                counted(warnings, "warning")
            )
        }
    }
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}
