//! The command: what is there, what to make, a look at it, and the files.

use std::fs::OpenOptions;
use std::io::{self, ErrorKind, Write as _};
use std::path::Path;

use hallpass_model::OrgName;
use hallpass_spec::Loaded;

use super::files::{self, NewFile};
use super::pipeline;
use super::wanted::{LOCAL, Wanted, wanted};
use crate::arguments::{Global, InitArguments};
use crate::commands::fleet;
use crate::error::{Ended, Failure};
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{InitDocument, Step, init_as_text, pretty};

/// What git is told to leave alone: the lock, the journals and the local org.
const IGNORED: &str = ".hallpass/";

pub(in crate::commands) fn run(terminal: Terminal, global: &Global, arguments: &InitArguments) -> Ended {
    let specs = &global.specs;
    let there = specs
        .join("hallpass.yaml")
        .exists()
        .then(|| hallpass_spec::load(specs));
    let orgs: Option<Vec<OrgName>> = there.as_ref().map(Loaded::org_names);
    let wanted = wanted(terminal, global, arguments, orgs.as_deref())?;
    let new_specs = new_specs(specs, &wanted);
    if wanted.fleet.is_some() {
        check(terminal, specs, &new_specs)?;
    }
    let mut new_files = new_specs;
    let mut notes = Vec::new();
    if let Some((system, org)) = &wanted.pipeline {
        new_files.extend(pipeline::files(*system, specs, org)?);
        notes = pipeline::notes(*system);
    }
    let mut document = InitDocument::new(notes, next(orgs.as_deref()));
    make(&new_files, &mut document)?;
    ignore(&mut document)?;
    if there.is_some() && wanted.integration.is_none() {
        document
            .kept
            .insert(0, specs.join("hallpass.yaml").display().to_string());
    }
    terminal.result(&match global.json {
        true => pretty(&document),
        false => init_as_text(&document, terminal.out),
    });
    Ok(Exit::Done)
}

fn new_specs(specs: &Path, wanted: &Wanted) -> Vec<NewFile> {
    let fleet = wanted.fleet.iter().map(|fleet| files::fleet(specs, fleet));
    let integration = wanted
        .integration
        .iter()
        .map(|one| files::integration(specs, one));
    fleet.chain(integration).collect()
}

/// Nothing is written that `validate` would refuse.
fn check(terminal: Terminal, specs: &Path, files: &[NewFile]) -> Result<(), Failure> {
    let failed = |error: &io::Error| Failure::because("try the new specs", error);
    let folder = tempfile::tempdir().map_err(|error| failed(&error))?;
    for file in files {
        let name = file.path.file_name().unwrap_or_default();
        std::fs::write(folder.path().join(name), &file.text).map_err(|error| failed(&error))?;
    }
    let loaded = hallpass_spec::load_as(folder.path(), &specs.display().to_string());
    if !loaded.has_errors() {
        return Ok(());
    }
    fleet::said(terminal, &loaded, loaded.diagnostics());
    Err(Failure::new(
        Exit::Usage,
        "what was asked for is no valid fleet; nothing was written",
    ))
}

/// Makes files that are not there. What is there stays as it is.
fn make(files: &[NewFile], document: &mut InitDocument) -> Result<(), Failure> {
    for NewFile { path, text } in files {
        let shown = path.display().to_string();
        match create(path, text) {
            Ok(()) => document.made.push(shown),
            Err(error) if error.kind() == ErrorKind::AlreadyExists => document.kept.push(shown),
            Err(error) => return Err(Failure::because(format!("write {shown}"), &error)),
        }
    }
    Ok(())
}

fn create(path: &Path, text: &str) -> io::Result<()> {
    if let Some(folder) = path.parent() {
        std::fs::create_dir_all(folder)?;
    }
    let mut file = OpenOptions::new().write(true).create_new(true).open(path)?;
    file.write_all(text.as_bytes())
}

/// Has git ignore what hallpass keeps on this machine, unless it does so already.
fn ignore(document: &mut InitDocument) -> Result<(), Failure> {
    let path = Path::new(".gitignore");
    let failed = |error: &io::Error| Failure::because("add a line to .gitignore", error);
    let there = match std::fs::read_to_string(path) {
        Ok(text) => text,
        Err(error) if error.kind() == ErrorKind::NotFound => String::new(),
        Err(error) => return Err(failed(&error)),
    };
    let is_ignored = |line: &str| line.trim().trim_matches('/') == IGNORED.trim_matches('/');
    if there.lines().any(is_ignored) {
        return Ok(());
    }
    let gap = if there.is_empty() || there.ends_with('\n') {
        ""
    } else {
        "\n"
    };
    OpenOptions::new()
        .append(true)
        .create(true)
        .open(path)
        .and_then(|mut file| file.write_all(format!("{gap}{IGNORED}\n").as_bytes()))
        .map_err(|error| failed(&error))?;
    document.made.push(format!("{} with {IGNORED}", path.display()));
    Ok(())
}

fn next(orgs: Option<&[OrgName]>) -> Vec<Step> {
    let org = orgs.and_then(<[_]>::first).map_or(LOCAL, OrgName::as_str);
    vec![
        Step::new("hallpass validate", "check the specs; offline"),
        Step::new(
            format!("hallpass plan --org {org}"),
            "what would change; writes nothing",
        ),
        Step::new(format!("hallpass apply --org {org}"), "change it, after asking"),
    ]
}
