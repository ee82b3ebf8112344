//! Who can touch a target, for a terminal and for programs.

use std::fmt::Write as _;

use hallpass_lifecycle::reach::{Entry, Holder};
use hallpass_model::{
    FORMAT_VERSION, GrantPattern, IntegrationName, Kind, Live, OrgName, Target, Username, Verbs,
};
use serde::Serialize;

use super::access::SourceEntry;
use crate::view::{Styles, for_terminal};

/// So many others are shown; JSON has all of them.
const SHOWN: usize = 30;

/// What `report --who TARGET --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct WhoDocument {
    format_version: &'static str,
    org: OrgName,
    url: String,
    /// What was asked about.
    target: String,
    /// Integrations of the fleet.
    integrations: Vec<WhoEntry>,
    /// All other active users.
    others: Vec<WhoEntry>,
    /// What this does not tell.
    bounds: Vec<String>,
}

/// A user and what it can do.
#[derive(Debug, Serialize)]
pub(super) struct WhoEntry {
    pub(super) username: Username,
    #[serde(skip_serializing_if = "Option::is_none")]
    pub(super) integration: Option<IntegrationName>,
    pub(super) kind: Kind,
    pub(super) target: String,
    pub(super) verbs: Verbs,
    pub(super) sources: Vec<SourceEntry>,
}

impl WhoDocument {
    /// Puts together who can do what a pattern means; `inactive` holdings wait for a session that activates them.
    pub(crate) fn new(
        org: &OrgName,
        live: &Live,
        pattern: &GrantPattern,
        ours: &[(Username, Entry)],
        others: &[Holder],
        inactive: usize,
    ) -> Self {
        let integrations = ours.iter().filter(|(_, one)| pattern.means(&one.target));
        let integrations = integrations.filter_map(|(username, one)| {
            let verbs = one.can.intersection(pattern.verbs());
            let entry = entry(username, &one.target, verbs, one.sources.iter());
            (!verbs.is_empty()).then(|| WhoEntry {
                integration: Some(one.integration.clone()),
                ..entry
            })
        });
        Self {
            format_version: FORMAT_VERSION,
            org: org.clone(),
            url: live.org.url.clone(),
            target: pattern.to_string(),
            integrations: integrations.collect(),
            others: others
                .iter()
                .map(|one| entry(&one.username, &one.target, one.can, one.sources.iter()))
                .collect(),
            bounds: bounds(pattern, inactive),
        }
    }

    /// Walks everybody, the fleet first.
    pub(super) fn all(&self) -> impl Iterator<Item = &WhoEntry> {
        self.integrations.iter().chain(&self.others)
    }
}

fn entry<'s>(
    username: &Username,
    target: &Target,
    verbs: Verbs,
    sources: impl Iterator<Item = &'s hallpass_access::Source>,
) -> WhoEntry {
    let counts = sources.filter(|source| !source.verbs.intersection(verbs).is_empty());
    WhoEntry {
        username: username.clone(),
        integration: None,
        kind: target.kind(),
        target: target.name().to_string(),
        verbs,
        sources: counts.map(SourceEntry::new).collect(),
    }
}

fn bounds(pattern: &GrantPattern, inactive: usize) -> Vec<String> {
    let mut bounds = vec![
        "others are active users; what their licences hold back is not weighed".to_owned(),
        "which records they reach is up to sharing, which is not looked at".to_owned(),
        "code that runs in system mode is not looked at".to_owned(),
    ];
    if pattern.field().is_some() {
        bounds.push("a field needs its object too; that is weighed".to_owned());
    }
    if inactive > 0 {
        bounds.push(format!(
            "held, but for activated sessions only, and so left out: {inactive}"
        ));
    }
    bounds
}

/// Prints who can touch a target, with a line feed at the end.
pub(crate) fn who_as_text(document: &WhoDocument, styles: Styles) -> String {
    let mut out = String::new();
    let title = for_terminal(&format!("Who can touch {}", document.target));
    let place = for_terminal(&format!("in org {} ({})", document.org, document.url));
    let _ = writeln!(out, "{} {}", styles.bold(title), styles.dim(place));
    part(
        &mut out,
        "Integrations of the fleet",
        &document.integrations,
        usize::MAX,
        styles,
    );
    part(&mut out, "Others", &document.others, SHOWN, styles);
    let _ = writeln!(out, "\n{}", styles.bold("What this does not tell"));
    for one in &document.bounds {
        let _ = writeln!(out, "  {one}");
    }
    let (ours, others) = (count(&document.integrations), count(&document.others));
    let _ = writeln!(
        out,
        "\n{} integrations: {ours}, others: {others}.",
        styles.bold("Who:")
    );
    out
}

fn count(of: &[WhoEntry]) -> usize {
    let users: std::collections::BTreeSet<_> = of.iter().map(|one| &one.username).collect();
    users.len()
}

fn part(out: &mut String, title: &str, entries: &[WhoEntry], most: usize, styles: Styles) {
    let _ = writeln!(out, "\n{}", styles.bold(title));
    if entries.is_empty() {
        let _ = writeln!(out, "  nobody");
    }
    for one in entries.iter().take(most) {
        let name = one.integration.as_ref().map(|name| format!("{name} "));
        let text = format!("{}{}", name.unwrap_or_default(), one.username);
        let what = for_terminal(&format!("{} {}", one.verbs, one.target));
        let _ = writeln!(out, "  {}  {what}", for_terminal(&text));
        for source in &one.sources {
            let text = format!("through {}, which {}", source.through, source.because);
            let _ = writeln!(out, "    {}", styles.dim(for_terminal(&text)));
        }
    }
    if entries.len() > most {
        let _ = writeln!(out, "  and {} more (--json has all)", entries.len() - most);
    }
}
