//! Every case of `tests/cases/*.soql`: a query, and the SQL or the refusal that it must give.
//!
//! A case is a title (`## …`), lines of settings (`@hide Account.Phone`, `@own LoginHistory.UserId=005…`,
//! `@deleted`), the query, `----` and what comes out. `UPDATE_CASES=1 cargo test -p hallpass-soql`
//! writes what comes out, to be read before it is committed.

mod support;

use std::fmt::Write as _;
use std::path::Path;

use hallpass_soql::{Page, ParentObject, Part, SeenRows, Settings, Statement, Translation, parse, translate};
use support::{Sees, TextSchema};

#[test]
fn every_case_gives_what_its_file_says() {
    let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("tests/cases");
    let schema = TextSchema::read();
    let mut count = 0;
    let mut wrong = Vec::new();
    for entry in std::fs::read_dir(folder).unwrap() {
        let path = entry.unwrap().path();
        if path.extension().is_none_or(|extension| extension != "soql") {
            continue;
        }
        let text = std::fs::read_to_string(&path).unwrap();
        let mut now = String::new();
        for case in text.split("## ").skip(1) {
            count += 1;
            let (title, rest) = case.split_once('\n').unwrap();
            let (input, _) = rest.split_once("\n----").unwrap_or((rest.trim_end(), ""));
            write!(now, "## {title}\n{input}\n----\n{}\n\n", answer(&schema, input)).unwrap();
        }
        let now = format!("{}\n", now.trim_end());
        if std::env::var_os("UPDATE_CASES").is_some() {
            std::fs::write(&path, now).unwrap();
        } else if now != text {
            let line = now.lines().zip(text.lines()).find(|(now, then)| now != then);
            wrong.push(format!("{}: {line:#?}", path.display()));
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
    assert!(count > 100, "only {count} cases found");
}

fn answer(schema: &TextSchema, input: &str) -> String {
    let mut sees = Sees::default();
    let mut settings = Settings::at("2026-11-22T06:00:00Z".parse().expect("a moment"));
    settings.user = Some("005000000000001AAA".to_owned());
    let mut query = Vec::new();
    for line in input.lines() {
        match line.split_once(' ') {
            Some(("@hide", what)) => sees.hidden = what.split(", ").map(str::to_owned).collect(),
            Some(("@own", what)) => {
                let (place, value) = what.split_once('=').expect("a pair");
                let (object, field) = place.split_once('.').expect("a place");
                let rows = SeenRows {
                    field: field.to_owned(),
                    values: value.split(',').map(str::to_owned).collect(),
                };
                sees.own = Some((object.to_owned(), rows));
            }
            _ if line == "@deleted" => settings.include_deleted = true,
            _ => query.push(line),
        }
    }
    let query = query.join("\n");
    if let Ok(tree) = parse(&query) {
        assert_eq!(parse(&tree.to_string()).as_ref(), Ok(&tree), "{query}");
    }
    match translate(&query, schema, &sees, &settings) {
        Ok(found) => told(&found),
        Err(refused) => format!("{}\n{}", refused.code, refused.message.trim_start_matches('\n')),
    }
}

fn told(found: &Translation) -> String {
    match found {
        Translation::Count(count) => format!("count\n{}", statement(&count.statement)),
        Translation::Aggregate(groups) => {
            let columns: Vec<String> = groups
                .columns
                .iter()
                .map(|column| format!("{} = {} ({:?})", column.key, column.written, column.kind))
                .collect();
            format!("groups: {}\n{}", columns.join(", "), statement(&groups.statement))
        }
        Translation::Records(records) => {
            format!("ids\n{}\n{}", statement(&records.ids), page(&records.page))
        }
    }
}

fn statement(statement: &Statement) -> String {
    let params: Vec<String> = statement
        .params
        .iter()
        .map(|param| format!("{param:?}"))
        .collect();
    if params.is_empty() {
        statement.sql.clone()
    } else {
        format!("{}\n[{}]", statement.sql, params.join(", "))
    }
}

fn page(page: &Page) -> String {
    let mut text = format!(
        "page of {}: {}\n{}",
        page.object,
        parts(&page.parts),
        statement(&page.statement)
    );
    for child in &page.children {
        write!(text, "\n{}", self::page(child)).expect("text can be written");
    }
    text
}

fn parts(parts: &[Part]) -> String {
    let told: Vec<String> = parts
        .iter()
        .map(|part| match part {
            Part::Value { key, column, .. } => format!("{key}:{column}"),
            Part::Compound { key, parts } => {
                let inner: Vec<String> = parts
                    .iter()
                    .map(|(key, column, _)| format!("{key}:{column}"))
                    .collect();
                format!("{key}<{}>", inner.join(" "))
            }
            Part::Children { key, query } => format!("{key}[{query}]"),
            Part::Parent(parent) => {
                let object = match &parent.object {
                    ParentObject::Known(object) => object.clone(),
                    ParentObject::Column(column) => format!("#{column}"),
                };
                let by_object: Vec<String> = parent
                    .by_object
                    .iter()
                    .map(|(object, inner)| format!(" {object}({})", self::parts(inner)))
                    .collect();
                format!(
                    "{}={object}@{}({}){}",
                    parent.key,
                    parent.id,
                    self::parts(&parent.parts),
                    by_object.concat()
                )
            }
        })
        .collect();
    told.join(" ")
}
