//! Queries of a seeded org, asked as callers with different access.

mod access;
mod answers;
mod catalogue;
mod clients;
mod logic;
mod oracle;
mod paging;
mod plans;

use std::sync::OnceLock;

use serde_json::Value;

use super::run::{QueryOptions, more, run};
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::store::{Org, Tx};
use crate::testing::{admin, org, with};
use crate::value::{Id, Row};

const BASE: &str = "/services/data/v68.0";

/// Asks as the administrator; the answer must not be a refusal.
fn ask(org: &Org, soql: &str) -> Value {
    with(org, |tx| {
        let caller = admin(tx);
        run(tx, &caller, soql, &QueryOptions::new(BASE)).unwrap_or_else(|error| panic!("{soql}: {error}"))
    })
}

/// Asks as the administrator and returns the code of the refusal.
fn refused(org: &Org, soql: &str) -> String {
    with(org, |tx| {
        let caller = admin(tx);
        run(tx, &caller, soql, &QueryOptions::new(BASE))
            .expect_err(soql)
            .code
    })
}

fn as_caller(org: &Org, caller: &Caller, soql: &str) -> Result<Value, ApiError> {
    with(org, |tx| run(tx, caller, soql, &QueryOptions::new(BASE)))
}

/// Returns one column of the records, as text.
fn column(answer: &Value, key: &str) -> Vec<String> {
    let told = |value: &Value| value.as_str().map_or_else(|| value.to_string(), str::to_owned);
    answer["records"]
        .as_array()
        .expect("records")
        .iter()
        .map(|record| told(&record[key]))
        .collect()
}

/// Puts rows into the org without rules.
fn put(org: &Org, object: &str, values: &Value) -> Id {
    let row: Row = values
        .as_object()
        .expect("an object")
        .clone()
        .into_iter()
        .collect();
    with(org, |tx: &mut Tx<'_>| tx.insert_raw(object, row))
}

/// Returns an org that tests only read: seeding one takes a second.
fn shared() -> &'static Org {
    static SHARED: OnceLock<Org> = OnceLock::new();
    SHARED.get_or_init(bare)
}

/// Returns an org without business rows.
fn bare() -> Org {
    let org = org();
    with(&org, |tx| {
        for object in ["Account", "Contact", "Lead", "Opportunity", "Task", "Case"] {
            tx.conn()
                .execute(&format!("DELETE FROM \"{object}\""), [])
                .expect("a table");
        }
    });
    org
}
