//! Diagnostics as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning.

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{CODES, Diagnostic, Severity};
use crate::source::Position;

/// Returns diagnostics as a SARIF log of one run.
#[must_use]
pub fn to_sarif(diagnostics: &[Diagnostic]) -> Value {
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            tool: Tool { driver: driver() },
            column_kind: "unicodeCodePoints",
            results: diagnostics.iter().map(result).collect(),
        }],
    };
    serde_json::to_value(log).unwrap_or(Value::Null)
}

fn driver() -> Driver {
    let rules = CODES.iter().map(|facts| Rule {
        id: facts.code,
        short_description: Message {
            text: facts.meaning.to_owned(),
        },
    });
    Driver {
        name: "hallpass",
        semantic_version: env!("CARGO_PKG_VERSION"),
        rules: rules.collect(),
    }
}

fn result(diagnostic: &Diagnostic) -> ResultRecord {
    let related = diagnostic.related.iter().map(|other| Location {
        physical_location: physical(&other.path, other.start, None),
        message: Some(Message {
            text: other.label.clone(),
        }),
    });
    ResultRecord {
        rule_id: diagnostic.code,
        rule_index: CODES.iter().position(|facts| facts.code == diagnostic.code),
        level: match diagnostic.severity {
            Severity::Error => "error",
            Severity::Warning => "warning",
        },
        message: Message {
            text: whole_message(diagnostic),
        },
        locations: [Location {
            physical_location: physical(&diagnostic.path, diagnostic.start, Some(diagnostic.end)),
            message: None,
        }],
        related_locations: related.collect(),
    }
}

/// Viewers of SARIF show one message, so reasons and hints go into it.
fn whole_message(diagnostic: &Diagnostic) -> String {
    let mut lines = vec![diagnostic.message.clone()];
    lines.extend(diagnostic.notes.iter().cloned());
    lines.extend(diagnostic.hints.iter().cloned());
    lines.extend(
        diagnostic
            .suggestion
            .iter()
            .map(|one| format!("did you mean `{}`?", one.replacement)),
    );
    lines.join("\n")
}

fn physical(path: &str, start: Position, end: Option<Position>) -> PhysicalLocation {
    PhysicalLocation {
        artifact_location: ArtifactLocation {
            uri: path.replace('\\', "/").replace('%', "%25").replace(' ', "%20"),
        },
        region: Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
        },
    }
}

#[derive(Serialize)]
struct Log {
    #[serde(rename = "$schema")]
    schema: &'static str,
    version: &'static str,
    runs: [Run; 1],
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Run {
    tool: Tool,
    column_kind: &'static str,
    results: Vec<ResultRecord>,
}

#[derive(Serialize)]
struct Tool {
    driver: Driver,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Driver {
    name: &'static str,
    semantic_version: &'static str,
    rules: Vec<Rule>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Rule {
    id: &'static str,
    short_description: Message,
}

#[derive(Serialize)]
struct Message {
    text: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct ResultRecord {
    rule_id: &'static str,
    #[serde(skip_serializing_if = "Option::is_none")]
    rule_index: Option<usize>,
    level: &'static str,
    message: Message,
    locations: [Location; 1],
    #[serde(skip_serializing_if = "Vec::is_empty")]
    related_locations: Vec<Location>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Location {
    physical_location: PhysicalLocation,
    #[serde(skip_serializing_if = "Option::is_none")]
    message: Option<Message>,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct PhysicalLocation {
    artifact_location: ArtifactLocation,
    region: Region,
}

#[derive(Serialize)]
struct ArtifactLocation {
    uri: String,
}

#[derive(Serialize)]
#[serde(rename_all = "camelCase")]
struct Region {
    start_line: usize,
    start_column: usize,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_line: Option<usize>,
    #[serde(skip_serializing_if = "Option::is_none")]
    end_column: Option<usize>,
}
