//! Up to 200 rows of one object, to be made, changed or deleted.

use http::Method;
use serde_json::{Map, Value, json};

use crate::error::{Error, Result};
use crate::id::RecordId;
use crate::rows::composite::Part;

/// The most rows of a collection (REST API Developer Guide, sObject Collections).
pub const MAX_ROWS: usize = 200;

/// The most collections that one call carries (REST API Developer Guide, Composite).
pub const MAX_COLLECTIONS: usize = 5;

/// Column names and values to be written.
pub type Fields = Map<String, Value>;

/// What is done to the rows of a collection.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Verb {
    /// Rows are made.
    Create,
    /// Rows are changed.
    Update,
    /// Rows are deleted.
    Delete,
}

/// Rows of one object that are written together.
///
/// One object only: objects of setup must not share a transaction with others, nor with each other
/// (REST API Developer Guide, sObject Collections), so a mixed collection cannot be made.
#[derive(Clone, Debug, PartialEq)]
pub struct Collection {
    object: String,
    rows: Rows,
    all_or_none: bool,
}

#[derive(Clone, Debug, PartialEq)]
enum Rows {
    Create(Vec<Fields>),
    Update(Vec<(RecordId, Fields)>),
    Delete(Vec<RecordId>),
}

impl Collection {
    /// Rows to be made.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for no rows, or more than [`MAX_ROWS`].
    pub fn create(object: &str, rows: Vec<Fields>) -> Result<Self> {
        Self::new(object, Rows::Create(rows))
    }

    /// Rows to be changed.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for no rows, or more than [`MAX_ROWS`].
    pub fn update(object: &str, rows: Vec<(RecordId, Fields)>) -> Result<Self> {
        Self::new(object, Rows::Update(rows))
    }

    /// Rows to be deleted.
    ///
    /// # Errors
    /// [`Error::BadRequest`] for no rows, or more than [`MAX_ROWS`].
    pub fn delete(object: &str, rows: Vec<RecordId>) -> Result<Self> {
        Self::new(object, Rows::Delete(rows))
    }

    fn new(object: &str, rows: Rows) -> Result<Self> {
        let collection = Self {
            object: object.to_owned(),
            rows,
            all_or_none: false,
        };
        if (1..=MAX_ROWS).contains(&collection.len()) {
            return Ok(collection);
        }
        let problem = format!("{} rows are not 1 to {MAX_ROWS}", collection.len());
        Err(Error::BadRequest {
            operation: collection.operation(),
            problem,
        })
    }

    /// The same, but a row that fails takes back all others.
    #[must_use]
    pub fn all_or_none(mut self) -> Self {
        self.all_or_none = true;
        self
    }

    /// The object.
    #[must_use]
    pub fn object(&self) -> &str {
        &self.object
    }

    /// What is done.
    #[must_use]
    pub fn verb(&self) -> Verb {
        match &self.rows {
            Rows::Create(_) => Verb::Create,
            Rows::Update(_) => Verb::Update,
            Rows::Delete(_) => Verb::Delete,
        }
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        match &self.rows {
            Rows::Create(rows) => rows.len(),
            Rows::Update(rows) => rows.len(),
            Rows::Delete(rows) => rows.len(),
        }
    }

    /// Whether it holds no rows; it never does.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.len() == 0
    }

    /// For errors and logs: `create 3 FieldPermissions`.
    pub(super) fn operation(&self) -> String {
        let verb = match self.verb() {
            Verb::Create => "create",
            Verb::Update => "update",
            Verb::Delete => "delete",
        };
        format!("{verb} {} {}", self.len(), self.object)
    }

    /// The part of a composite call that writes it; `base` is the path of collections.
    pub(super) fn part(&self, base: &str, reference: String) -> Part {
        let (method, url, body) = match &self.rows {
            Rows::Create(rows) => {
                let records = rows.iter().map(|row| self.record(None, row));
                (Method::POST, base.to_owned(), Some(self.body(records)))
            }
            Rows::Update(rows) => {
                let records = rows.iter().map(|(id, row)| self.record(Some(id), row));
                (Method::PATCH, base.to_owned(), Some(self.body(records)))
            }
            Rows::Delete(ids) => {
                let ids: Vec<&str> = ids.iter().map(RecordId::as_str).collect();
                let url = format!("{base}?ids={}&allOrNone={}", ids.join(","), self.all_or_none);
                (Method::DELETE, url, None)
            }
        };
        Part {
            operation: self.operation(),
            method,
            url,
            reference,
            body,
        }
    }

    /// The rows at these places alone, for another try.
    pub(super) fn only(&self, places: &[usize]) -> Self {
        fn pick<T: Clone>(rows: &[T], places: &[usize]) -> Vec<T> {
            places.iter().filter_map(|at| rows.get(*at).cloned()).collect()
        }
        let rows = match &self.rows {
            Rows::Create(rows) => Rows::Create(pick(rows, places)),
            Rows::Update(rows) => Rows::Update(pick(rows, places)),
            Rows::Delete(rows) => Rows::Delete(pick(rows, places)),
        };
        Self {
            object: self.object.clone(),
            rows,
            all_or_none: self.all_or_none,
        }
    }

    pub(super) fn is_all_or_none(&self) -> bool {
        self.all_or_none
    }

    fn body(&self, records: impl Iterator<Item = Value>) -> Value {
        json!({ "allOrNone": self.all_or_none, "records": records.collect::<Vec<_>>() })
    }

    fn record(&self, id: Option<&RecordId>, fields: &Fields) -> Value {
        let mut record = Map::new();
        record.insert("attributes".into(), json!({ "type": self.object }));
        if let Some(id) = id {
            record.insert("id".into(), Value::from(id.as_str()));
        }
        record.extend(fields.iter().map(|(name, value)| (name.clone(), value.clone())));
        Value::Object(record)
    }
}

#[cfg(test)]
mod tests {
    use super::{Collection, Fields};
    use crate::id::RecordId;
    use serde_json::json;

    fn fields(value: &serde_json::Value) -> Fields {
        value.as_object().unwrap().clone()
    }

    const BASE: &str = "/services/data/v68.0/composite/sobjects";

    #[test]
    fn each_verb_has_its_part() {
        let id = RecordId::parse("01k000000000001").unwrap();
        let create = Collection::create(
            "FieldPermissions",
            vec![fields(&json!({"Field": "Account.Phone"}))],
        )
        .unwrap()
        .all_or_none()
        .part(BASE, "c0".into());
        assert_eq!((create.method.as_str(), create.url.as_str()), ("POST", BASE));
        assert_eq!(
            create.body.unwrap(),
            json!({"allOrNone": true, "records": [
                {"attributes": {"type": "FieldPermissions"}, "Field": "Account.Phone"}]})
        );
        let update = Collection::update(
            "FieldPermissions",
            vec![(id.clone(), fields(&json!({"PermissionsEdit": true})))],
        )
        .unwrap()
        .part(BASE, "c1".into());
        assert_eq!(update.method.as_str(), "PATCH");
        assert_eq!(update.body.unwrap()["records"][0]["id"], "01k000000000001AAA");
        let delete = Collection::delete("FieldPermissions", vec![id.clone(), id])
            .unwrap()
            .part(BASE, "c2".into());
        assert_eq!(delete.method.as_str(), "DELETE");
        assert_eq!(
            delete.url,
            format!("{BASE}?ids=01k000000000001AAA,01k000000000001AAA&allOrNone=false")
        );
        assert!(delete.body.is_none());
    }

    #[test]
    fn no_rows_and_too_many_rows_are_refused() {
        assert!(Collection::delete("X", Vec::new()).is_err());
        let id = RecordId::parse("01k000000000001").unwrap();
        assert!(Collection::delete("X", vec![id.clone(); 200]).is_ok());
        assert!(Collection::delete("X", vec![id; 201]).is_err());
    }
}
