//! A problem while it is being found, and a diagnostic once all are known.

use std::collections::BTreeSet;
use std::ops::Range;

use crate::source::{Place, Position, Sources};

/// How bad a problem is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Severity {
    /// The spec can't be used.
    Error,
    /// The spec can be used, and does something else than one may think.
    Warning,
}

impl Severity {
    /// Returns the word used in text and JSON.
    #[must_use]
    pub const fn word(self) -> &'static str {
        match self {
            Severity::Error => "error",
            Severity::Warning => "warning",
        }
    }
}

/// A problem of a spec, with its place.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Diagnostic {
    /// One of [`CODES`](crate::CODES).
    pub code: &'static str,
    /// How bad it is.
    pub severity: Severity,
    /// What is wrong, as a fragment.
    pub message: String,
    /// The file, as the user would write its path.
    pub path: String,
    /// The bytes of the file.
    pub range: Range<usize>,
    /// Where the range starts.
    pub start: Position,
    /// Where the range ends.
    pub end: Position,
    /// What to write under the range; may be empty.
    pub label: String,
    /// Other places that belong to it.
    pub related: Vec<Related>,
    /// Why it is so.
    pub notes: Vec<String>,
    /// What one can do.
    pub hints: Vec<String>,
    /// A text that would be right in the place of the range.
    pub suggestion: Option<Suggestion>,
    /// Who gave leave for it to stay, until when and why; such a one is counted nowhere.
    pub waived: Option<String>,
}

impl Diagnostic {
    /// Makes a diagnostic of a place, with nothing but a message.
    pub(crate) fn at(
        code: &'static str,
        severity: Severity,
        place: Place,
        message: String,
        sources: &Sources,
    ) -> Self {
        Problem::new(severity, code, place, message).into_diagnostic(sources)
    }
}

/// Another place that belongs to a problem.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Related {
    /// The file.
    pub path: String,
    /// The bytes of the file.
    pub range: Range<usize>,
    /// Where the range starts.
    pub start: Position,
    /// What to write under it.
    pub label: String,
}

/// What to write instead.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Suggestion {
    /// The bytes that go.
    pub range: Range<usize>,
    /// What comes in their place.
    pub replacement: String,
}

/// A problem as a check states it.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub(crate) struct Problem {
    place: Place,
    severity: Severity,
    code: &'static str,
    message: String,
    label: String,
    related: Vec<(Place, String)>,
    notes: Vec<String>,
    hints: Vec<String>,
    suggestion: Option<(Place, String)>,
}

impl Problem {
    fn new(severity: Severity, code: &'static str, place: Place, message: String) -> Self {
        Self {
            place,
            severity,
            code,
            message: cut(message),
            label: String::new(),
            related: Vec::new(),
            notes: Vec::new(),
            hints: Vec::new(),
            suggestion: None,
        }
    }

    pub(crate) fn error(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Error, code, place, message.into())
    }

    pub(crate) fn warning(code: &'static str, place: Place, message: impl Into<String>) -> Self {
        Self::new(Severity::Warning, code, place, message.into())
    }

    pub(crate) fn label(mut self, label: impl Into<String>) -> Self {
        self.label = cut(label.into());
        self
    }

    pub(crate) fn related(mut self, place: Place, label: impl Into<String>) -> Self {
        self.related.push((place, label.into()));
        self
    }

    pub(crate) fn note(mut self, note: impl Into<String>) -> Self {
        self.notes.push(cut(note.into()));
        self
    }

    pub(crate) fn hint(mut self, hint: impl Into<String>) -> Self {
        self.hints.push(cut(hint.into()));
        self
    }

    pub(crate) fn suggest(mut self, replacement: impl Into<String>) -> Self {
        self.suggestion = Some((self.place, replacement.into()));
        self
    }

    /// Leaves the suggestion out: the text in the file is not the one that was looked at.
    pub(crate) fn unsuggested(mut self) -> Self {
        self.suggestion = None;
        self
    }

    fn into_diagnostic(self, sources: &Sources) -> Diagnostic {
        let source = sources.file(self.place.file);
        let range = source.clamp(&self.place.range());
        let related = self.related.into_iter().map(|(place, label)| {
            let source = sources.file(place.file);
            let range = source.clamp(&place.range());
            Related {
                path: source.path().to_owned(),
                start: source.position(range.start),
                range,
                label,
            }
        });
        Diagnostic {
            code: self.code,
            severity: self.severity,
            message: self.message,
            path: source.path().to_owned(),
            start: source.position(range.start),
            end: source.position(range.end),
            label: self.label,
            related: related.collect(),
            notes: self.notes,
            hints: self.hints,
            suggestion: self.suggestion.map(|(place, replacement)| Suggestion {
                range: source.clamp(&place.range()),
                replacement,
            }),
            range,
            waived: None,
        }
    }
}

/// After so many errors, or warnings, nobody reads on, and a hostile file shall not fill the memory.
const MAX_OF_A_KIND: usize = 10_000;
/// Longer texts of a spec are cut in messages; the source line is shown anyway.
const MAX_MESSAGE: usize = 400;

fn cut(text: String) -> String {
    match text.char_indices().nth(MAX_MESSAGE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text,
    }
}

/// Problems found so far.
///
/// A set: what stands behind an alias is looked at in every place where the alias stands, and told once.
#[derive(Debug, Clone, Default)]
pub(crate) struct Problems {
    found: BTreeSet<Problem>,
    errors: usize,
    warnings: usize,
}

impl Problems {
    pub(crate) fn push(&mut self, problem: Problem) {
        let count = match problem.severity {
            Severity::Error => &mut self.errors,
            Severity::Warning => &mut self.warnings,
        };
        if *count < MAX_OF_A_KIND && self.found.insert(problem) {
            *count += 1;
        }
    }

    pub(crate) fn append(&mut self, other: Problems) {
        for problem in other {
            self.push(problem);
        }
    }

    /// Returns whether this very problem was found already.
    pub(crate) fn has(&self, problem: &Problem) -> bool {
        self.found.contains(problem)
    }

    pub(crate) fn has_errors(&self) -> bool {
        self.errors > 0
    }

    /// Gives the problems in the order of their places.
    pub(crate) fn into_diagnostics(self, sources: &Sources) -> Vec<Diagnostic> {
        let mut all: Vec<_> = self
            .found
            .into_iter()
            .map(|one| one.into_diagnostic(sources))
            .collect();
        // Stable: within one place the order of the set stays.
        all.sort_by(|a, b| (&a.path, a.range.start).cmp(&(&b.path, b.range.start)));
        all
    }
}

impl IntoIterator for Problems {
    type Item = Problem;
    type IntoIter = std::collections::btree_set::IntoIter<Problem>;

    fn into_iter(self) -> Self::IntoIter {
        self.found.into_iter()
    }
}
