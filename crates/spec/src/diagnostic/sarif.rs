//! Diagnostics as SARIF 2.1.0 (OASIS, "Static Analysis Results Interchange Format"), for code scanning.

use serde::Serialize;
use serde_json::Value;

use crate::diagnostic::{CODES, Diagnostic, Severity};
use crate::source::Position;

/// A rule of somebody else whose findings are among the diagnostics.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct RuleFacts {
    /// Its code.
    pub code: &'static str,
    /// What people call it.
    pub name: &'static str,
    /// How bad its findings are where nothing else is said.
    pub severity: Severity,
    /// Why it is there.
    pub why: &'static str,
    /// What to do about a finding.
    pub fix: &'static str,
}

/// Returns diagnostics as a SARIF log of one run, with the rules of others that were asked too.
#[must_use]
pub fn to_sarif(diagnostics: &[Diagnostic], more: &[RuleFacts]) -> Value {
    let rules = rules(more);
    let log = Log {
        schema: "https://json.schemastore.org/sarif-2.1.0.json",
        version: "2.1.0",
        runs: [Run {
            results: diagnostics.iter().map(|one| result(one, &rules)).collect(),
            tool: Tool {
                driver: Driver {
                    name: "hallpass",
                    semantic_version: env!("CARGO_PKG_VERSION"),
                    rules,
                },
            },
            column_kind: "unicodeCodePoints",
        }],
    };
    serde_json::to_value(log).unwrap_or(Value::Null)
}

fn rules(more: &[RuleFacts]) -> Vec<Rule> {
    let own = CODES.iter().map(|facts| Rule {
        id: facts.code,
        name: None,
        short_description: text(facts.meaning),
        help: None,
        default_configuration: None,
    });
    let others = more.iter().map(|facts| Rule {
        id: facts.code,
        name: Some(facts.name),
        short_description: text(facts.why),
        help: Some(text(facts.fix)),
        default_configuration: Some(Configuration {
            level: level(facts.severity),
        }),
    });
    own.chain(others).collect()
}

fn text(text: &str) -> Message {
    Message {
        text: text.to_owned(),
    }
}

const fn level(severity: Severity) -> &'static str {
    match severity {
        Severity::Error => "error",
        Severity::Warning => "warning",
    }
}

fn result(diagnostic: &Diagnostic, rules: &[Rule]) -> ResultRecord {
    let related = diagnostic.related.iter().map(|other| Location {
        physical_location: physical(&other.path, other.start, None),
        message: Some(Message {
            text: other.label.clone(),
        }),
    });
    ResultRecord {
        rule_id: diagnostic.code,
        rule_index: rules.iter().position(|rule| rule.id == diagnostic.code),
        level: level(diagnostic.severity),
        message: Message {
            text: whole_message(diagnostic),
        },
        locations: [Location {
            physical_location: physical(&diagnostic.path, diagnostic.start, Some(diagnostic.end)),
            message: None,
        }],
        related_locations: related.collect(),
        suppressions: diagnostic.waived.as_deref().map(suppressions),
    }
}

/// What a reviewed waiver covers stays in the log, and alarms nobody.
fn suppressions(waived: &str) -> [Suppression; 1] {
    [Suppression {
        kind: "inSource",
        status: "accepted",
        justification: waived.to_owned(),
    }]
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
        artifact_location: ArtifactLocation { uri: uri(path) },
        region: Region {
            start_line: start.line,
            start_column: start.column,
            end_line: end.map(|end| end.line),
            end_column: end.map(|end| end.column),
        },
    }
}

/// Writes a path as a relative reference (RFC 3986).
fn uri(path: &str) -> String {
    let mut uri = String::with_capacity(path.len());
    for byte in path.replace('\\', "/").bytes() {
        match byte {
            b'a'..=b'z' | b'A'..=b'Z' | b'0'..=b'9' | b'/' | b'.' | b'-' | b'_' | b'~' => {
                uri.push(char::from(byte));
            }
            _ => uri.push_str(&format!("%{byte:02X}")),
        }
    }
    uri
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
    #[serde(skip_serializing_if = "Option::is_none")]
    name: Option<&'static str>,
    short_description: Message,
    #[serde(skip_serializing_if = "Option::is_none")]
    help: Option<Message>,
    #[serde(skip_serializing_if = "Option::is_none")]
    default_configuration: Option<Configuration>,
}

#[derive(Serialize)]
struct Configuration {
    level: &'static str,
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
    #[serde(skip_serializing_if = "Option::is_none")]
    suppressions: Option<[Suppression; 1]>,
}

#[derive(Serialize)]
struct Suppression {
    kind: &'static str,
    status: &'static str,
    justification: String,
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
