//! Sending rows, and deciding about those whose answer was lost.

use hallpass_model::OutcomeError;
use hallpass_salesforce::Error;
use hallpass_salesforce::rows::{Collection, MAX_COLLECTIONS, RowOutcome};

use super::error::{is_final, of_call, worded};
use super::judge::{Verdict, judge};
use super::look::{Found, look, natural_key};
use super::ready::{Ready, collection, collections};
use super::runner::Runner;
use super::told::Told;
use crate::lower::{RowVerb, Rows};

/// Whether rows are sent for the first time.
#[derive(Clone, Copy, PartialEq, Eq)]
enum Try {
    First,
    Again,
}

impl Runner<'_> {
    /// Writes the rows of a wave: five collections to a call, one call after the other. Calls never overlap, so no
    /// set and no user is ever written by two of them at once, which the org answers with locked rows.
    pub(super) async fn write(&mut self, operations: &[&Rows]) {
        let mut ready = Vec::new();
        for rows in operations {
            ready.extend(rows.rows.iter().filter_map(|row| self.prepared(rows, row)));
        }
        let unsettled = self.send(&ready, Try::First).await;
        let again = self.looked_up(unsettled).await;
        self.send(&again, Try::Again).await;
    }

    /// Fills in a row, unless something that it needs is not there.
    fn prepared<'w>(&mut self, rows: &Rows, row: &'w crate::lower::Row) -> Option<Ready<'w>> {
        let mut about = row.addresses.iter().chain(&row.prepares);
        if let Some(obstacle) = about.find_map(|address| self.ledger.obstacle(address)) {
            self.skip(&row.addresses, &obstacle);
            return None;
        }
        let ready = Ready::of(rows, row, &self.made);
        if ready.is_none() {
            self.skip(
                &row.addresses,
                &worded("DEPENDS_ON", "what it refers to was not made"),
            );
        }
        ready
    }

    /// Sends rows and returns those that have to be looked at, which only a first try has.
    async fn send<'w>(&mut self, rows: &[Ready<'w>], attempt: Try) -> Vec<Ready<'w>> {
        let mut unsettled = Vec::new();
        for parts in collections(rows).chunks(MAX_COLLECTIONS) {
            if self.halted.is_some() {
                break;
            }
            let bodies: Result<Vec<Collection>, Error> = parts.iter().map(|part| collection(part)).collect();
            let answer = match bodies {
                Ok(bodies) => self.write_told(&bodies, &told(parts)).await,
                Err(error) => Err(error),
            };
            match answer {
                Ok(outcomes) => {
                    for (row, outcome) in parts
                        .iter()
                        .copied()
                        .flatten()
                        .zip(outcomes.into_iter().flatten())
                    {
                        if self.take(row, &outcome, attempt) {
                            unsettled.push(row.clone());
                        }
                    }
                }
                Err(error) if error.is_outcome_unknown() && attempt == Try::First => {
                    unsettled.extend(parts.iter().copied().flatten().cloned());
                }
                Err(error) => self.lost(parts, &error),
            }
        }
        unsettled
    }

    /// Takes note of an answer; returns whether the row has to be looked at.
    fn take(&mut self, row: &Ready<'_>, outcome: &RowOutcome, attempt: Try) -> bool {
        match judge(row.object, row.verb, outcome) {
            Verdict::Done(id) => {
                if let (Some(thing), Some(id)) = (&row.row.makes, id) {
                    self.made.insert(thing.clone(), id);
                }
                self.done(&row.row.addresses);
            }
            Verdict::Exists(_) if attempt == Try::First => return true,
            Verdict::Exists(error) | Verdict::Failed(error) => self.fail(&row.row.addresses, &error),
        }
        false
    }

    fn lost(&mut self, parts: &[&[Ready<'_>]], error: &Error) {
        let told = of_call(error);
        for row in parts.iter().copied().flatten() {
            self.fail(&row.row.addresses, &told);
        }
        if is_final(error) {
            self.halted = Some(told);
        }
    }

    /// Reads rows again by their natural key, and returns those that are to be sent once more.
    async fn looked_up<'w>(&mut self, rows: Vec<Ready<'w>>) -> Vec<Ready<'w>> {
        let reader = self.writer.reader();
        let mut again = Vec::new();
        for part in collections(&rows) {
            match look(&reader, part).await {
                Ok(found) => {
                    for (row, found) in part.iter().zip(found) {
                        again.extend(self.settled(row, found));
                    }
                }
                Err(error) => self.lost(&[part], &error),
            }
        }
        again
    }

    fn settled<'w>(&mut self, row: &Ready<'w>, found: Found) -> Option<Ready<'w>> {
        let key = natural_key(row.object);
        match (row.verb, found) {
            (RowVerb::Create | RowVerb::Update, Found::Same(id)) => {
                if let Some(thing) = &row.row.makes {
                    self.made.insert(thing.clone(), id);
                }
                self.done(&row.row.addresses);
                None
            }
            (RowVerb::Delete, Found::Absent) => {
                self.done(&row.row.addresses);
                None
            }
            (RowVerb::Create, Found::Absent)
            | (RowVerb::Update, Found::Other(_))
            | (RowVerb::Delete, Found::Same(_) | Found::Other(_)) => Some(row.clone()),
            (RowVerb::Create, Found::Other(id)) if row.row.makes.is_none() => Some(row.as_update(id, key)),
            (RowVerb::Create, Found::Other(_)) => {
                self.fail(&row.row.addresses, &taken());
                None
            }
            (RowVerb::Update, Found::Absent) => {
                self.fail(
                    &row.row.addresses,
                    &worded("ENTITY_IS_DELETED", "the row is gone"),
                );
                None
            }
        }
    }
}

fn told<'r>(parts: &'r [&[Ready<'_>]]) -> Vec<Told<'r>> {
    let rows = parts.iter().copied().flatten();
    rows.map(|row| Told {
        object: row.object,
        verb: row.verb,
        addresses: &row.row.addresses,
        id: row.id.as_ref(),
        fields: &row.fields,
    })
    .collect()
}

/// A user or a set of that name that is not what was sent is somebody else's.
fn taken() -> OutcomeError {
    worded("DUPLICATE_DEVELOPER_NAME", "the org has another one of this name")
}
