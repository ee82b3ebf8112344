//! The page of the table for readers.

use std::fmt::Write as _;

use super::table::{Answer, Ask, Given, Row, Surface, surfaces};

/// Writes the whole table as Markdown.
pub(super) fn markdown() -> String {
    let mut page = String::from(
        "# What the local org refuses\n\n\
         Each row is a request that is refused, and the answer to the letter. The rows are data\n\
         (`crates/local-org/tests/refusals/`), and a test sends every one of them. Sureness and source are those of\n\
         [the fact](facts.md) that a row names, or its own. Where a fact has a switch, there is an answer for each value.\n\n\
         `${Account Acme}` stands for the Id of that row, and other names in `${}` for values of earlier answers. A target without `/` in front lies below\n\
         `/services/data/v66.0/`. The caller is an administrator where nothing else is said.\n",
    );
    for (_, surface) in surfaces() {
        push_surface(&mut page, &surface);
    }
    page
}

fn push_surface(page: &mut String, surface: &Surface) {
    let Surface { surface, about, rows } = surface;
    let _ = write!(page, "\n## {surface}\n\n{}\n\n", about.trim());
    page.push_str("| refused | request | answer | sureness | source |\n| --- | --- | --- | --- | --- |\n");
    for row in rows {
        let _ = writeln!(
            page,
            "| {} | {} | {} | {} | {} |",
            cell(&row.refused),
            request(row),
            answers(row),
            sureness(row),
            source(row)
        );
    }
}

fn sureness(row: &Row) -> String {
    row.fact().map_or_else(
        || row.sureness.clone().unwrap_or_default(),
        |fact| fact.sureness.to_string(),
    )
}

fn source(row: &Row) -> String {
    match row.fact() {
        Some(fact) => format!("{} (`{}`)", cell(fact.source), fact.id),
        None => cell(row.source.as_deref().unwrap_or_default()),
    }
}

fn request(row: &Row) -> String {
    let mut parts: Vec<String> = row
        .given
        .iter()
        .filter_map(|given| match given {
            Given::Setup(name) => Some(format!("given {}", name.replace('_', " "))),
            Given::Step(step) => step.ask.as_ref().map(|ask| format!("after {}", asked(ask))),
        })
        .collect();
    parts.extend(
        row.with
            .iter()
            .map(|(name, value)| format!("with `{name}={value}`")),
    );
    parts.push(asked(&row.ask));
    parts.join("<br>")
}

fn asked(ask: &Ask) -> String {
    let mut text = [&ask.http, &ask.soql, &ask.soap]
        .into_iter()
        .flatten()
        .map(|text| code(text))
        .collect::<String>();
    if let Some(package) = &ask.deploy {
        text.push_str("deploy of ");
        let files: Vec<String> = package
            .files
            .iter()
            .map(|(path, content)| format!("`{path}` {}", code(content)))
            .collect();
        let destroyed = package.destroy.iter().flat_map(|(kind, names)| {
            names
                .iter()
                .map(move |name| format!("removal of {kind} `{name}`"))
        });
        text.push_str(&files.into_iter().chain(destroyed).collect::<Vec<_>>().join(", "));
    }
    if let Some(endpoint) = &ask.endpoint {
        let _ = write!(text, " to `{endpoint}`");
    }
    if let Some(body) = &ask.body {
        let _ = write!(text, " {}", code(&body.to_string()));
    }
    if let Some(body) = &ask.text {
        let _ = write!(text, " {}", code(body));
    }
    let form: Vec<String> = ask
        .form
        .iter()
        .map(|(name, value)| format!("{name}={value}"))
        .collect();
    if !form.is_empty() {
        let _ = write!(text, " {}", code(&form.join("&")));
    }
    if let Some(claims) = &ask.assertion {
        let _ = write!(text, " with an assertion of {}", code(&claims.to_string()));
    }
    for (name, value) in &ask.headers {
        let _ = write!(text, " {}", code(&format!("{name}: {value}")));
    }
    if let Some(caller) = ask.caller.as_ref().or(ask.token.as_ref()) {
        let _ = write!(text, " as {}", code(caller));
    }
    text
}

fn answers(row: &Row) -> String {
    let mut parts: Vec<String> = row.answer.iter().map(answer).collect();
    let switch = row
        .fact()
        .and_then(|fact| fact.behaviour)
        .map_or("", |switch| switch.name);
    parts.extend(
        row.answers
            .iter()
            .map(|(value, found)| format!("`{switch}={value}`: {}", answer(found))),
    );
    parts.join("<br>")
}

fn answer(answer: &Answer) -> String {
    let Answer {
        status,
        code: told,
        text,
        body,
        problems,
        ..
    } = answer;
    let mut out = status.to_string();
    if let Some(told) = told {
        let _ = write!(out, " `{told}`");
    }
    if let Some(text) = text {
        let _ = write!(out, " {}", words(text));
    }
    if let Some(body) = body {
        let _ = write!(out, " {}", code(&body.to_string()));
    }
    for problem in problems.iter().flatten() {
        let _ = write!(out, " {}", words(problem));
    }
    out
}

/// Words that keep their lines, for the place of a caret.
fn words(text: &str) -> String {
    if text.contains('\n') {
        format!("<pre>{}</pre>", cell(text).replace('\n', "<br>"))
    } else {
        cell(text)
    }
}

/// Code inside a cell.
fn code(text: &str) -> String {
    let short: String = text.split_whitespace().collect::<Vec<_>>().join(" ");
    format!("<code>{}</code>", cell(&short))
}

/// A bar would end the cell, and `<` begin a tag.
fn cell(text: &str) -> String {
    text.replace('&', "&amp;")
        .replace('<', "&lt;")
        .replace('|', "\\|")
        .replace('*', "\\*")
        .replace('_', "\\_")
}
