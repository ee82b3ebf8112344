//! Freezing and thawing, step by step: the mark says that it begins, logins are refused, the sessions that live are ended,
//! and the mark says that it is done. Freezing alone ends no session (Object Reference, UserLogin, AuthSession).
//!
//! Every step says what shall be, so one whose answer was lost is taken again.

use std::collections::BTreeMap;

use hallpass_model::{Address, OutcomeError};
use hallpass_salesforce::rows::{Collection, Fields, MAX_ROWS, RowOutcome};
use hallpass_salesforce::soql::{Condition, Soql, chunks, eq, is_in};
use hallpass_salesforce::{Error, Record, RecordId};
use serde_json::Value;

use super::error::{is_final, of_call, of_row, worded};
use super::runner::Runner;
use super::told::Told;
use crate::lower::{Login, RowVerb};

/// The most characters of ids in one query.
const MAX_LISTED: usize = 30_000;

/// A row of one user's login.
struct Part<'w> {
    login: &'w Login,
    id: RecordId,
    fields: Fields,
}

impl Runner<'_> {
    pub(super) async fn logins(&mut self, logins: &[Login]) {
        let mut open: Vec<&Login> = logins.iter().filter(|login| self.may_change(login)).collect();
        self.tell_mark(&mut open, |login| login.announced.as_ref()).await;
        self.freeze(&mut open).await;
        self.end_sessions(&mut open).await;
        self.tell_mark(&mut open, |login| login.concluded.as_ref()).await;
        for login in open {
            self.done(std::slice::from_ref(&login.address));
        }
    }

    fn may_change(&mut self, login: &Login) -> bool {
        let obstacle = self.ledger.obstacle(&login.address);
        if let Some(error) = &obstacle {
            self.skip(std::slice::from_ref(&login.address), error);
        }
        obstacle.is_none()
    }

    async fn tell_mark<'w>(
        &mut self,
        open: &mut Vec<&'w Login>,
        text: impl Fn(&'w Login) -> Option<&'w String>,
    ) {
        let part = |login: &&'w Login| {
            let id = RecordId::parse(login.user.as_str()).ok()?;
            Some(Part {
                login,
                id,
                fields: field("AboutMe", Value::from(text(login)?.as_str())),
            })
        };
        let parts: Vec<Part<'_>> = open.iter().filter_map(part).collect();
        let failed = self.put("User", &parts, RowVerb::Update).await;
        self.leave_out(open, failed);
    }

    async fn freeze(&mut self, open: &mut Vec<&Login>) {
        let wanted: Vec<&Login> = open
            .iter()
            .copied()
            .filter(|login| login.frozen.is_some())
            .collect();
        if wanted.is_empty() {
            return;
        }
        let found = self.found("UserLogin", "UserId", &wanted, None).await;
        let rows = match found {
            Ok(rows) => rows,
            Err(error) => return self.leave_out(open, all(&wanted, &error)),
        };
        let mut failed = Failures::new();
        let mut parts = Vec::new();
        for login in wanted {
            match rows
                .iter()
                .find(|row| is_of(row, "UserId", login))
                .and_then(|row| row.id("Id"))
            {
                Some(id) => parts.push(Part {
                    login,
                    id,
                    fields: field("IsFrozen", Value::from(login.frozen == Some(true))),
                }),
                None => {
                    let words = worded("NO_LOGIN", "the org shows no login of this user");
                    failed.insert(login.address.clone(), words);
                }
            }
        }
        failed.extend(self.put("UserLogin", &parts, RowVerb::Update).await);
        self.leave_out(open, failed);
    }

    async fn end_sessions(&mut self, open: &mut Vec<&Login>) {
        let wanted: Vec<&Login> = open.iter().copied().filter(|login| login.ends_sessions).collect();
        if wanted.is_empty() {
            return;
        }
        let is_api = || Some(eq("SessionType", "API"));
        let live = match self.found("AuthSession", "UsersId", &wanted, is_api()).await {
            Ok(live) => live,
            Err(error) => return self.leave_out(open, all(&wanted, &error)),
        };
        let part = |row: &Record| {
            Some(Part {
                login: wanted
                    .iter()
                    .copied()
                    .find(|login| is_of(row, "UsersId", login))?,
                id: row.id("Id")?,
                fields: Fields::new(),
            })
        };
        let parts: Vec<Part<'_>> = live.iter().filter_map(part).collect();
        if parts.is_empty() {
            return;
        }
        let mut failed = self.put("AuthSession", &parts, RowVerb::Delete).await;
        match self.found("AuthSession", "UsersId", &wanted, is_api()).await {
            Ok(left) => {
                for login in &wanted {
                    if left.iter().any(|row| is_of(row, "UsersId", login)) {
                        let words = worded("SESSIONS_LIVE", "sessions of this user live on");
                        failed.entry(login.address.clone()).or_insert(words);
                    }
                }
            }
            Err(error) => failed.extend(all(&wanted, &error)),
        }
        self.leave_out(open, failed);
    }

    /// Reads rows of these users.
    async fn found(
        &self,
        object: &str,
        column: &str,
        logins: &[&Login],
        filter: Option<Condition>,
    ) -> Result<Vec<Record>, Error> {
        let ids: Vec<&str> = logins.iter().map(|login| login.user.as_str()).collect();
        let queries: Vec<Soql> = chunks(&ids, MAX_LISTED)
            .into_iter()
            .map(|part| {
                let soql = Soql::select(["Id", column])
                    .from(object)
                    .filter(is_in(column, part.iter().copied()));
                match &filter {
                    Some(filter) => soql.filter(filter.clone()),
                    None => soql,
                }
            })
            .collect();
        let found = self.writer.reader().query_many(&queries).await?;
        Ok(found.into_iter().flat_map(|result| result.rows).collect())
    }

    /// Writes rows and returns whose were refused. A call whose answer was lost is sent once more.
    async fn put(&mut self, object: &'static str, parts: &[Part<'_>], verb: RowVerb) -> Failures {
        let mut failed = Failures::new();
        for parts in parts.chunks(MAX_ROWS) {
            let mut answer = self.put_once(object, parts, verb).await;
            if answer.as_ref().is_err_and(Error::is_outcome_unknown) {
                answer = self.put_once(object, parts, verb).await;
            }
            match answer {
                Ok(outcomes) => {
                    for (part, outcome) in parts.iter().zip(outcomes) {
                        if !(outcome.is_done() || verb == RowVerb::Delete && is_gone(&outcome)) {
                            failed.insert(part.login.address.clone(), of_row(outcome.errors()));
                        }
                    }
                }
                Err(error) => {
                    let told = of_call(&error);
                    self.halted = is_final(&error).then(|| told.clone()).or(self.halted.take());
                    failed.extend(
                        parts
                            .iter()
                            .map(|part| (part.login.address.clone(), told.clone())),
                    );
                }
            }
        }
        failed
    }

    async fn put_once(
        &mut self,
        object: &'static str,
        parts: &[Part<'_>],
        verb: RowVerb,
    ) -> Result<Vec<RowOutcome>, Error> {
        let ids = || parts.iter().map(|part| part.id.clone());
        let body = match verb {
            RowVerb::Delete => Collection::delete(object, ids().collect())?,
            RowVerb::Create | RowVerb::Update => {
                let fields = parts.iter().map(|part| part.fields.clone());
                Collection::update(object, ids().zip(fields).collect())?
            }
        };
        let told = parts.iter().map(|part| Told {
            object,
            verb,
            addresses: std::slice::from_ref(&part.login.address),
            id: Some(&part.id),
            fields: &part.fields,
        });
        let outcomes = self.write_told(&[body], &told.collect::<Vec<_>>()).await?;
        Ok(outcomes.into_iter().flatten().collect())
    }

    fn leave_out(&mut self, open: &mut Vec<&Login>, failed: Failures) {
        open.retain(|login| !failed.contains_key(&login.address));
        for (address, error) in failed {
            self.fail(&[address], &error);
        }
    }
}

type Failures = BTreeMap<Address, OutcomeError>;

fn field(column: &str, value: Value) -> Fields {
    Fields::from_iter([(column.to_owned(), value)])
}

fn is_of(row: &Record, column: &str, login: &Login) -> bool {
    row.id(column)
        .is_some_and(|id| RecordId::parse(login.user.as_str()).is_ok_and(|user| user == id))
}

/// A session that ended meanwhile is one less to end.
fn is_gone(outcome: &RowOutcome) -> bool {
    let gone = ["ENTITY_IS_DELETED", "INVALID_CROSS_REFERENCE_KEY"];
    outcome
        .errors()
        .iter()
        .any(|error| gone.contains(&error.code.as_str()))
}

fn all(logins: &[&Login], error: &Error) -> Failures {
    let told = of_call(error);
    logins
        .iter()
        .map(|login| (login.address.clone(), told.clone()))
        .collect()
}
