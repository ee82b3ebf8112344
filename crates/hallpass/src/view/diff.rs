//! Who gains and loses what between two states of the specs, for terminals, comments and programs.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use hallpass_model::{
    Address, ApiUse, Blocked, Change, Desired, FORMAT_VERSION, IntegrationName, OrgName, Summary,
};
use hallpass_plan::{Compared, Comparison, Fate};
use hallpass_policy::Finding;
use serde::Serialize;

use super::comment::Comment;
use super::markdown::{change_lines, in_the_way, risky, safe};
use super::phrase::{effect, noun, subject};
use super::text::body;
use super::told::Told;
use super::{PlanDocument, Styles, for_terminal};

/// What `diff --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct DiffDocument {
    format_version: &'static str,
    base: StateEntry,
    head: StateEntry,
    comparisons: Vec<ComparisonEntry>,
}

/// A state of the specs.
#[derive(Debug, Serialize)]
pub(crate) struct StateEntry {
    /// The revision as it was typed; nothing for the working tree.
    pub(crate) revision: Option<String>,
    /// The commit that it is.
    pub(crate) commit: Option<String>,
    /// The digest of its specs; nothing where it has none.
    pub(crate) spec_digest: Option<String>,
}

/// What differs in some orgs, in all of them alike.
#[derive(Debug, Serialize)]
pub(crate) struct ComparisonEntry {
    orgs: Vec<OrgName>,
    summary: Summary,
    integrations: Vec<ComparedEntry>,
    changes: Vec<Change>,
    blocked: Vec<Blocked>,
    unchanged_integrations: u64,
    new_access: Vec<NewAccessEntry>,
    #[serde(skip)]
    document: PlanDocument,
}

#[derive(Debug, Serialize)]
struct ComparedEntry {
    name: IntegrationName,
    fate: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    previously: Option<IntegrationName>,
    notes: Vec<String>,
}

#[derive(Debug, Serialize)]
struct NewAccessEntry {
    address: Address,
    message: String,
    /// Who gave leave, until when and why.
    waived: Option<String>,
}

impl DiffDocument {
    /// Puts together what differs between two states.
    pub(crate) fn new(base: StateEntry, head: StateEntry, comparisons: Vec<ComparisonEntry>) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            base,
            head,
            comparisons,
        }
    }

    fn is_empty(&self) -> bool {
        self.comparisons.iter().all(|one| one.integrations.is_empty())
    }
}

impl ComparisonEntry {
    /// Makes the entry of a comparison. The findings are those of its new access, in its order.
    pub(crate) fn new(orgs: Vec<OrgName>, comparison: &Comparison, findings: &[Finding]) -> Self {
        let Comparison {
            plan,
            integrations,
            opened: _,
            same,
        } = comparison;
        let addresses = new_addresses(comparison).into_iter();
        Self {
            orgs,
            summary: plan.summary(),
            integrations: integrations.iter().map(ComparedEntry::new).collect(),
            changes: plan.changes.clone(),
            blocked: plan.blocked.clone(),
            unchanged_integrations: *same,
            new_access: addresses
                .zip(findings)
                .map(|(address, finding)| NewAccessEntry {
                    address,
                    message: finding.message.clone(),
                    waived: finding.waived_by.as_ref().map(ToString::to_string),
                })
                .collect(),
            document: PlanDocument::new(plan, ApiUse::default()),
        }
    }

    fn heading(&self, is_only: bool) -> Option<String> {
        let names: Vec<_> = self.orgs.iter().map(OrgName::as_str).collect();
        (!is_only).then(|| format!("In {}", names.join(", ")))
    }

    fn changes_of(&self, integration: &IntegrationName) -> Vec<&Told<Change>> {
        self.document.changes_of(integration)
    }
}

impl ComparedEntry {
    fn new(compared: &Compared) -> Self {
        Self {
            name: compared.name.clone(),
            fate: compared.fate.word(),
            previously: match &compared.fate {
                Fate::Renamed { from } => Some(from.clone()),
                _ => None,
            },
            notes: compared.notes.clone(),
        }
    }

    fn title(&self) -> String {
        match (&self.previously, self.fate) {
            (Some(from), _) => format!("{} (was {from})", self.name),
            (None, "changed") => self.name.to_string(),
            (None, fate) => format!("{} ({fate})", self.name),
        }
    }
}

/// Returns what is new in a comparison: what opens something, and what nobody can tell because it is blocked.
fn new_addresses(comparison: &Comparison) -> Vec<Address> {
    let blocked = comparison.plan.blocked.iter().map(|blocked| &blocked.address);
    let blocked = blocked.filter(|address| !comparison.opened.contains(*address));
    comparison.opened.iter().chain(blocked).cloned().collect()
}

/// Returns what is new in a comparison, each with its address and in words.
pub(crate) fn new_access(comparison: &Comparison, head: &Desired) -> Vec<(Address, String)> {
    let document = PlanDocument::new(&comparison.plan, ApiUse::default());
    let changes: BTreeMap<_, _> = comparison
        .plan
        .changes
        .iter()
        .map(|change| (&change.address, change))
        .collect();
    let addresses = new_addresses(comparison).into_iter();
    addresses
        .map(|address| {
            let change = changes.get(&address).copied();
            let message = message(&document, comparison, change, &address, head);
            (address, message)
        })
        .collect()
}

fn message(
    document: &PlanDocument,
    comparison: &Comparison,
    change: Option<&Change>,
    address: &Address,
    head: &Desired,
) -> String {
    let what = subject(document, address);
    let name = &address.integration;
    match change {
        Some(change) => {
            let effect = effect(change);
            let effect = if effect.is_empty() {
                "is new or opens".to_owned()
            } else {
                effect
            };
            format!("{name}: {what} {effect}")
        }
        None if comparison.opened.contains(address) => {
            let thing = address.thing().map(|name| name.to_string()).unwrap_or_default();
            let one = head.integrations.get(name);
            let user = one.map(|one| one.user.username.to_string()).unwrap_or_default();
            format!("{name}: {user} may hold {} {thing}", noun(address.kind))
        }
        None => format!("{name}: what {what} comes to cannot be told"),
    }
}

/// Prints a comparison as text, with a line feed at its end.
pub(crate) fn diff_as_text(document: &DiffDocument, styles: Styles) -> String {
    let mut out = String::new();
    let (base, head) = (document.base.name(), document.head.name());
    let place = for_terminal(&format!("{base} → {head}"));
    let _ = writeln!(out, "{}", styles.bold(place));
    if document.is_empty() {
        let _ = writeln!(out, "\n{}", styles.bold("No access changes."));
        return out;
    }
    let is_only = document.comparisons.len() == 1;
    for comparison in &document.comparisons {
        if let Some(heading) = comparison.heading(is_only) {
            let _ = writeln!(out, "\n{}", styles.bold(heading));
        }
        for one in &comparison.integrations {
            let _ = writeln!(out, "\n{}", styles.bold(one.title()));
            body(&mut out, &comparison.document, &one.name, styles);
            for note in &one.notes {
                let _ = writeln!(out, "    {}", for_terminal(note));
            }
        }
        totals(&mut out, comparison, styles);
    }
    out
}

fn totals(out: &mut String, comparison: &ComparisonEntry, styles: Styles) {
    let _ = writeln!(out, "\n{} {}", styles.bold("Diff:"), totals_line(comparison));
    for new in &comparison.new_access {
        let waived = new.waived.as_ref();
        let waived = waived.map(|waived| format!(" (waived by {waived})"));
        let line = format!("new: {}{}", new.message, waived.unwrap_or_default());
        let _ = writeln!(out, "  {}", for_terminal(&line));
    }
}

fn totals_line(comparison: &ComparisonEntry) -> String {
    let waived = comparison.new_access.iter().filter(|new| new.waived.is_some());
    let waived = match waived.count() {
        0 => String::new(),
        count => format!(" ({count} waived)"),
    };
    format!(
        "{} changed, {} the same; new access: {}{waived}.",
        counted(comparison.integrations.len() as u64, "integration"),
        comparison.unchanged_integrations,
        counted(comparison.new_access.len() as u64, "thing"),
    )
}

fn counted(count: u64, word: &str) -> String {
    let plural = if count == 1 { "" } else { "s" };
    format!("{count} {word}{plural}")
}

impl StateEntry {
    fn name(&self) -> String {
        match (&self.revision, &self.commit) {
            (Some(revision), Some(commit)) => {
                let short = commit.get(..12).unwrap_or(commit);
                match commit.starts_with(revision.as_str()) {
                    true => short.to_owned(),
                    false => format!("{revision} ({short})"),
                }
            }
            _ => "the working tree".to_owned(),
        }
    }
}

/// Prints a comparison as Markdown that fits into a comment.
pub(crate) fn diff_as_markdown(document: &DiffDocument) -> String {
    let mut comment = Comment::about("diff", "Access that these specs change");
    let names = [document.base.name(), document.head.name()];
    let names = names.map(|name| safe(&name));
    if document.is_empty() {
        comment.summary("No access changes.");
    }
    let is_only = document.comparisons.len() == 1;
    for comparison in document
        .comparisons
        .iter()
        .filter(|one| !one.integrations.is_empty())
    {
        match comparison.heading(is_only) {
            None => comment.summary(&totals_line(comparison)),
            Some(heading) => {
                comment.line(format!(
                    "\n#### {}\n\n{}\n",
                    safe(&heading),
                    totals_line(comparison)
                ));
            }
        }
        risky(&mut comment, &comparison.document);
        in_the_way(&mut comment, &comparison.document);
        for one in &comparison.integrations {
            fold(&mut comment, comparison, one);
        }
    }
    comment.foot(format!("\n<sub>{} → {}</sub>\n", names[0], names[1]));
    comment.finish()
}

fn fold(comment: &mut Comment, comparison: &ComparisonEntry, one: &ComparedEntry) {
    let changes = comparison.changes_of(&one.name);
    let count = counted(changes.len() as u64, "change");
    comment.open(format!(
        "\n<details><summary>{}: {count}</summary>\n\n",
        safe(&one.title())
    ));
    for change in changes {
        comment.line(change_lines(&comparison.document, change));
    }
    for note in &one.notes {
        comment.line(format!("- {}\n", safe(note)));
    }
    comment.close("\n</details>\n");
}
