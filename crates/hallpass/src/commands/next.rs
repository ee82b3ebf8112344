//! `hallpass` alone: what there is in this folder, and what to do next.

use std::path::Path;

use hallpass_model::OrgName;
use hallpass_spec::{Loaded, OrgKind, Severity};

use super::state;
use crate::arguments::Global;
use crate::error::Ended;
use crate::exit::Exit;
use crate::terminal::Terminal;
use crate::view::{NextDocument, Step, next_as_text, pretty};

/// What a folder holds, as far as it says what comes next.
enum Standing {
    /// No fleet.
    Nothing,
    /// Specs with errors.
    Broken { errors: usize },
    /// Specs for these orgs.
    Valid { integrations: usize, orgs: Vec<Org> },
}

struct Org {
    name: OrgName,
    is_production: bool,
    /// Whether this machine has applied something to it.
    is_applied: bool,
}

/// Says what to do next. Reads files and nothing else.
pub(crate) fn say_what_is_next(terminal: Terminal, global: &Global) -> Ended {
    let document = advice(&standing(&global.specs), &global.specs);
    terminal.result(&match global.json {
        true => pretty(&document),
        false => next_as_text(&document, terminal.out),
    });
    Ok(Exit::Done)
}

fn standing(specs: &Path) -> Standing {
    if !specs.join("hallpass.yaml").exists() {
        return Standing::Nothing;
    }
    let loaded = hallpass_spec::load(specs);
    let errors = loaded.diagnostics().iter();
    match errors.filter(|one| one.severity == Severity::Error).count() {
        0 => Standing::Valid {
            integrations: loaded.integration_names().len(),
            orgs: orgs(&loaded, specs),
        },
        errors => Standing::Broken { errors },
    }
}

fn orgs(loaded: &Loaded, specs: &Path) -> Vec<Org> {
    let orgs = loaded.orgs().into_iter().map(|org| Org {
        is_production: org.kind == Some(OrgKind::Production),
        is_applied: state::has_journal(specs, &org.name),
        name: org.name,
    });
    orgs.collect()
}

fn advice(standing: &Standing, specs: &Path) -> NextDocument {
    let folder = specs.display();
    match standing {
        Standing::Nothing => NextDocument::new(
            format!("There is no fleet in {folder} yet."),
            vec![Step::new("hallpass init", "make one, with a first integration")],
        ),
        Standing::Broken { errors } => NextDocument::new(
            format!("The specs in {folder} have {}.", counted(*errors, "error")),
            vec![Step::new("hallpass validate", "say which, and where")],
        ),
        Standing::Valid { integrations: 0, .. } => NextDocument::new(
            format!("The fleet in {folder} has no integration yet."),
            vec![Step::new(
                "hallpass init --integration NAME",
                "make the first one",
            )],
        ),
        Standing::Valid { integrations, orgs } => NextDocument::new(
            format!(
                "{folder} holds {} for {}.",
                counted(*integrations, "integration"),
                counted(orgs.len(), "org")
            ),
            steps(orgs),
        ),
    }
}

/// What to do with specs that are well: look before the first apply, and prove and watch after it.
fn steps(orgs: &[Org]) -> Vec<Step> {
    let validate = Step::new("hallpass validate", "check the specs; offline");
    // Production comes last, whatever stands first in the file.
    let trial = orgs.iter().find(|org| !org.is_production);
    let Some(org) = trial.or_else(|| orgs.first()) else {
        return vec![validate];
    };
    let name = &org.name;
    match (org.is_production, org.is_applied) {
        (true, _) => vec![
            Step::new(
                format!("hallpass plan --org {name} --out {name}.plan"),
                "what would change",
            ),
            Step::new(
                format!("hallpass apply {name}.plan --org {name}"),
                "change just that",
            ),
            validate,
        ],
        (false, false) => vec![
            Step::new(
                format!("hallpass plan --org {name}"),
                "what would change; writes nothing",
            ),
            Step::new(format!("hallpass apply --org {name}"), "change it, after asking"),
            validate,
        ],
        (false, true) => vec![
            Step::new(format!("hallpass plan --org {name}"), "what has changed since"),
            Step::new(
                format!("hallpass verify --org {name}"),
                "prove what it can do, and nothing else",
            ),
            Step::new(
                format!("hallpass drift --org {name}"),
                "for a schedule: what moved",
            ),
        ],
    }
}

fn counted(count: usize, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hallpass_model::OrgName;

    use super::{Org, Standing, advice};

    fn first(standing: &Standing) -> String {
        advice(standing, Path::new("specs")).next[0].command.clone()
    }

    fn valid(orgs: &[(&str, bool, bool)]) -> Standing {
        let orgs = orgs.iter().map(|(name, is_production, is_applied)| Org {
            name: OrgName::new(*name).unwrap(),
            is_production: *is_production,
            is_applied: *is_applied,
        });
        Standing::Valid {
            integrations: 2,
            orgs: orgs.collect(),
        }
    }

    #[test]
    fn the_next_command_follows_from_what_is_there() {
        let cases = [
            (Standing::Nothing, "hallpass init"),
            (Standing::Broken { errors: 2 }, "hallpass validate"),
            (
                Standing::Valid {
                    integrations: 0,
                    orgs: Vec::new(),
                },
                "hallpass init --integration NAME",
            ),
            (valid(&[]), "hallpass validate"),
            (valid(&[("local", false, false)]), "hallpass plan --org local"),
            (
                valid(&[("prod", true, true), ("uat", false, false)]),
                "hallpass plan --org uat",
            ),
            (
                valid(&[("prod", true, false)]),
                "hallpass plan --org prod --out prod.plan",
            ),
        ];
        for (standing, expected) in cases {
            assert_eq!(first(&standing), expected);
        }
    }

    #[test]
    fn what_was_applied_is_to_be_proved_and_watched() {
        let all = advice(&valid(&[("local", false, true)]), Path::new("specs")).next;
        let commands: Vec<_> = all.iter().map(|step| step.command.as_str()).collect();
        assert_eq!(
            commands,
            [
                "hallpass plan --org local",
                "hallpass verify --org local",
                "hallpass drift --org local"
            ]
        );
    }
}
