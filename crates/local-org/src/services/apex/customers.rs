//! What both services show: accounts.

use rusqlite::params;

use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

/// A customer: a few fields of an account.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Customer {
    pub(super) id: Id,
    pub(super) name: String,
    pub(super) phone: Option<String>,
}

/// Queries of the services stop here, as a `LIMIT 200` in their code would.
const LIMIT: u32 = 200;

/// Finds customers whose name contains `part`, by name.
pub(super) fn search(tx: &Tx<'_>, part: &str) -> Vec<Customer> {
    let pattern = format!(
        "%{}%",
        part.replace('\\', "\\\\").replace('%', "\\%").replace('_', "\\_")
    );
    select(tx, "\"Name\" LIKE ?1 ESCAPE '\\'", &pattern)
}

/// Finds the customer of that Id.
pub(super) fn find(tx: &Tx<'_>, id: &str) -> Option<Customer> {
    let id = Id::parse(id)?;
    select(tx, "\"Id\" = ?1", id.as_str()).into_iter().next()
}

fn select(tx: &Tx<'_>, condition: &str, value: &str) -> Vec<Customer> {
    let sql = format!(
        "SELECT \"Id\", \"Name\", \"Phone\" FROM \"Account\" WHERE \"IsDeleted\" = 0 AND {condition}
         ORDER BY \"Name\", \"Id\" LIMIT {LIMIT}"
    );
    let mut statement = tx.conn().prepare_cached(&sql).or_abort();
    let found = statement
        .query_map(params![value], |found| {
            Ok((
                found.get::<_, String>(0)?,
                found.get::<_, Option<String>>(1)?,
                found.get(2)?,
            ))
        })
        .or_abort();
    found
        .filter_map(|row| {
            let (id, name, phone) = row.or_abort();
            Some(Customer {
                id: Id::parse(&id)?,
                name: name.unwrap_or_default(),
                phone,
            })
        })
        .collect()
}
