//! A plan for a comment on a pull request.

use std::fmt::Write as _;

use hallpass_model::{Change, IntegrationName, Risk, Shape};

use super::phrase::{effect, is_quiet, left_alone, subject, symbol};
use super::text::totals_line;
use super::validation::validation_as_markdown;
use super::{PlanDocument, for_markdown};

/// Prints a plan as Markdown: totals, risky lines, then each integration in a fold.
pub(crate) fn plan_as_markdown(document: &PlanDocument) -> String {
    let mut out = String::new();
    let org = &document.org;
    let _ = writeln!(out, "### hallpass plan for {}\n", for_markdown(&org.name));
    if document.has_no_changes() {
        let _ = writeln!(
            out,
            "No changes. {} things are as they should be.",
            document.unchanged
        );
    } else {
        let _ = writeln!(out, "{}", totals_line(document));
    }
    risky(&mut out, document);
    for integration in document.integrations() {
        fold(&mut out, document, integration);
    }
    warnings(&mut out, document);
    if let Some(validation) = &document.validation {
        out.push_str(&validation_as_markdown(validation));
    }
    let _ = writeln!(
        out,
        "\n<sub>{} as {}</sub>",
        for_markdown(&org.url),
        for_markdown(org.username.as_str())
    );
    out
}

fn risky(out: &mut String, document: &PlanDocument) {
    let risky: Vec<_> = document
        .changes
        .iter()
        .filter(|change| change.risk > Risk::Low)
        .collect();
    if risky.is_empty() {
        return;
    }
    let _ = writeln!(out, "\n| Risk | Integration | Change |\n| --- | --- | --- |");
    for change in risky {
        let _ = writeln!(
            out,
            "| {} | {} | {} |",
            change.risk,
            change.integration,
            phrase(document, change)
        );
    }
}

fn fold(out: &mut String, document: &PlanDocument, integration: &IntegrationName) {
    let changes = document.changes_of(integration);
    let blocked: Vec<_> = document
        .blocked
        .iter()
        .filter(|blocked| blocked.address.integration == *integration)
        .collect();
    let unmanaged: Vec<_> = document
        .unmanaged
        .iter()
        .filter(|thing| thing.address.integration == *integration)
        .collect();
    let parts = [
        (changes.len(), "to do"),
        (blocked.len(), "blocked"),
        (unmanaged.len(), "left alone"),
    ];
    let counts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    let counts = counts.join(", ");
    let _ = writeln!(out, "\n<details><summary>{integration}: {counts}</summary>\n");
    for change in changes {
        let _ = writeln!(out, "- {}", phrase(document, change));
        if change.kind.shape() == Shape::Entity {
            for (attribute, before, after) in change
                .differences()
                .into_iter()
                .filter(|(a, ..)| !is_quiet(change, *a))
            {
                let side = |value: Option<&hallpass_model::Value>| {
                    value.map_or_else(|| "nothing".to_owned(), |value| for_markdown(&value.to_string()))
                };
                let _ = match before {
                    None => writeln!(out, "  - {}: {}", for_markdown(attribute.word()), side(after)),
                    Some(_) => writeln!(
                        out,
                        "  - {}: {} → {}",
                        for_markdown(attribute.word()),
                        side(before),
                        side(after)
                    ),
                };
            }
        }
    }
    for one in blocked {
        let what = subject(document, &one.address);
        let _ = writeln!(
            out,
            "- **blocked** {}: {}. {}",
            for_markdown(&what),
            for_markdown(&one.message),
            for_markdown(&one.hint)
        );
    }
    for thing in unmanaged {
        let _ = writeln!(
            out,
            "- left alone: {}",
            for_markdown(&left_alone(document, thing))
        );
    }
    let _ = writeln!(out, "\n</details>");
}

fn phrase(document: &PlanDocument, change: &Change) -> String {
    let text = format!(
        "`{}` {} {}",
        symbol(change.action),
        for_markdown(&subject(document, &change.address)),
        effect(change)
    );
    text.trim_end().to_owned()
}

fn warnings(out: &mut String, document: &PlanDocument) {
    for warning in &document.warnings {
        let place = warning
            .address
            .as_ref()
            .map(|address| format!("{}: ", for_markdown(&address.to_string())))
            .unwrap_or_default();
        let _ = writeln!(out, "\n> **Warning** {place}{}", for_markdown(&warning.message));
    }
}
