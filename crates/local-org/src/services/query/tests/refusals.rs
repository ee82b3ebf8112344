//! Every refusal of SOQL in the registry of facts is answered, with its status, code and words.

use std::collections::BTreeSet;

use serde_json::json;

use super::{BASE, QueryOptions, admin, bare, more, run, with};
use crate::error::ApiError;
use crate::facts::registry;
use crate::store::Org;

/// The fact, and a query that it refuses.
const CASES: &[(&str, &str)] = &[
    (
        "soql.catalogue_filters",
        "SELECT Id FROM FieldDefinition WHERE EntityDefinitionId = 'Account' OR EntityDefinitionId = 'Case'",
    ),
    (
        "soql.catalogue_equality",
        "SELECT Id FROM FieldDefinition WHERE EntityDefinitionId = 'Account' AND QualifiedApiName != 'Id'",
    ),
    ("soql.catalogue_groups", "SELECT COUNT() FROM EntityDefinition"),
    (
        "soql.reified_column",
        "SELECT Id FROM FieldDefinition WHERE QualifiedApiName = 'Id'",
    ),
    (
        "soql.aggregate_paging",
        "SELECT Name, COUNT(Id) FROM Account GROUP BY Name",
    ),
    ("soql.offset_limit", "SELECT Id FROM Account OFFSET 2001"),
    (
        "soql.login_history_filters",
        "SELECT Id FROM LoginHistory WHERE Application = 'x'",
    ),
    ("soql.unknown_field", "SELECT Nope FROM Account"),
    ("soql.unknown_object", "SELECT Id FROM Nope"),
    ("soql.unknown_relationship", "SELECT Nope.Name FROM Account"),
    (
        "soql.mixed_operators",
        "SELECT Id FROM Account WHERE Name = 'a' AND Phone = 'b' OR Phone = 'c'",
    ),
    ("soql.sortable", "SELECT Id FROM Account ORDER BY Description"),
    (
        "soql.groupable",
        "SELECT AnnualRevenue, COUNT(Id) FROM Account GROUP BY AnnualRevenue",
    ),
    ("soql.ids", "SELECT Id FROM Account WHERE OwnerId = 'nobody'"),
    (
        "soql.value_types",
        "SELECT Id FROM Account WHERE NumberOfEmployees = '5'",
    ),
    (
        "soql.semi_joins",
        "SELECT Id FROM Account WHERE Name = 'a' OR Id IN (SELECT AccountId FROM Contact)",
    ),
    ("soql.fields_limit", "SELECT FIELDS(ALL) FROM Account"),
    ("soql.duplicate_field", "SELECT Id, Id FROM Account"),
    ("soql.all_rows", "SELECT Id FROM Account ALL ROWS"),
    ("soql.locators", "01gHp0000000001AAA-200"),
];

fn answer(org: &Org, query: &str) -> ApiError {
    with(org, |tx| {
        let caller = admin(tx);
        let options = QueryOptions::new(BASE);
        let outcome = if query.starts_with("SELECT") {
            run(tx, &caller, query, &options)
        } else {
            more(tx, &caller, query, &options)
        };
        outcome.expect_err(query)
    })
}

#[test]
fn refusals_read_as_the_registry_says() {
    let org = bare();
    with(&org, |tx| {
        for number in 0..2_001 {
            tx.insert_raw(
                "Account",
                crate::value::row([("Name", json!(number.to_string()))]),
            );
        }
    });
    for (id, query) in CASES {
        let fact = registry()
            .iter()
            .find(|fact| fact.id == *id)
            .unwrap_or_else(|| panic!("no fact {id}"));
        let refusal = fact.refusal.unwrap_or_else(|| panic!("{id} is no refusal"));
        let found = answer(&org, query);
        assert_eq!(
            (found.status, found.code.as_str()),
            (refusal.status, refusal.code),
            "{id}: {found}"
        );
        let last = found.message.lines().last().unwrap_or_default();
        assert!(reads_as(last, refusal.words), "{id}\n{last}\n{}", refusal.words);
    }
}

#[test]
fn every_refusal_of_soql_has_a_case() {
    let tried: BTreeSet<&str> = CASES.iter().map(|(id, _)| *id).collect();
    let known: BTreeSet<&str> = registry()
        .iter()
        .filter(|fact| fact.id.starts_with("soql.") && fact.refusal.is_some())
        .map(|fact| fact.id)
        .collect();
    assert_eq!(tried, known);
}

/// Whether a text is the words of a fact, where these words stand for anything.
fn reads_as(text: &str, words: &str) -> bool {
    let mut pattern = words.to_owned();
    for open in ["NAME", "OBJECT", "TEXT", "TYPE"] {
        pattern = pattern.replace(open, "\u{0}");
    }
    let mut rest = text;
    let mut pieces = pattern.split('\u{0}');
    let Some(after) = pieces.next().and_then(|first| rest.strip_prefix(first)) else {
        return false;
    };
    rest = after;
    for piece in pieces {
        let Some(at) = rest.find(piece) else { return false };
        rest = &rest[at + piece.len()..];
    }
    rest.is_empty() || words.ends_with("NAME") || words.ends_with("TEXT")
}
