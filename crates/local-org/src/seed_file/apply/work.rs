//! What every part of a seed works with.

use serde_json::Value;

use super::super::node::Place;
use super::super::problem::SeedProblem;
use super::super::shape::meant;
use crate::dml;
use crate::enforce::Caller;
use crate::error::ApiError;
use crate::services::metadata::Problem;
use crate::store::Tx;
use crate::value::{Id, Row, id, text};

/// Why a part of a seed can't be done.
#[derive(Debug)]
pub(super) struct Trouble {
    place: Option<Place>,
    message: String,
}

impl Trouble {
    /// Trouble with the value at a place.
    pub(super) fn at(place: Place, message: impl Into<String>) -> Trouble {
        Trouble {
            place: Some(place),
            message: message.into(),
        }
    }

    /// Says where, unless that is known more exactly already.
    pub(super) fn or_at(self, place: Place) -> Trouble {
        Trouble {
            place: self.place.or(Some(place)),
            ..self
        }
    }
}

impl From<ApiError> for Trouble {
    fn from(refusal: ApiError) -> Trouble {
        Trouble {
            place: None,
            message: refusal.to_string(),
        }
    }
}

impl From<Problem> for Trouble {
    fn from(problem: Problem) -> Trouble {
        Trouble {
            place: None,
            message: problem.text,
        }
    }
}

pub(super) type Done = Result<(), Trouble>;

/// What could not be done so far.
#[derive(Default)]
pub(super) struct Troubles(pub(super) Vec<SeedProblem>);

impl Troubles {
    /// Does one part; what can't be done is told with its place, and the rest goes on.
    pub(super) fn attempt(&mut self, tx: &mut Tx<'_>, place: Place, part: impl FnOnce(&mut Tx<'_>) -> Done) {
        if let Err(Trouble {
            place: inner,
            message,
        }) = tx.separate(part)
        {
            self.0.push(SeedProblem::at(inner.unwrap_or(place), message));
        }
    }
}

/// Inserts the row, or changes the one that is there as far as it differs, and returns its Id.
pub(super) fn put(
    tx: &mut Tx<'_>,
    caller: &Caller,
    object: &str,
    known: Option<&Row>,
    mut wanted: Row,
) -> Result<Id, Trouble> {
    let Some((own, known)) = known.and_then(|known| Some((id(known, "Id")?, known))) else {
        return Ok(dml::insert(tx, caller, object, &wanted)?);
    };
    wanted.retain(|field, value| known.get(field).unwrap_or(&Value::Null) != value);
    if !wanted.is_empty() {
        dml::update(tx, caller, object, &own, &wanted)?;
    }
    Ok(own)
}

/// Finds the row of that name.
pub(super) fn named(tx: &Tx<'_>, object: &str, field: &str, name: &str, place: Place) -> Result<Id, Trouble> {
    let found = tx.find_one(object, &[(field, Value::from(name))]);
    found.and_then(|row| id(&row, "Id")).ok_or_else(|| {
        let rows = tx.find(object, &[]);
        let known: Vec<&str> = rows.iter().map(|row| text(row, field)).collect();
        let meant = meant(name, &known);
        Trouble::at(place, format!("the org has no {object} `{name}`{meant}"))
    })
}
