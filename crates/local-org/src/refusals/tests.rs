//! Every row is sent, and the page is what the table says.

use std::collections::{BTreeMap, BTreeSet};
use std::path::Path;

use super::page::markdown;
use super::stage::Stage;
use super::table::{Answer, Row, Step, setups, surface, surfaces};
use crate::facts::{Sureness, Values};

macro_rules! surfaces_are_sent {
    ($($stem:ident),* $(,)?) => {
        /// The files that are sent, each by a test of its own.
        const SENT: &[&str] = &[$(stringify!($stem)),*];

        $(
            #[test]
            fn $stem() {
                send(stringify!($stem));
            }
        )*
    };
}

surfaces_are_sent!(
    apex,
    bulk,
    composite,
    connect,
    deploys,
    fields,
    metadata_calls,
    oauth,
    paths,
    permissions,
    queries,
    sessions,
    soap,
    users,
);

/// Sends the rows of a file and tells all that differ.
#[track_caller]
fn send(stem: &str) {
    let setups = setups();
    // Rows that need nothing before share an org: what is refused changes nothing.
    let shared = Stage::new(&BTreeMap::new());
    let rows = surface(stem).rows;
    let wrong: Vec<String> = rows
        .iter()
        .flat_map(|row| try_row(row, &setups, &shared))
        .collect();
    assert!(wrong.is_empty(), "\n{}", wrong.join("\n"));
}

fn try_row(row: &Row, setups: &BTreeMap<String, Vec<Step>>, shared: &Stage) -> Vec<String> {
    cases(row)
        .into_iter()
        .filter_map(|(behaviours, expected)| {
            let wrong = if row.given.is_empty() && behaviours.is_empty() && expected.status >= 400 {
                shared.ask(&row.ask).differs(expected, shared)
            } else {
                let mut stage = Stage::new(&behaviours);
                stage.prepare(&row.given, setups);
                stage.ask(&row.ask).differs(expected, &stage)
            };
            let with = behaviours.iter().map(|(name, value)| format!(" {name}={value}"));
            (!wrong.is_empty()).then(|| {
                format!(
                    "{}{}:\n  {}",
                    row.refused,
                    with.collect::<String>(),
                    wrong.join("\n  ")
                )
            })
        })
        .collect()
}

/// The behaviours and the answer of each run of a row.
fn cases(row: &Row) -> Vec<(BTreeMap<String, String>, &Answer)> {
    if let Some(answer) = &row.answer {
        return vec![(row.with.clone(), answer)];
    }
    let switch = row
        .fact()
        .and_then(|fact| fact.behaviour)
        .expect("a switch, or one answer");
    row.answers
        .iter()
        .map(|(value, answer)| {
            let mut behaviours = row.with.clone();
            behaviours.insert(switch.name.to_owned(), value.clone());
            (behaviours, answer)
        })
        .collect()
}

#[test]
fn every_file_is_sent() {
    let files: BTreeSet<String> = surfaces().into_iter().map(|(stem, _)| stem).collect();
    assert_eq!(files, SENT.iter().map(|stem| (*stem).to_owned()).collect());
}

#[test]
fn every_row_says_how_it_is_known() {
    for (stem, surface) in surfaces() {
        for row in &surface.rows {
            let name = format!("{stem}: {}", row.refused);
            match (row.fact(), &row.source, row.sureness.as_deref()) {
                (Some(_), None, None) | (None, Some(_), Some("documented" | "recorded" | "reported")) => {}
                _ => panic!(
                    "{name}: either a fact, or a source with its sureness; what is unverified is a fact"
                ),
            }
        }
    }
}

#[test]
fn a_row_whose_fact_has_a_switch_has_an_answer_for_each_value() {
    for (stem, surface) in surfaces() {
        for row in &surface.rows {
            let switch = row.fact().and_then(|fact| fact.behaviour);
            let values: BTreeSet<&str> = match switch.map(|switch| switch.values) {
                Some(Values::OneOf(values)) => values.iter().copied().collect(),
                _ => BTreeSet::new(),
            };
            let given: BTreeSet<&str> = row.answers.keys().map(String::as_str).collect();
            assert_eq!(given, values, "{stem}: {}", row.refused);
            assert_eq!(row.answer.is_some(), values.is_empty(), "{stem}: {}", row.refused);
        }
    }
}

#[test]
fn no_row_only_repeats_another() {
    let mut seen = BTreeSet::new();
    for (stem, surface) in surfaces() {
        for row in &surface.rows {
            assert!(
                seen.insert(format!("{:?} {:?} {:?}", row.given, row.with, row.ask)),
                "{stem}: {}",
                row.refused
            );
        }
    }
}

#[test]
fn what_is_unverified_is_told_as_such() {
    let unsure = surfaces()
        .iter()
        .flat_map(|(_, surface)| &surface.rows)
        .filter(|row| {
            row.fact()
                .is_some_and(|fact| fact.sureness == Sureness::Unverified)
        })
        .count();
    assert!(markdown().matches("| unverified |").count() == unsure && unsure > 0);
}

#[test]
fn the_page_is_the_table() {
    let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("../../docs/local-org/refusals.md");
    let page = markdown();
    if std::env::var_os("UPDATE_PAGES").is_some() {
        std::fs::write(&path, &page).expect("the page");
    }
    let there = std::fs::read_to_string(&path).unwrap_or_default();
    assert!(
        there == page,
        "{} is not the table: run the tests with UPDATE_PAGES=1",
        path.display()
    );
}
