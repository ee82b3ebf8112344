//! The specs as every command meets them: loaded, complained about, and resolved for one org.

use hallpass_model::{IntegrationName, OrgName};
use hallpass_spec::{Diagnostic, Loaded, OrgEntry, OrgKind, Resolved, Severity};

use crate::arguments::Global;
use crate::error::Failure;
use crate::exit::Exit;
use crate::terminal::Terminal;

/// Loads the specs and says what is wrong with them; only specs without errors go on.
pub(super) fn load(terminal: Terminal, global: &Global) -> Result<Loaded, Failure> {
    let loaded = hallpass_spec::load(&global.specs);
    complain(terminal, &loaded, loaded.diagnostics())?;
    Ok(loaded)
}

/// Resolves the specs for the chosen org, and for the chosen integrations where some were chosen.
pub(super) fn resolve(
    terminal: Terminal,
    global: &Global,
    loaded: &Loaded,
    only: &[String],
) -> Result<Resolved, Failure> {
    let org = choose_org(global, loaded)?;
    let environment = |name: &str| std::env::var(name).ok();
    let mut resolved = match hallpass_spec::resolve(loaded, &org, &environment) {
        Ok(resolved) => resolved,
        Err(diagnostics) => {
            complain(terminal, loaded, &diagnostics)?;
            return Err(Failure::new(
                Exit::Error,
                format!("the specs cannot be resolved for org {org}"),
            ));
        }
    };
    complain(terminal, loaded, &fresh(&resolved.warnings, loaded))?;
    if !only.is_empty() {
        restrict(&mut resolved, only, &loaded.integration_names())?;
    }
    Ok(resolved)
}

/// Returns the org that the command is for: the named one, or the only one that is no production.
pub(super) fn choose_org(global: &Global, loaded: &Loaded) -> Result<OrgName, Failure> {
    let orgs = loaded.orgs();
    if global.is_for_several() {
        return Err(
            Failure::new(Exit::Usage, "this command is for one org at a time").hint("name one with --org")
        );
    }
    if let Some(name) = global.org.first() {
        return named_org(name, &orgs).map(|org| org.name.clone());
    }
    let mut candidates = orgs.iter().filter(|org| org.kind != Some(OrgKind::Production));
    match (candidates.next(), candidates.next()) {
        (Some(org), None) => Ok(org.name.clone()),
        _ => Err(
            Failure::new(Exit::Usage, "it is not clear which org is meant").hint(format!(
                "name one with --org; hallpass.yaml has: {}",
                listed(&orgs)
            )),
        ),
    }
}

/// Returns the org of this name.
pub(super) fn named_org<'o>(name: &str, orgs: &'o [OrgEntry]) -> Result<&'o OrgEntry, Failure> {
    let known = orgs.iter().find(|org| org.name.as_str() == name);
    known.ok_or_else(|| {
        Failure::new(Exit::Error, format!("hallpass.yaml has no org {name:?}"))
            .hint(format!("it has: {}", listed(orgs)))
    })
}

fn listed(orgs: &[OrgEntry]) -> String {
    let names: Vec<_> = orgs.iter().map(|org| org.name.as_str()).collect();
    names.join(", ")
}

/// What resolving adds to what loading has said already.
fn fresh(diagnostics: &[Diagnostic], loaded: &Loaded) -> Vec<Diagnostic> {
    diagnostics
        .iter()
        .filter(|one| !loaded.diagnostics().contains(one))
        .cloned()
        .collect()
}

/// Says what is wrong on stderr; warnings only where something may be said.
pub(super) fn said(terminal: Terminal, loaded: &Loaded, diagnostics: &[Diagnostic]) {
    if diagnostics.is_empty() {
        return;
    }
    let text = hallpass_spec::render_text(diagnostics, loaded.sources(), terminal.err.is_coloured());
    if has_errors(diagnostics) {
        terminal.error(&text);
    } else {
        terminal.note(&text);
    }
}

fn complain(terminal: Terminal, loaded: &Loaded, diagnostics: &[Diagnostic]) -> Result<(), Failure> {
    said(terminal, loaded, diagnostics);
    if !has_errors(diagnostics) {
        return Ok(());
    }
    let errors = diagnostics
        .iter()
        .filter(|one| one.severity == Severity::Error)
        .count();
    let word = if errors == 1 { "error" } else { "errors" };
    Err(Failure::new(
        Exit::Error,
        format!("the specs have {errors} {word}"),
    ))
}

fn has_errors(diagnostics: &[Diagnostic]) -> bool {
    diagnostics.iter().any(|one| one.severity == Severity::Error)
}

/// Keeps of what is resolved only these integrations.
pub(super) fn restrict(
    resolved: &mut Resolved,
    only: &[String],
    declared: &[IntegrationName],
) -> Result<(), Failure> {
    for name in only {
        let is_declared = resolved.desired.integrations.contains_key(name.as_str())
            || resolved.desired.retiring.declared.contains_key(name.as_str());
        if !is_declared && declared.iter().any(|one| one.as_str() == name) {
            return Err(Failure::new(
                Exit::Error,
                format!("org {} does not have {name:?}", resolved.org.name),
            )
            .hint("its spec leaves this org out with `only` or `except`"));
        }
        if !is_declared {
            let known: Vec<_> = resolved
                .desired
                .integrations
                .keys()
                .map(IntegrationName::as_str)
                .collect();
            return Err(
                Failure::new(Exit::Error, format!("the specs have no integration {name:?}"))
                    .hint(format!("they have: {}", known.join(", "))),
            );
        }
    }
    let is_wanted = |name: &IntegrationName| only.iter().any(|wanted| wanted == name.as_str());
    resolved.desired.integrations.retain(|name, _| is_wanted(name));
    resolved
        .desired
        .retiring
        .declared
        .retain(|name, _| is_wanted(name));
    Ok(())
}
