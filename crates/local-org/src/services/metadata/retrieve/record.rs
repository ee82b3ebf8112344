//! Stored retrievals and their status.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use rusqlite::{OptionalExtension, params};

use super::build::Retrieved;
use crate::facts::metadata::DEPLOY_DELAY;
use crate::services::metadata::components::documents::new_id;
use crate::services::metadata::xml::{Element, parse, to_fragment};
use crate::store::{OrAbort as _, Tx};
use crate::value::Id;

const TABLES: &str = "
CREATE TABLE IF NOT EXISTS _retrieve (id TEXT PRIMARY KEY, due TEXT NOT NULL, answer TEXT NOT NULL, zip BLOB NOT NULL);
";

/// A retrieval as it stands.
pub(crate) struct State {
    /// Its Id.
    pub(crate) id: Id,
    /// Done, with what was found and the archive.
    pub(crate) done: Option<(Element, Vec<u8>)>,
}

/// Keeps a retrieval for its caller to fetch.
pub(crate) fn keep(tx: &Tx<'_>, retrieved: Retrieved) -> Id {
    tx.conn().execute_batch(TABLES).or_abort();
    let id = new_id(tx, "09S");
    let mut answer = Element::new("answer");
    answer.children.extend(retrieved.properties);
    answer.children.extend(retrieved.messages);
    let due = tx
        .now()
        .checked_add(tx.org.behaviours.delay(&DEPLOY_DELAY))
        .unwrap_or(jiff::Timestamp::MAX);
    tx.conn()
        .prepare_cached("INSERT INTO _retrieve (id, due, answer, zip) VALUES (?1, ?2, ?3, ?4)")
        .or_abort()
        .execute(params![
            id.as_str(),
            due.to_string(),
            to_fragment(&answer),
            retrieved.zip
        ])
        .or_abort();
    id
}

/// Returns a retrieval as it stands.
pub(crate) fn check(tx: &Tx<'_>, id: &Id) -> Option<State> {
    tx.conn().execute_batch(TABLES).or_abort();
    let found: Option<(String, String, Vec<u8>)> = tx
        .conn()
        .prepare_cached("SELECT due, answer, zip FROM _retrieve WHERE id = ?1")
        .or_abort()
        .query_row([id.as_str()], |found| {
            Ok((found.get(0)?, found.get(1)?, found.get(2)?))
        })
        .optional()
        .or_abort();
    let (due, answer, zip) = found?;
    let is_due = due.parse::<jiff::Timestamp>().is_ok_and(|due| tx.now() >= due);
    let done = is_due.then(|| (parse(answer.as_bytes()).unwrap_or_default(), zip));
    Some(State { id: id.clone(), done })
}

/// `RetrieveResult` of `checkRetrieveStatus`.
pub(crate) fn to_element(state: &State, include_zip: bool) -> Element {
    let mut result = Element::new("result").with("done", state.done.is_some().to_string());
    let part = |name: &str| -> Vec<Element> {
        state
            .done
            .iter()
            .flat_map(|(answer, _)| answer.all(name).cloned().collect::<Vec<_>>())
            .collect()
    };
    result.children.extend(part("fileProperties"));
    result = result.with("id", state.id.as_str());
    result.children.extend(part("messages"));
    let status = if state.done.is_some() {
        "Succeeded"
    } else {
        "InProgress"
    };
    result = result
        .with("status", status)
        .with("success", state.done.is_some().to_string());
    match &state.done {
        Some((_, zip)) if include_zip => result.with("zipFile", STANDARD.encode(zip)),
        _ => result,
    }
}
