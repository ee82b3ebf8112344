//! A plan for a terminal: grouped by integration, readable at 80 columns.

use std::fmt::Write as _;

use hallpass_model::{Action, Attribute, Blocked, Change, IntegrationName, Shape, Summary, Value};
use similar::{ChangeTag, TextDiff};

use super::phrase::{effect, is_quiet, left_alone, subject, symbol};
use super::told::who;
use super::validation::validation_as_text;
use super::{PlanDocument, Styles, for_terminal};

/// How wide a terminal is taken to be.
const WIDTH: usize = 80;
/// Where the effect of a change begins; subjects longer than this push it.
const EFFECT_COLUMN: usize = 38;
/// Where the risk of a change begins.
const RISK_COLUMN: usize = 72;
/// Where the values of attributes begin.
const VALUE_COLUMN: usize = 23;

/// Prints a plan as text, with a line feed at its end.
pub(crate) fn plan_as_text(document: &PlanDocument, styles: Styles) -> String {
    let mut out = String::new();
    heading(&mut out, document, styles);
    for integration in document.integrations() {
        section(&mut out, document, integration, styles);
    }
    warnings(&mut out, document, styles);
    totals(&mut out, document, styles);
    if let Some(validation) = &document.validation {
        out.push_str(&validation_as_text(validation, styles));
    }
    out
}

fn heading(out: &mut String, document: &PlanDocument, styles: Styles) {
    let org = &document.org;
    let place = for_terminal(&format!("{} as {}", org.url, org.username));
    line(out, &format!("{} {}", styles.bold(&org.name), styles.dim(place)));
}

fn section(out: &mut String, document: &PlanDocument, integration: &IntegrationName, styles: Styles) {
    line(out, "");
    line(out, &styles.bold(integration));
    body(out, document, integration, styles);
}

/// Prints what is to be done to an integration, what is in the way, and what is left alone.
pub(super) fn body(out: &mut String, document: &PlanDocument, integration: &IntegrationName, styles: Styles) {
    for change in document.changes_of(integration) {
        change_line(out, document, change, styles);
        if change.kind.shape() == Shape::Entity {
            attributes(out, change, styles);
        }
        if let Some(origin) = &change.origin {
            origin_lines(out, "      ", &who(origin), styles);
        }
    }
    for blocked in document
        .blocked
        .iter()
        .filter(|blocked| blocked.address.integration == *integration)
    {
        blocked_lines(out, document, blocked, styles);
    }
    for thing in document
        .unmanaged
        .iter()
        .filter(|thing| thing.address.integration == *integration)
    {
        let text = for_terminal(&left_alone(document, thing));
        for (at, part) in wrap(&text, WIDTH - 6).iter().enumerate() {
            let indent = if at == 0 { "    " } else { "      " };
            line(out, &format!("{indent}{}", styles.dim(part)));
        }
    }
}

fn change_line(out: &mut String, document: &PlanDocument, change: &Change, styles: Styles) {
    let subject = for_terminal(&subject(document, &change.address));
    let effect = effect(change);
    let symbol = styles.action(change.action, symbol(change.action));
    let mut plain = format!("  X {subject}");
    let mut shown = format!("  {symbol} {subject}");
    for (column, word, painted) in [
        (EFFECT_COLUMN, effect.clone(), effect),
        (RISK_COLUMN, change.risk.to_string(), styles.risk(change.risk)),
    ] {
        if word.is_empty() {
            continue;
        }
        let gap = " ".repeat(column.saturating_sub(plain.chars().count()).max(2));
        let _ = write!(plain, "{gap}{word}");
        let _ = write!(shown, "{gap}{painted}");
    }
    line(out, &shown);
}

fn attributes(out: &mut String, change: &Change, styles: Styles) {
    for (attribute, before, after) in change.differences() {
        if is_quiet(change, attribute) {
            continue;
        }
        match (before, after) {
            (None, Some(after)) => value_line(out, attribute, &shown(after)),
            (Some(before), Some(after)) if change.action != Action::Create => {
                difference(out, attribute, &shown(before), &shown(after), styles);
            }
            (Some(before), None) => value_line(out, attribute, &format!("{} → (nothing)", shown(before))),
            _ => {}
        }
    }
}

fn shown(value: &Value) -> String {
    for_terminal(&value.to_string())
}

fn value_line(out: &mut String, attribute: Attribute, value: &str) {
    let width = VALUE_COLUMN - 6;
    let mut lines = value.lines().flat_map(|text| wrap(text, WIDTH - VALUE_COLUMN));
    line(
        out,
        &format!("      {attribute:<width$}{}", lines.next().unwrap_or_default()),
    );
    for more in lines {
        line(out, &format!("      {:<width$}{more}", ""));
    }
}

/// Short values stand on one line; long or multi-line ones as a diff by lines.
fn difference(out: &mut String, attribute: Attribute, before: &str, after: &str, styles: Styles) {
    let both = format!("{before} → {after}");
    if !both.contains('\n') && both.chars().count() <= WIDTH - VALUE_COLUMN {
        return value_line(out, attribute, &both);
    }
    value_line(out, attribute, "");
    for change in TextDiff::from_lines(before, after).iter_all_changes() {
        let text = change.value().trim_end_matches('\n');
        line(
            out,
            &match change.tag() {
                ChangeTag::Delete => styles.bad(format!("        - {text}")),
                ChangeTag::Insert => styles.good(format!("        + {text}")),
                ChangeTag::Equal => format!("          {text}"),
            },
        );
    }
}

fn origin_lines(out: &mut String, indent: &str, who: &str, styles: Styles) {
    for part in wrap(&for_terminal(who), WIDTH - indent.len()) {
        line(out, &format!("{indent}{}", styles.dim(part)));
    }
}

fn blocked_lines(out: &mut String, document: &PlanDocument, blocked: &Blocked, styles: Styles) {
    let subject = for_terminal(&subject(document, &blocked.address));
    line(out, &format!("  {} {subject}", styles.bad("!")));
    wrapped(
        out,
        "      ",
        &for_terminal(&format!("blocked: {}", blocked.message)),
    );
    wrapped(out, "      ", &for_terminal(&format!("to do: {}", blocked.hint)));
}

fn warnings(out: &mut String, document: &PlanDocument, styles: Styles) {
    if document.warnings.is_empty() {
        return;
    }
    line(out, "");
    for warning in &document.warnings {
        let place = warning
            .address
            .as_ref()
            .map(|address| format!("{address}: "))
            .unwrap_or_default();
        let text = for_terminal(&format!("{place}{}", warning.message));
        let (word, label) = match warning.risk {
            Some(risk) => {
                let word = format!("{risk} risk:");
                let label = styles.at_risk(risk, &word);
                (word, label)
            }
            None => ("warning:".to_owned(), styles.warn("warning:")),
        };
        let indent = word.len() + 1;
        let mut lines = wrap(&text, WIDTH - indent).into_iter();
        line(out, &format!("{label} {}", lines.next().unwrap_or_default()));
        for more in lines {
            line(out, &format!("{:indent$}{more}", ""));
        }
        if let Some(origin) = &warning.origin {
            origin_lines(out, &" ".repeat(indent), &who(origin), styles);
        }
    }
}

fn totals(out: &mut String, document: &PlanDocument, styles: Styles) {
    line(out, "");
    if document.has_no_changes() {
        let unchanged = document.unchanged;
        line(
            out,
            &format!(
                "{} {}",
                styles.bold("No changes."),
                styles.dim(format!("{unchanged} things are as they should be."))
            ),
        );
    } else {
        line(
            out,
            &format!("{} {}", styles.bold("Plan:"), totals_line(document)),
        );
    }
}

/// Returns the one line that counts everything.
pub(crate) fn totals_line(document: &PlanDocument) -> String {
    let Summary {
        create,
        update,
        delete,
        replace,
        adopt,
    } = document.summary;
    let mut parts = vec![
        format!("{create} to create"),
        format!("{update} to change"),
        format!("{delete} to delete"),
    ];
    for (count, word) in [
        (replace, "to replace"),
        (adopt, "to adopt"),
        (document.blocked.len() as u64, "blocked"),
    ] {
        if count > 0 {
            parts.push(format!("{count} {word}"));
        }
    }
    format!("{}; {} unchanged.", parts.join(", "), document.unchanged)
}

fn wrapped(out: &mut String, indent: &str, text: &str) {
    for part in wrap(text, WIDTH - indent.len()) {
        line(out, &format!("{indent}{part}"));
    }
}

/// Breaks a text at blanks, and a word that is longer than a line where it must.
fn wrap(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace().flat_map(|word| pieces(word, width)) {
        let current = lines.last_mut().expect("there is always a line");
        if current.is_empty() {
            current.push_str(&word);
        } else if current.chars().count() + 1 + word.chars().count() <= width {
            current.push(' ');
            current.push_str(&word);
        } else {
            lines.push(word);
        }
    }
    lines
}

fn pieces(word: &str, width: usize) -> Vec<String> {
    let chars: Vec<char> = word.chars().collect();
    chars.chunks(width).map(|piece| piece.iter().collect()).collect()
}

fn line(out: &mut String, text: &str) {
    out.push_str(text.trim_end());
    out.push('\n');
}
