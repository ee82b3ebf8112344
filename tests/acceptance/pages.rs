//! Pages that show what the program prints cannot rot: they are compared with what it prints.
//!
//! `UPDATE_PAGES=1 cargo test --workspace` writes them anew. A page is either made as a whole, or holds blocks between
//! `<!-- NAME -->` and `<!-- end -->` with prose around them.

mod links;
mod reference;
mod shown;
mod tables;

use std::path::Path;

use crate::support::{Folder, repository};

const UPDATE: &str = "UPDATE_PAGES";

#[test]
fn the_readme_shows_what_the_first_command_prints() {
    let folder = Folder::with_sample_fleet();
    let typed = "cargo run -- apply --org local --auto-approve";
    let readme = repository().join("README.md");
    let mut page = std::fs::read_to_string(&readme).unwrap();
    for block in ["apply", "again"] {
        let run = folder
            .run(&["apply", "--org", "local", "--auto-approve"])
            .exits(0);
        page = with_output(&page, block, typed, &run.stdout);
    }
    let run = folder.run(&["verify", "billing", "--org", "local"]).exits(0);
    let typed = "cargo run -- verify billing --org local";
    page = with_output(&page, "proof", typed, &run.stdout);
    assert_page(&readme, &page);
}

#[test]
fn the_page_of_commands_is_their_help() {
    let folder = Folder::with(&[]);
    let mut page = String::from(
        "# Commands\n\nstdout is the result, stderr everything else. Flags under *Everywhere* stand before or after the command's name.\n",
    );
    let mut commands = vec![Vec::new()];
    for name in commands_below(&folder, &[]) {
        let below = commands_below(&folder, &[&name])
            .into_iter()
            .map(|one| vec![name.clone(), one]);
        commands.push(vec![name.clone()]);
        commands.extend(below);
    }
    for command in &commands {
        let names: Vec<_> = command.iter().map(String::as_str).collect();
        let run = folder
            .run_with(&[&names[..], &["--help"]].concat(), &[("COLUMNS", "100")])
            .exits(0);
        let name = [&["hallpass"], &names[..]].concat().join(" ");
        page.push_str(&format!(
            "\n## {name}\n\n```text\n{}\n```\n",
            run.stdout.trim_end()
        ));
    }
    assert_page(&repository().join("docs/commands.md"), &page);
}

/// The commands that the help of a command lists.
fn commands_below(folder: &Folder, command: &[&str]) -> Vec<String> {
    let run = folder.run(&[command, &["-h"]].concat()).exits(0);
    let listed = run.stdout.lines().skip_while(|line| *line != "Commands:").skip(1);
    let listed = listed.take_while(|line| !line.is_empty());
    // A description that goes on in a further line is indented by more.
    let names = listed.filter(|line| line.starts_with("  ") && !line.starts_with("   "));
    names
        .filter_map(|line| line.split_whitespace().next().map(str::to_owned))
        .collect()
}

#[test]
fn the_page_of_facts_is_the_registry() {
    assert_page(
        &repository().join("docs/local-org/facts.md"),
        &hallpass_local_org::facts::markdown(),
    );
}

/// Ports, ids and times are others each time.
fn steady(text: &str) -> String {
    let ids = after_each(text, "Hp00000000", "0aAAA", |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric())
    });
    let ports = after_each(&ids, "127.0.0.1:", "40021", |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_digit())
    });
    let orgs = after_each(&ports, " (00D", "000000000001EAA", |rest| {
        rest.trim_start_matches(|c: char| c.is_ascii_alphanumeric())
    });
    let time = "2026-11-22T06:00:00";
    after_each(&orgs, " at ", time, |rest| match rest.as_bytes() {
        [b'2', _, _, _, b'-', ..] => rest.get(time.len()..).unwrap_or_default(),
        _ => rest,
    })
}

/// Puts `instead` in the place of what `skip` leaves out behind each `mark`.
fn after_each(text: &str, mark: &str, instead: &str, skip: impl Fn(&str) -> &str) -> String {
    let mut out = String::new();
    let mut rest = text;
    while let Some(at) = rest.find(mark) {
        let (head, tail) = rest.split_at(at + mark.len());
        out.push_str(head);
        rest = skip(tail);
        if rest.len() < tail.len() {
            out.push_str(instead);
        }
    }
    out + rest
}

/// Fills a block with a command and what it prints.
fn with_output(page: &str, name: &str, typed: &str, printed: &str) -> String {
    let printed = steady(printed);
    let text = format!("```console\n$ {typed}\n{}\n```", printed.trim_end());
    with_block(page, &format!("output: {name}"), &text)
}

/// Fills the block of a name, which must be there.
fn with_block(page: &str, name: &str, text: &str) -> String {
    let marker = format!("<!-- {name} -->\n");
    let (head, tail) = page
        .split_once(&marker)
        .unwrap_or_else(|| panic!("no block begins with {marker}"));
    let (_, tail) = tail.split_once("<!-- end -->").expect("the block ends");
    let text = text.trim_end();
    format!("{head}{marker}{text}\n<!-- end -->{tail}")
}

/// Makes a Markdown table.
pub(crate) fn table<const N: usize>(head: [&str; N], rows: impl IntoIterator<Item = [String; N]>) -> String {
    let line =
        |cells: [String; N]| format!("| {} |\n", cells.map(|cell| cell.replace('|', "\\|")).join(" | "));
    let rule = line(["---"; N].map(str::to_owned));
    let rows: String = rows.into_iter().map(line).collect();
    line(head.map(str::to_owned)) + &rule + rows.as_str()
}

#[track_caller]
pub(crate) fn assert_page(path: &Path, page: &str) {
    if std::env::var_os(UPDATE).is_some() {
        std::fs::write(path, page).unwrap();
    }
    let there = std::fs::read_to_string(path).unwrap_or_default();
    assert_eq!(
        there,
        page,
        "{} is not what the program prints: run the tests with {UPDATE}=1",
        path.display()
    );
}
