//! Queries, read to their end.

use std::collections::HashSet;
use std::sync::Arc;

use serde::de::DeserializeOwned;

use super::composite::{MAX_QUERIES, Part};
use super::fetch::fetch_pages;
use super::page::Page;
use super::shape::{As, Shape};
use super::{QueryResult, Record};
use crate::error::{Error, Result};
use crate::org::Reader;
use crate::soql::Soql;
use crate::transport::{Connection, all_in_parallel};

/// Where queries go, below the version.
const DATA: &str = "/query";
const TOOLING: &str = "/tooling/query";

/// One query on its way: what it found so far and where it goes on.
struct Reading<S: Shape> {
    operation: String,
    shape: S,
    next: Option<String>,
    seen: HashSet<String>,
    found: QueryResult<S::Row>,
}

impl<S: Shape> Reading<S> {
    fn new(connection: &Connection, resource: &str, soql: &Soql, shape: S) -> Self {
        tracing::debug!(%soql, "query");
        Self {
            operation: format!("query {}", soql.object()),
            shape,
            next: Some(query_path(connection, resource, soql)),
            seen: HashSet::new(),
            found: QueryResult {
                rows: Vec::new(),
                total_size: 0,
            },
        }
    }

    fn take(&mut self, page: Page<S::Row>) -> Result<()> {
        if let Some(next) = &page.next
            && !self.seen.insert(next.clone())
        {
            let problem = "its pages lead back to one that was read".to_owned();
            return Err(Error::Truncated {
                operation: self.operation.clone(),
                problem,
            });
        }
        self.found.total_size = page.total_size;
        self.found.rows.extend(page.rows);
        self.next = page.next;
        Ok(())
    }
}

fn query_path(connection: &Connection, resource: &str, soql: &Soql) -> String {
    let query: String = form_urlencoded::byte_serialize(soql.to_string().as_bytes()).collect();
    connection.data(&format!("{resource}?q={query}"))
}

impl Reader {
    /// Runs one query and reads all of its pages.
    ///
    /// # Errors
    /// Also when the answer ends early, or child rows do not fit: never fewer rows than there are.
    pub async fn query(&self, soql: &Soql) -> Result<QueryResult<Record>> {
        self.query_as(soql)
            .await
            .and_then(QueryResult::with_whole_children)
    }

    /// Runs one query and reads its rows straight into `T`.
    ///
    /// # Errors
    /// As for [`Reader::query`]; [`Error::Unreadable`] when a row is no `T`.
    pub async fn query_as<T>(&self, soql: &Soql) -> Result<QueryResult<T>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        let mut results = self.query_each_as(std::slice::from_ref(soql)).await?;
        results.pop().unwrap_or_else(|| {
            Ok(QueryResult {
                rows: Vec::new(),
                total_size: 0,
            })
        })
    }

    /// Runs several queries, five to a call, the calls side by side, and reads all pages of all of them.
    /// The results are in the order of the queries.
    ///
    /// # Errors
    /// The first error of any of them.
    pub async fn query_many(&self, soqls: &[Soql]) -> Result<Vec<QueryResult<Record>>> {
        self.query_each(soqls).await?.into_iter().collect()
    }

    /// Like [`Reader::query_many`], with rows read straight into `T`.
    ///
    /// # Errors
    /// The first error of any of them.
    pub async fn query_many_as<T>(&self, soqls: &[Soql]) -> Result<Vec<QueryResult<T>>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.query_each_as(soqls).await?.into_iter().collect()
    }

    /// Like [`Reader::query_many`], but a query that the org refuses fails alone: for objects that not
    /// every org has.
    ///
    /// # Errors
    /// Those that concern all queries, such as an org that is not reached.
    pub async fn query_each(&self, soqls: &[Soql]) -> Result<Vec<Result<QueryResult<Record>>>> {
        let results = self.query_each_as(soqls).await?;
        Ok(results
            .into_iter()
            .map(|result| result.and_then(QueryResult::with_whole_children))
            .collect())
    }

    /// Like [`Reader::query_each`], with rows read straight into `T`.
    ///
    /// # Errors
    /// Those that concern all queries.
    pub async fn query_each_as<T>(&self, soqls: &[Soql]) -> Result<Vec<Result<QueryResult<T>>>>
    where
        T: DeserializeOwned + Send + 'static,
    {
        self.query_each_shaped(soqls.iter().map(|soql| (soql, As::<T>::new())))
            .await
    }

    /// Like [`Reader::query_each`], with a shape for the rows of each query.
    ///
    /// # Errors
    /// Those that concern all queries.
    pub async fn query_each_shaped<'q, S: Shape>(
        &self,
        queries: impl IntoIterator<Item = (&'q Soql, S)>,
    ) -> Result<Vec<Result<QueryResult<S::Row>>>> {
        let readings: Vec<Result<Reading<S>>> = queries
            .into_iter()
            .map(|(soql, shape)| Ok(Reading::new(&self.connection, DATA, soql, shape)))
            .collect();
        self.read_to_the_end(readings).await
    }

    /// Runs one query of the Tooling API and reads all of its pages.
    ///
    /// # Errors
    /// As for [`Reader::query`].
    pub async fn query_tooling(&self, soql: &Soql) -> Result<QueryResult<Record>> {
        let reading = Reading::new(&self.connection, TOOLING, soql, As::<Record>::new());
        let mut results = self.read_to_the_end(vec![Ok(reading)]).await?;
        results.pop().unwrap_or_else(|| {
            Ok(QueryResult {
                rows: Vec::new(),
                total_size: 0,
            })
        })
    }

    async fn read_to_the_end<S: Shape>(
        &self,
        mut readings: Vec<Result<Reading<S>>>,
    ) -> Result<Vec<Result<QueryResult<S::Row>>>> {
        loop {
            let open: Vec<usize> = readings
                .iter()
                .enumerate()
                .filter(|(_, reading)| reading.as_ref().is_ok_and(|reading| reading.next.is_some()))
                .map(|(at, _)| at)
                .collect();
            if open.is_empty() {
                break;
            }
            self.read_next_pages(&mut readings, &open).await?;
        }
        Ok(readings
            .into_iter()
            .map(|reading| reading.map(|reading| reading.found))
            .collect())
    }

    /// Reads the next page of each reading at `open`: five to a call, all calls at once.
    async fn read_next_pages<S: Shape>(
        &self,
        readings: &mut [Result<Reading<S>>],
        open: &[usize],
    ) -> Result<()> {
        let parts = |group: &[usize]| -> Vec<Part> {
            let open = group.iter().enumerate();
            open.filter_map(|(at, index)| {
                let reading = readings[*index].as_ref().ok()?;
                Some(Part::get(reading.operation.clone(), reading.next.clone()?, at))
            })
            .collect()
        };
        let shapes = |group: &[usize]| -> Vec<S> {
            let open = group
                .iter()
                .filter_map(|index| readings[*index].as_ref().ok().filter(|one| one.next.is_some()));
            open.map(|reading| reading.shape.clone()).collect()
        };
        let calls = open
            .chunks(MAX_QUERIES)
            .map(|group| fetch_pages(Arc::clone(&self.connection), parts(group), shapes(group)));
        let pages = all_in_parallel("query", calls.collect())
            .await?
            .into_iter()
            .flatten();
        for (index, page) in open.iter().zip(pages) {
            if let Ok(reading) = &mut readings[*index]
                && let Err(error) = page.and_then(|page| reading.take(page))
            {
                readings[*index] = Err(error);
            }
        }
        Ok(())
    }

    /// The number of rows that a query made with [`Soql::count_of`] counts.
    ///
    /// # Errors
    /// Those of a query.
    pub async fn count(&self, soql: &Soql) -> Result<u64> {
        self.query(soql).await.map(|result| result.total_size)
    }
}
