//! Diagnostics as JSON.

use serde_json::{Value, json};

use crate::diagnostic::{Diagnostic, Severity};
use crate::source::Position;

/// Returns diagnostics as one JSON document.
#[must_use]
pub fn to_json(diagnostics: &[Diagnostic]) -> Value {
    let count = |severity| {
        let standing = diagnostics.iter().filter(|one| one.waived.is_none());
        standing.filter(|one| one.severity == severity).count()
    };
    json!({
        "format_version": "1.0",
        "summary": {
            "errors": count(Severity::Error),
            "warnings": count(Severity::Warning),
            "waived": diagnostics.iter().filter(|one| one.waived.is_some()).count(),
        },
        "diagnostics": diagnostics.iter().map(one).collect::<Vec<_>>(),
    })
}

fn one(diagnostic: &Diagnostic) -> Value {
    let Diagnostic {
        code,
        severity,
        message,
        path,
        range,
        start,
        end,
        label,
        related,
        notes,
        hints,
        suggestion,
        waived,
    } = diagnostic;
    json!({
        "code": code,
        "severity": severity.word(),
        "message": message,
        "path": path,
        "line": start.line,
        "column": start.column,
        "end": position(*end),
        "bytes": [range.start, range.end],
        "label": label,
        "related": related.iter().map(|other| json!({
            "path": other.path,
            "line": other.start.line,
            "column": other.start.column,
            "label": other.label,
        })).collect::<Vec<_>>(),
        "notes": notes,
        "hints": hints,
        "suggestion": suggestion.as_ref().map(|suggestion| json!({
            "bytes": [suggestion.range.start, suggestion.range.end],
            "replacement": suggestion.replacement,
        })),
        "waived": waived,
    })
}

fn position(position: Position) -> Value {
    json!({ "line": position.line, "column": position.column })
}
