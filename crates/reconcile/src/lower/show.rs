//! Waves as text, for tests and for those who want to see what is sent.

use std::fmt::Write;

use super::{AppDeploy, Cell, Link, Login, Operation, Row, RowVerb, Rows, Thing, Wave};

/// Returns the waves as text, one row or file a line.
#[must_use]
pub fn show(waves: &[Wave]) -> String {
    let mut out = String::new();
    for (at, wave) in waves.iter().enumerate() {
        push(&mut out, 0, &format!("wave {}", at + 1));
        for operation in &wave.operations {
            match operation {
                Operation::Rows(rows) => show_rows(&mut out, rows),
                Operation::Logins(logins) => logins.iter().for_each(|login| show_login(&mut out, login)),
                Operation::Deploy(deploy) => {
                    for app in &deploy.apps {
                        show_app(&mut out, app);
                    }
                }
            }
        }
    }
    out
}

fn show_rows(out: &mut String, rows: &Rows) {
    let verb = match rows.verb {
        RowVerb::Create => "create",
        RowVerb::Update => "update",
        RowVerb::Delete => "delete",
    };
    push(out, 1, &format!("{verb} {}", rows.object));
    for row in &rows.rows {
        push(out, 2, &show_row(row));
    }
}

fn show_row(row: &Row) -> String {
    let addresses: Vec<String> = row.addresses.iter().map(ToString::to_string).collect();
    let mut text = addresses.join(" ");
    if let Some(id) = &row.id {
        let _ = write!(text, " @{}", show_link(id));
    }
    for (column, cell) in &row.fields {
        let value = match cell {
            Cell::Text(text) => format!("{text:?}"),
            Cell::Flag(flag) => flag.to_string(),
            Cell::Null => "null".to_owned(),
            Cell::Id(link) => show_link(link),
        };
        let _ = write!(text, " {column}={value}");
    }
    text
}

fn show_link(link: &Link) -> String {
    match link {
        Link::Known(id) => id.to_string(),
        Link::Made(Thing::User(username)) => format!("<user {username}>"),
        Link::Made(Thing::PermissionSet(name)) => format!("<set {name}>"),
        Link::Made(Thing::Profile(name)) => format!("<profile {name}>"),
        Link::Made(Thing::App(_, name)) => format!("<app {name}>"),
    }
}

fn show_login(out: &mut String, login: &Login) {
    push(out, 1, &format!("login {} @{}", login.address, login.user));
    let steps = [
        login.announced.as_ref().map(|text| format!("AboutMe={text:?}")),
        login.frozen.map(|frozen| format!("IsFrozen={frozen}")),
        login.ends_sessions.then(|| "end API sessions".to_owned()),
        login.concluded.as_ref().map(|text| format!("AboutMe={text:?}")),
    ];
    for step in steps.into_iter().flatten() {
        push(out, 2, &step);
    }
}

fn show_app(out: &mut String, app: &AppDeploy) {
    push(
        out,
        1,
        &format!(
            "deploy {}{}",
            app.address,
            if app.creates { " (new)" } else { "" }
        ),
    );
    for file in &app.files {
        push(out, 2, &format!("{} {}", file.component, file.full_name));
        for line in file.xml.lines().filter(|line| !line.starts_with("<?xml")) {
            push(out, 3, line);
        }
    }
    for (component, name) in &app.removals {
        push(out, 2, &format!("remove {component} {name}"));
    }
}

fn push(out: &mut String, depth: usize, line: &str) {
    let _ = writeln!(out, "{}{line}", "  ".repeat(depth));
}
