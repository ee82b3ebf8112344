//! Rows with all ids filled in, ready to be sent.

use hallpass_salesforce::rows::{Collection, Fields, MAX_ROWS};
use hallpass_salesforce::{RecordId, Result};

use super::made::Made;
use crate::lower::{Row, RowVerb, Rows};

/// A row that can be sent.
#[derive(Clone)]
pub(super) struct Ready<'w> {
    pub(super) object: &'static str,
    pub(super) verb: RowVerb,
    pub(super) row: &'w Row,
    pub(super) id: Option<RecordId>,
    pub(super) fields: Fields,
}

impl<'w> Ready<'w> {
    /// Fills in the ids; nothing where one is not there.
    pub(super) fn of(rows: &Rows, row: &'w Row, made: &Made) -> Option<Self> {
        let id = match &row.id {
            Some(link) => Some(made.id(link)?),
            None => None,
        };
        let field = |(column, cell)| Some((String::clone(column), made.value(cell)?));
        let fields = row.fields.iter().map(field).collect::<Option<Fields>>()?;
        Some(Self {
            object: rows.object,
            verb: rows.verb,
            row,
            id,
            fields,
        })
    }

    /// The same row as a change of one that is there.
    pub(super) fn as_update(&self, id: RecordId, key: &[&str]) -> Self {
        let mut fields = self.fields.clone();
        fields.retain(|column, _| !key.contains(&column.as_str()) && column != "SobjectType");
        Self {
            verb: RowVerb::Update,
            id: Some(id),
            fields,
            ..self.clone()
        }
    }
}

/// Cuts rows into collections: one object and one verb each, in order.
pub(super) fn collections<'r, 'w>(rows: &'r [Ready<'w>]) -> Vec<&'r [Ready<'w>]> {
    let same_kind = |one: &Ready<'_>, other: &Ready<'_>| one.object == other.object && one.verb == other.verb;
    rows.chunk_by(same_kind)
        .flat_map(|rows| rows.chunks(MAX_ROWS))
        .collect()
}

/// A collection as it is sent.
pub(super) fn collection(rows: &[Ready<'_>]) -> Result<Collection> {
    let object = rows.first().map_or("", |row| row.object);
    let ids = || rows.iter().filter_map(|row| row.id.clone());
    match rows.first().map(|row| row.verb) {
        Some(RowVerb::Update) => Collection::update(
            object,
            ids().zip(rows.iter().map(|row| row.fields.clone())).collect(),
        ),
        Some(RowVerb::Delete) => Collection::delete(object, ids().collect()),
        Some(RowVerb::Create) | None => {
            Collection::create(object, rows.iter().map(|row| row.fields.clone()).collect())
        }
    }
}
