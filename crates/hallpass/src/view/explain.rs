//! Why a user can do something or cannot, for a terminal and for programs.

use std::collections::BTreeSet;
use std::fmt::Write as _;

use hallpass_access::{Access, Explained, Explanation, Extra, HeldBack, Need, Origin, Source};
use hallpass_model::{
    ApiName, Enforce, FORMAT_VERSION, Integration, IntegrationName, Kind, Live, OrgName, Username, Verb,
    Verbs,
};
use serde::Serialize;

use super::phrase::noun;
use super::through::ThroughEntry;
use super::{Styles, for_terminal};

/// What `explain --json` prints.
#[derive(Debug, Serialize)]
pub(crate) struct ExplainDocument {
    format_version: &'static str,
    org: OrgName,
    integration: IntegrationName,
    user: Username,
    /// What was asked about; absent without a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    targets: Option<Vec<TargetEntry>>,
    /// Access beyond the spec; absent with a target.
    #[serde(skip_serializing_if = "Option::is_none")]
    extra: Option<Vec<ExtraEntry>>,
    /// What the integration's own permission set shows; absent with a target, and where the org does not tell.
    #[serde(skip_serializing_if = "Option::is_none")]
    record_types: Option<RecordTypes>,
    /// What else there is to know: what could not be seen, what stops the user altogether.
    notes: Vec<String>,
    #[serde(skip)]
    enforce: Enforce,
}

#[derive(Debug, Serialize)]
struct TargetEntry {
    kind: Kind,
    name: String,
    allowed: Verbs,
    declared: Verbs,
    verbs: Vec<VerbEntry>,
}

#[derive(Debug, Serialize)]
struct VerbEntry {
    verb: Verb,
    allowed: bool,
    declared: bool,
    sources: Vec<SourceEntry>,
    held_back: Vec<String>,
    missing: Vec<String>,
}

#[derive(Debug, Serialize)]
struct SourceEntry {
    #[serde(flatten)]
    through: ThroughEntry,
    because: String,
    #[serde(skip)]
    text: String,
}

#[derive(Debug, Serialize)]
struct ExtraEntry {
    origin: &'static str,
    kind: Kind,
    name: String,
    verbs: Verbs,
    #[serde(flatten)]
    source: SourceEntry,
}

#[derive(Debug, Serialize)]
struct RecordTypes {
    permission_set: ApiName,
    visible: BTreeSet<String>,
}

impl ExplainDocument {
    /// Makes a document that says of whom it is.
    pub(crate) fn new(org: &OrgName, one: &Integration, live: &Live, access: &Access) -> Self {
        Self {
            format_version: FORMAT_VERSION,
            org: org.clone(),
            integration: one.name.clone(),
            user: one.user.username.clone(),
            targets: None,
            extra: None,
            record_types: None,
            notes: notes(one, live, access),
            enforce: one.enforce,
        }
    }

    /// Adds what was asked about, with all verbs or one.
    pub(crate) fn with_targets(mut self, targets: &[Explanation], only: Option<Verb>) -> Self {
        self.targets = Some(targets.iter().map(|one| TargetEntry::new(one, only)).collect());
        self
    }

    /// Adds what the user can do beyond the spec.
    pub(crate) fn with_extra(mut self, extra: &[Extra]) -> Self {
        self.extra = Some(extra.iter().map(ExtraEntry::new).collect());
        self
    }

    /// Adds which record types the integration's own set shows, or a note why the org does not tell.
    pub(crate) fn with_record_types(
        mut self,
        permission_set: &ApiName,
        shown: Result<BTreeSet<String>, String>,
    ) -> Self {
        let permission_set = permission_set.clone();
        match shown {
            Ok(visible) => {
                self.record_types = Some(RecordTypes {
                    permission_set,
                    visible,
                });
            }
            Err(why) => self.notes.push(format!(
                "which record types {permission_set} shows could not be read ({why})"
            )),
        }
        self
    }
}

fn notes(one: &Integration, live: &Live, access: &Access) -> Vec<String> {
    let user = &one.user.username;
    let Some(there) = live.users.get(user) else {
        return vec![format!(
            "{user} is not there yet; `hallpass plan` says what would be made"
        )];
    };
    let mut notes = Vec::new();
    if !there.active {
        notes.push(format!("{user} is not active, so it can do nothing of this now"));
    } else if there.frozen.known() == Some(&true) {
        notes.push(format!("{user} is frozen, so it cannot log in now"));
    }
    for (group, state) in &access.unsettled {
        notes.push(format!(
            "group {group}: the org has not worked out what it gives ({state}); it may be other access than is told here"
        ));
    }
    if let Some(why) = &access.unknown_activation {
        notes.push(format!(
            "what is active in sessions of {user} cannot be seen ({why}); sets that must be activated are told as if none were"
        ));
    }
    for through in &access.unseen {
        notes.push(format!(
            "{through} could not be read as a whole; there may be more access than is told here"
        ));
    }
    notes
}

impl TargetEntry {
    fn new(told: &Explanation, only: Option<Verb>) -> Self {
        let asked = |verb: &Verb| only.is_none_or(|only| only == *verb);
        Self {
            kind: told.target.kind(),
            name: told.target.name().to_string(),
            allowed: told.allowed.iter().filter(asked).collect(),
            declared: told.declared.iter().filter(asked).collect(),
            verbs: told
                .verbs
                .iter()
                .filter(|one| asked(&one.verb))
                .map(VerbEntry::new)
                .collect(),
        }
    }
}

impl VerbEntry {
    fn new(told: &Explained) -> Self {
        let license = told.ceiling.as_ref().map(ToString::to_string);
        Self {
            verb: told.verb,
            allowed: told.is_allowed,
            declared: told.is_declared,
            sources: told.sources.iter().map(SourceEntry::new).collect(),
            held_back: told.held_back.iter().map(HeldBack::to_string).collect(),
            missing: told.needs.as_ref().map(need).into_iter().chain(license).collect(),
        }
    }
}

fn need(need: &Need) -> String {
    let verbs: Vec<_> = need.any.iter().map(Verb::word).collect();
    format!(
        "it needs {} on {}, which the user lacks",
        verbs.join(" or "),
        need.object
    )
}

impl SourceEntry {
    fn new(source: &Source) -> Self {
        Self {
            through: ThroughEntry::new(&source.through),
            because: source.because.to_string(),
            text: format!("{} {}", source.through, source.because),
        }
    }
}

impl ExtraEntry {
    fn new(extra: &Extra) -> Self {
        Self {
            origin: extra.origin.word(),
            kind: extra.target.kind(),
            name: extra.target.name().to_string(),
            verbs: extra.verbs,
            source: SourceEntry::new(&extra.source),
        }
    }
}

/// Prints an explanation as text, with a line feed at its end.
pub(crate) fn explain_as_text(document: &ExplainDocument, styles: Styles) -> String {
    let mut out = String::new();
    let parts = document.targets.iter().flatten();
    let targets: Vec<String> = parts.map(|one| target(&document.user, one, styles)).collect();
    out.push_str(&targets.join("\n"));
    if let Some(extra) = &document.extra {
        out.push_str(&beyond(document, extra, styles));
    }
    if let Some(shown) = &document.record_types {
        out.push_str(&record_types(shown));
    }
    for note in &document.notes {
        let _ = writeln!(out, "\n{} {}", styles.warn("note:"), for_terminal(note));
    }
    out
}

fn target(user: &Username, told: &TargetEntry, styles: Styles) -> String {
    let what = named(told.kind, &told.name);
    let can = match told.allowed.is_empty() {
        false => format!("can {} {what}", spoken(told.allowed)),
        true => match told.verbs.as_slice() {
            [one] => format!("cannot {} {what}", one.verb),
            _ => format!("can do nothing with {what}"),
        },
    };
    let mut out = format!("{}\n\n", styles.bold(for_terminal(&format!("{user} {can}."))));
    for verb in &told.verbs {
        lines(&mut out, verb, styles);
    }
    out
}

/// `read and edit`
fn spoken(verbs: Verbs) -> String {
    let words: Vec<_> = verbs.iter().map(Verb::word).collect();
    match words.split_last() {
        Some((last, rest)) if !rest.is_empty() => format!("{} and {last}", rest.join(", ")),
        _ => words.join(""),
    }
}

fn lines(out: &mut String, told: &VerbEntry, styles: Styles) {
    let is_allowed = match told.allowed {
        true => styles.good("yes"),
        false => "no ".to_owned(),
    };
    let spec = match (told.allowed, told.declared) {
        (true, false) => styles.warn("  (beyond the spec)"),
        (false, true) => styles.warn("  (although the spec grants it)"),
        _ => String::new(),
    };
    let sources = told.sources.iter().map(|one| &one.text);
    let all: Vec<&String> = sources.chain(&told.held_back).chain(&told.missing).collect();
    let nothing = "nothing grants it".to_owned();
    let all = if all.is_empty() { vec![&nothing] } else { all };
    for (at, line) in all.into_iter().enumerate() {
        let line = for_terminal(line);
        let _ = match at {
            0 => writeln!(out, "  {:<16}{is_allowed}  {line}{spec}", told.verb),
            _ => writeln!(out, "  {:<16}     {line}", ""),
        };
    }
}

fn beyond(document: &ExplainDocument, extra: &[ExtraEntry], styles: Styles) -> String {
    let user = &document.user;
    if extra.is_empty() {
        return format!("{user} can do nothing beyond its spec.\n");
    }
    let mut out = format!(
        "{}\n",
        styles.bold(format!("{user} can do more than its spec holds."))
    );
    for origin in Origin::ALL {
        let of_origin: Vec<_> = extra.iter().filter(|one| one.origin == origin.word()).collect();
        if of_origin.is_empty() {
            continue;
        }
        let _ = writeln!(out, "\n{}", heading(origin, document.enforce));
        for one in of_origin {
            let line = format!(
                "{} {}: {}",
                one.verbs,
                named(one.kind, &one.name),
                one.source.text
            );
            let _ = writeln!(out, "  {}", for_terminal(&line));
        }
    }
    out
}

/// Nothing where there are none: they are no access.
fn record_types(shown: &RecordTypes) -> String {
    if shown.visible.is_empty() {
        return String::new();
    }
    let mut out = format!(
        "\nRecord types that {} shows, which no spec manages:\n",
        for_terminal(shown.permission_set.as_str())
    );
    for name in &shown.visible {
        let _ = writeln!(out, "  {}", for_terminal(name));
    }
    out
}

const fn heading(origin: Origin, enforce: Enforce) -> &'static str {
    match origin {
        Origin::Ours => match enforce {
            Enforce::Exact => "Ours to remove; `hallpass apply` does:",
            Enforce::Additive => "Ours to remove; `enforce: additive` leaves it:",
            Enforce::Report | Enforce::Adopt => "Ours to remove; `enforce: report` leaves it:",
        },
        Origin::Elsewhere => "Granted elsewhere:",
        Origin::Implied => "Implied by the platform:",
    }
}

fn named(kind: Kind, name: &str) -> String {
    match kind {
        Kind::Object | Kind::Field => name.to_owned(),
        _ => format!("{} {name}", noun(kind)),
    }
}
