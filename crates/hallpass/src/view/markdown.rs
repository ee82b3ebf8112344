//! A plan for a comment on a pull request.

use hallpass_model::{Blocked, Change, IntegrationName, Risk, Shape, Value};

use super::comment::{Comment, brief};
use super::phrase::{effect, is_quiet, left_alone, subject, symbol};
use super::text::totals_line;
use super::told::{Told, who};
use super::validation::validation_as_markdown;
use super::{PlanDocument, for_markdown};

/// Prints a plan as Markdown: totals, what is risky, what is in the way, then each integration in a fold. It fits into a
/// comment; its first line, which nobody sees, says what of, so that the comment can be edited in place.
pub(crate) fn plan_as_markdown(document: &PlanDocument, command: &str) -> String {
    plan_as_markdown_with(document, command, None)
}

/// The same with one more line at its head.
pub(super) fn plan_as_markdown_with(document: &PlanDocument, command: &str, more: Option<&str>) -> String {
    let org = &document.org;
    let mut comment = Comment::about(
        &format!("{command} org={}", plain(&org.name)),
        &format!("hallpass {command} for {}", for_markdown(&org.name)),
    );
    comment.summary(&match document.has_no_changes() {
        true => format!("No changes. {} things are as they should be.", document.unchanged),
        false => totals_line(document),
    });
    if let Some(more) = more {
        comment.summary(&format!("\n{}", safe(more)));
    }
    risky(&mut comment, document);
    in_the_way(&mut comment, document);
    warnings(&mut comment, document);
    if let Some(validation) = &document.validation {
        validation_as_markdown(&mut comment, validation);
    }
    for integration in document.integrations() {
        fold(&mut comment, document, integration);
    }
    comment.foot(format!(
        "\n<sub>{} as {}</sub>\n",
        for_markdown(&org.url),
        for_markdown(org.username.as_str())
    ));
    comment.finish()
}

/// What may stand in the hidden first line.
fn plain(name: &str) -> String {
    name.chars()
        .filter(|c| c.is_ascii_alphanumeric() || *c == '-' || *c == '_')
        .collect()
}

pub(super) fn risky(comment: &mut Comment, document: &PlanDocument) {
    let mut risky: Vec<_> = document
        .changes
        .iter()
        .filter(|change| change.risk > Risk::Low)
        .collect();
    if risky.is_empty() {
        return;
    }
    // The highest risk first; within one risk the order of the plan.
    risky.sort_by_key(|change| std::cmp::Reverse(change.risk));
    comment.open("\n| Risk | Integration | Change |\n| --- | --- | --- |\n");
    for change in risky {
        comment.line(format!(
            "| {} | {} | {} |\n",
            change.risk,
            change.integration,
            phrase(document, change)
        ));
    }
    comment.close("");
}

pub(super) fn in_the_way(comment: &mut Comment, document: &PlanDocument) {
    for blocked in &document.blocked {
        let Blocked {
            address,
            message,
            hint,
            reason: _,
        } = blocked;
        comment.line(format!(
            "\n> **Blocked** {} of {}: {}. {}\n",
            safe(&subject(document, address)),
            address.integration,
            safe(message),
            safe(hint)
        ));
    }
}

fn warnings(comment: &mut Comment, document: &PlanDocument) {
    for warning in &document.warnings {
        let address = warning.address.as_ref();
        let place = address.map(|address| format!("{}: ", safe(&address.to_string())));
        let label = match warning.risk {
            Some(risk) => format!("Warning, {risk} risk"),
            None => "Warning".to_owned(),
        };
        comment.line(format!(
            "\n> **{label}** {}{}{}\n",
            place.unwrap_or_default(),
            safe(&warning.message),
            by(warning)
        ));
    }
}

fn fold(comment: &mut Comment, document: &PlanDocument, integration: &IntegrationName) {
    let changes = document.changes_of(integration);
    let unmanaged: Vec<_> = document
        .unmanaged
        .iter()
        .filter(|thing| thing.address.integration == *integration)
        .collect();
    let parts = [(changes.len(), "to do"), (unmanaged.len(), "left alone")];
    let counts: Vec<_> = parts
        .iter()
        .filter(|(count, _)| *count > 0)
        .map(|(count, word)| format!("{count} {word}"))
        .collect();
    if counts.is_empty() {
        return;
    }
    let counts = counts.join(", ");
    comment.open(format!(
        "\n<details><summary>{integration}: {counts}</summary>\n\n"
    ));
    for change in changes {
        comment.line(change_lines(document, change));
    }
    for thing in unmanaged {
        comment.line(format!("- left alone: {}\n", safe(&left_alone(document, thing))));
    }
    comment.close("\n</details>\n");
}

/// A change with its values, which stand or go together.
pub(super) fn change_lines(document: &PlanDocument, change: &Told<Change>) -> String {
    let mut lines = format!("- {}\n", phrase(document, change));
    if change.kind.shape() != Shape::Entity {
        return lines;
    }
    let differences = change.differences().into_iter();
    for (attribute, before, after) in differences.filter(|(attribute, ..)| !is_quiet(change, *attribute)) {
        let name = safe(attribute.word());
        lines.push_str(&match before {
            None => format!("  - {name}: {}\n", side(after)),
            Some(_) => format!("  - {name}: {} → {}\n", side(before), side(after)),
        });
    }
    lines
}

fn side(value: Option<&Value>) -> String {
    value.map_or_else(|| "nothing".to_owned(), |value| safe(&value.to_string()))
}

/// Who is behind it, where somebody looked.
fn by<T>(told: &Told<T>) -> String {
    let who = told
        .origin
        .as_ref()
        .map(|origin| format!(", {}", safe(&who(origin))));
    who.unwrap_or_default()
}

fn phrase(document: &PlanDocument, change: &Told<Change>) -> String {
    let text = format!(
        "`{}` {} {}",
        symbol(change.action),
        safe(&subject(document, &change.address)),
        effect(change)
    );
    text.trim_end().to_owned() + &by(change)
}

/// Text of an org or a spec: no longer than anybody reads, and no markup.
pub(super) fn safe(text: &str) -> String {
    for_markdown(&brief(text))
}
