//! Diagnostics as text for people, in the look of rustc.

use annotate_snippets::renderer::DecorStyle;
use annotate_snippets::{
    Annotation, AnnotationKind, Element, Group, Level, Origin, Patch, Renderer, Snippet,
};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::{Source, Sources};

/// How many lines two places may be apart and still be shown in one piece of source.
const NEAR_LINES: usize = 12;

/// Renders diagnostics, each with its source line, its reason and what to do; those that are waived are left out.
///
/// Text of specs is untrusted: control characters are replaced by the renderer, and literal secrets are already
/// blotted out in [`Sources`].
#[must_use]
pub fn render_text(diagnostics: &[Diagnostic], sources: &Sources, color: bool) -> String {
    let renderer = if color {
        Renderer::styled()
    } else {
        Renderer::plain()
    };
    let renderer = renderer.decor_style(DecorStyle::Ascii);
    let mut text = String::new();
    for diagnostic in diagnostics.iter().filter(|one| one.waived.is_none()) {
        text.push_str(&renderer.render(&report(diagnostic, sources)));
        text.push_str("\n\n");
    }
    text
}

fn report<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Group<'a>> {
    let level = match diagnostic.severity {
        Severity::Error => Level::ERROR,
        Severity::Warning => Level::WARNING,
    };
    let mut main = Group::with_title(
        level
            .primary_title(diagnostic.message.as_str())
            .id(diagnostic.code),
    );
    main = main.elements(places(diagnostic, sources));
    for note in &diagnostic.notes {
        main = main.element(Level::NOTE.message(note.as_str()));
    }
    for hint in &diagnostic.hints {
        main = main.element(Level::HELP.with_name("hint").message(hint.as_str()));
    }
    let mut groups = vec![main];
    groups.extend(suggestion(diagnostic, sources));
    groups
}

fn places<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Vec<Element<'a>> {
    let source = sources
        .get(&diagnostic.path)
        .filter(|source| !source.text().is_empty());
    let Some(source) = source else {
        // Nothing to show: a folder, an empty file, or one that was not read.
        return vec![
            Origin::path(diagnostic.path.as_str())
                .line(1)
                .char_column(1)
                .into(),
        ];
    };
    let line = diagnostic.start.line;
    let near = |other: &crate::Related| {
        other.path == diagnostic.path && other.start.line.abs_diff(line) <= NEAR_LINES
    };
    let (near, far): (Vec<_>, Vec<_>) = diagnostic.related.iter().partition(|other| near(other));

    let mut window = diagnostic.range.clone();
    for other in &near {
        window = window.start.min(other.range.start)..window.end.max(other.range.end);
    }
    let mut snippet = Cut::of(source, &window);
    snippet.add(AnnotationKind::Primary, &diagnostic.range, &diagnostic.label);
    for other in near {
        snippet.add(AnnotationKind::Context, &other.range, &other.label);
    }
    let mut elements = vec![snippet.into_element()];
    for other in far {
        if let Some(source) = sources.get(&other.path) {
            let mut snippet = Cut::of(source, &other.range);
            snippet.add(AnnotationKind::Context, &other.range, &other.label);
            elements.push(snippet.into_element());
        }
    }
    elements
}

fn suggestion<'a>(diagnostic: &'a Diagnostic, sources: &'a Sources) -> Option<Group<'a>> {
    let suggestion = diagnostic.suggestion.as_ref()?;
    let source = sources.get(&diagnostic.path)?;
    let (window, line) = source.window(&suggestion.range);
    let range = suggestion.range.start - window.start..suggestion.range.end - window.start;
    let snippet = Snippet::source(&source.text()[window])
        .line_start(line)
        .path(source.path())
        .patch(Patch::new(range, suggestion.replacement.as_str()));
    Some(
        Group::with_title(
            Level::HELP
                .with_name("hint")
                .secondary_title("did you mean this?"),
        )
        .element(snippet),
    )
}

/// The lines around some places; the whole file would make rendering slow where both are many.
struct Cut<'a> {
    source: &'a Source,
    start: usize,
    snippet: Snippet<'a, Annotation<'a>>,
}

impl<'a> Cut<'a> {
    fn of(source: &'a Source, range: &std::ops::Range<usize>) -> Self {
        let (window, line) = source.window(range);
        Self {
            source,
            start: window.start,
            snippet: Snippet::source(&source.text()[window])
                .line_start(line)
                .path(source.path()),
        }
    }

    fn add(&mut self, kind: AnnotationKind, range: &std::ops::Range<usize>, label: &'a str) {
        let range = self.source.clamp(range);
        let annotation = kind.span(range.start - self.start..range.end - self.start);
        let annotation = if label.is_empty() {
            annotation
        } else {
            annotation.label(label)
        };
        let snippet = std::mem::replace(&mut self.snippet, Snippet::source(""));
        self.snippet = snippet.annotation(annotation);
    }

    fn into_element(self) -> Element<'a> {
        self.snippet.into()
    }
}
