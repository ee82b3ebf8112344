//! What drift found, in the text format of Prometheus.

use std::collections::BTreeMap;
use std::fmt::Write as _;

use super::DriftDocument;
use super::drift::is_exposed;

/// When a run began, in seconds since 1970, how long it took, and how it ended.
#[derive(Debug, Clone, Copy)]
pub(crate) struct RunFacts {
    pub(crate) began: i64,
    pub(crate) duration_ms: u64,
    pub(crate) exit_code: u8,
}

/// Prints the metrics of one org. Without a document, which says that it could not be read, nothing is said of deviations:
/// a zero would be a lie.
pub(crate) fn metrics(org: &str, run: RunFacts, document: Option<&DriftDocument>) -> String {
    let mut out = String::new();
    let of_org = label(&[("org", org)]);
    let mut gauge = |name: &str, help: &str, values: &[(String, String)]| {
        let _ = writeln!(out, "# HELP hallpass_drift_{name} {help}");
        let _ = writeln!(out, "# TYPE hallpass_drift_{name} gauge");
        for (labels, value) in values {
            let _ = writeln!(out, "hallpass_drift_{name}{labels} {value}");
        }
    };
    let one = |value: String| vec![(of_org.clone(), value)];
    gauge(
        "last_run_timestamp_seconds",
        "When drift was last looked for.",
        &one(run.began.to_string()),
    );
    gauge(
        "success",
        "Whether the org could be read.",
        &one(u8::from(document.is_some()).to_string()),
    );
    gauge(
        "exit_code",
        "How the last run ended.",
        &one(run.exit_code.to_string()),
    );
    let seconds = format!("{}.{:03}", run.duration_ms / 1000, run.duration_ms % 1000);
    gauge("duration_seconds", "How long the last run took.", &one(seconds));
    if let Some(document) = document {
        let plan = &document.plan;
        gauge(
            "api_calls",
            "How many calls the last run made.",
            &one(plan.api.calls.to_string()),
        );
        gauge(
            "unchanged",
            "How many managed things are as specified.",
            &one(plan.unchanged.to_string()),
        );
        gauge(
            "integrations",
            "How many integrations were looked at.",
            &one(document.heartbeat.integrations.to_string()),
        );
        gauge(
            "deviating",
            "How many deviations there are.",
            &one(document.heartbeat.deviations.to_string()),
        );
        gauge(
            "blocked",
            "How many things are blocked.",
            &one(plan.blocked.len().to_string()),
        );
        gauge(
            "deviations",
            "Deviations by integration, kind and risk.",
            &by_kind(org, document),
        );
    }
    out
}

fn by_kind(org: &str, document: &DriftDocument) -> Vec<(String, String)> {
    let mut counts: BTreeMap<[String; 3], u64> = BTreeMap::new();
    for change in &document.plan.changes {
        let key = [
            change.integration.to_string(),
            change.kind.to_string(),
            change.risk.to_string(),
        ];
        *counts.entry(key).or_default() += 1;
    }
    for warning in document
        .plan
        .warnings
        .iter()
        .filter(|warning| is_exposed(warning))
    {
        let integration = warning
            .address
            .as_ref()
            .map(|address| address.integration.to_string());
        let kind = warning.address.as_ref().map(|address| address.kind.to_string());
        let risk = warning
            .risk
            .map_or_else(|| "unrated".to_owned(), |risk| risk.to_string());
        *counts
            .entry([integration.unwrap_or_default(), kind.unwrap_or_default(), risk])
            .or_default() += 1;
    }
    let lines = counts.into_iter().map(|([integration, kind, risk], count)| {
        let labels = label(&[
            ("org", org),
            ("integration", &integration),
            ("kind", &kind),
            ("risk", &risk),
        ]);
        (labels, count.to_string())
    });
    lines.collect()
}

fn label(labels: &[(&str, &str)]) -> String {
    let labels = labels.iter().map(|(name, value)| {
        let value = value
            .replace('\\', "\\\\")
            .replace('"', "\\\"")
            .replace('\n', "\\n");
        format!("{name}=\"{value}\"")
    });
    format!("{{{}}}", labels.collect::<Vec<_>>().join(","))
}

#[cfg(test)]
mod tests {
    use super::{RunFacts, metrics};

    #[test]
    fn a_run_that_could_not_read_says_so_and_nothing_of_deviations() {
        let run = RunFacts {
            began: 1_790_000_000,
            duration_ms: 1_234,
            exit_code: 1,
        };
        let text = metrics("pr\"od", run, None);
        assert!(
            text.contains("hallpass_drift_success{org=\"pr\\\"od\"} 0\n"),
            "{text}"
        );
        assert!(
            text.contains("hallpass_drift_duration_seconds{org=\"pr\\\"od\"} 1.234\n"),
            "{text}"
        );
        assert!(!text.contains("deviat"), "{text}");
    }
}
