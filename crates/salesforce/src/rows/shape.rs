//! What the rows of an answer become: decided by who asks, so that the many rows of a large answer never are maps of
//! columns and values, which take several times the memory of their text.

use std::borrow::Cow;
use std::fmt;
use std::marker::PhantomData;

use serde::Deserializer;
use serde::de::{DeserializeOwned, DeserializeSeed, Error as _, IgnoredAny, MapAccess, SeqAccess, Visitor};

/// How one row is read.
pub trait Shape: Clone + Send + Sync + 'static {
    /// What a row becomes.
    type Row: Send + 'static;

    /// Reads a row.
    ///
    /// # Errors
    /// When it is not what was asked for.
    fn row<'de, D: Deserializer<'de>>(&self, row: D) -> Result<Self::Row, D::Error>;
}

/// Rows that know by themselves how to be read.
pub struct As<T>(PhantomData<fn() -> T>);

impl<T> As<T> {
    /// Makes the one value.
    #[must_use]
    pub const fn new() -> Self {
        Self(PhantomData)
    }
}

impl<T> Default for As<T> {
    fn default() -> Self {
        Self::new()
    }
}

impl<T> Clone for As<T> {
    fn clone(&self) -> Self {
        Self::new()
    }
}

impl<T: DeserializeOwned + Send + 'static> Shape for As<T> {
    type Row = T;

    fn row<'de, D: Deserializer<'de>>(&self, row: D) -> Result<T, D::Error> {
        T::deserialize(row)
    }
}

/// A page as the org sends it.
pub(super) struct PageResponse<T> {
    pub(super) total_size: u64,
    pub(super) done: bool,
    pub(super) records: Vec<T>,
    pub(super) next_records_url: Option<String>,
}

/// Reads a page and nothing behind it.
pub(super) fn page_response<S: Shape>(body: &[u8], shape: &S) -> serde_json::Result<PageResponse<S::Row>> {
    let mut json = serde_json::Deserializer::from_slice(body);
    let page = json.deserialize_map(PageVisitor(shape))?;
    json.end()?;
    Ok(page)
}

/// Borrowed from the body where it has no escapes.
#[derive(serde::Deserialize)]
struct Key<'k>(#[serde(borrow)] Cow<'k, str>);

struct PageVisitor<'s, S>(&'s S);

impl<'de, S: Shape> Visitor<'de> for PageVisitor<'_, S> {
    type Value = PageResponse<S::Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("a page of rows")
    }

    fn visit_map<A: MapAccess<'de>>(self, mut map: A) -> Result<Self::Value, A::Error> {
        let (mut total_size, mut done, mut records, mut next_records_url) = (0, None, None, None);
        while let Some(key) = map.next_key::<Key<'de>>()? {
            match &*key.0 {
                "totalSize" => total_size = map.next_value()?,
                "done" => done = Some(map.next_value()?),
                "records" => records = Some(map.next_value_seed(RowsSeed(self.0))?),
                "nextRecordsUrl" => next_records_url = map.next_value()?,
                _ => {
                    map.next_value::<IgnoredAny>()?;
                }
            }
        }
        Ok(PageResponse {
            total_size,
            done: done.ok_or_else(|| A::Error::missing_field("done"))?,
            records: records.ok_or_else(|| A::Error::missing_field("records"))?,
            next_records_url,
        })
    }
}

struct RowsSeed<'s, S>(&'s S);

impl<'de, S: Shape> DeserializeSeed<'de> for RowsSeed<'_, S> {
    type Value = Vec<S::Row>;

    fn deserialize<D: Deserializer<'de>>(self, rows: D) -> Result<Self::Value, D::Error> {
        rows.deserialize_seq(self)
    }
}

impl<'de, S: Shape> Visitor<'de> for RowsSeed<'_, S> {
    type Value = Vec<S::Row>;

    fn expecting(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("rows")
    }

    fn visit_seq<A: SeqAccess<'de>>(self, mut seq: A) -> Result<Self::Value, A::Error> {
        let mut rows = Vec::new();
        while let Some(row) = seq.next_element_seed(RowSeed(self.0))? {
            rows.push(row);
        }
        Ok(rows)
    }
}

struct RowSeed<'s, S>(&'s S);

impl<'de, S: Shape> DeserializeSeed<'de> for RowSeed<'_, S> {
    type Value = S::Row;

    fn deserialize<D: Deserializer<'de>>(self, row: D) -> Result<S::Row, D::Error> {
        self.0.row(row)
    }
}
