//! Which users and apps are under management, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::reach::{Coverage, Covered, Management};
use serde::Serialize;

use crate::view::{Styles, for_terminal};

/// Users and apps with who manages them.
#[derive(Debug, Serialize)]
pub(crate) struct CoverageEntry {
    pub(super) users: Part,
    pub(super) apps: Part,
    /// What could not be seen.
    pub(super) unseen: Vec<String>,
}

#[derive(Debug, Serialize)]
pub(super) struct Part {
    /// How many of those that are there some fleet manages.
    pub(super) managed: usize,
    /// How many are there.
    pub(super) all: usize,
    pub(super) entries: Vec<CoveredEntry>,
}

#[derive(Debug, Serialize)]
pub(super) struct CoveredEntry {
    pub(super) name: String,
    pub(super) what: String,
    pub(super) management: &'static str,
    /// The integration or the fleet whose it is.
    pub(super) of: Option<String>,
    pub(super) last_login: Option<String>,
}

impl CoverageEntry {
    /// Takes over what was found.
    pub(crate) fn new(coverage: &Coverage) -> Self {
        Self {
            users: Part::new(&coverage.users),
            apps: Part::new(&coverage.apps),
            unseen: coverage.unseen.clone(),
        }
    }
}

impl Part {
    fn new(all: &[Covered]) -> Self {
        let (managed, count) = Coverage::counts(all);
        Self {
            managed,
            all: count,
            entries: all.iter().map(CoveredEntry::new).collect(),
        }
    }
}

impl CoveredEntry {
    fn new(one: &Covered) -> Self {
        Self {
            name: one.name.clone(),
            what: one.what.clone(),
            management: one.management.word(),
            of: match &one.management {
                Management::Managed(name) | Management::Declared(name) | Management::Left(name) => {
                    Some(name.to_string())
                }
                Management::OtherFleet(fleet) => Some(fleet.to_string()),
                Management::Missing | Management::Hallpass | Management::Nobody => None,
            },
            last_login: one.last_login.clone(),
        }
    }

    /// Says in words who manages it.
    pub(super) fn words(&self) -> String {
        let of = self.of.as_deref().unwrap_or_default();
        match self.management {
            "managed" => format!("integration {of}"),
            "declared" => format!("declared by {of}, and not marked yet"),
            "left" => format!("marked for {of}, which no spec has"),
            "other_fleet" => format!("fleet {of}"),
            "hallpass" => "hallpass itself".to_owned(),
            "missing" => "declared, and not there".to_owned(),
            _ => "under no management".to_owned(),
        }
    }

    /// Whether somebody should look at it.
    pub(super) fn stands_out(&self) -> bool {
        !matches!(self.management, "managed" | "other_fleet" | "hallpass")
    }
}

/// Prints the counts, and whatever is not managed.
pub(super) fn coverage_as_text(coverage: &CoverageEntry, styles: Styles) -> String {
    let CoverageEntry { users, apps, unseen } = coverage;
    let mut out = format!(
        "{} {} of {} integration users and {} of {} apps are under management.\n",
        styles.bold("Coverage:"),
        users.managed,
        users.all,
        apps.managed,
        apps.all
    );
    for (word, part) in [("user", users), ("app", apps)] {
        for one in part.entries.iter().filter(|one| one.stands_out()) {
            let login = one.last_login.as_deref().map(|at| format!(", last login {at}"));
            let text = format!(
                "{word:<5} {} ({}{}): {}",
                one.name,
                one.what,
                login.unwrap_or_default(),
                one.words()
            );
            let _ = writeln!(out, "  {}", for_terminal(&text));
        }
    }
    for why in unseen {
        let _ = writeln!(out, "  {}", for_terminal(why));
    }
    out
}
