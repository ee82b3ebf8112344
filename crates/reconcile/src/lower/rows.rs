//! One row with what is done to it, before rows of one object are put together.

use hallpass_model::{Action, Address, Change, Shape};

use super::{Cell, Link, LowerError, Row, RowVerb, Thing};

/// A row on its own.
pub(super) struct OneRow {
    pub(super) object: &'static str,
    pub(super) verb: RowVerb,
    pub(super) row: Row,
}

pub(super) fn create(
    address: &Address,
    object: &'static str,
    fields: impl IntoIterator<Item = (String, Cell)>,
) -> OneRow {
    one(address, object, RowVerb::Create, None, fields)
}

pub(super) fn update(
    address: &Address,
    object: &'static str,
    id: Link,
    fields: impl IntoIterator<Item = (String, Cell)>,
) -> OneRow {
    one(address, object, RowVerb::Update, Some(id), fields)
}

pub(super) fn delete(address: &Address, object: &'static str, id: Link) -> OneRow {
    one(address, object, RowVerb::Delete, Some(id), [])
}

fn one(
    address: &Address,
    object: &'static str,
    verb: RowVerb,
    id: Option<Link>,
    fields: impl IntoIterator<Item = (String, Cell)>,
) -> OneRow {
    let row = Row {
        addresses: vec![address.clone()],
        id,
        fields: fields.into_iter().collect(),
        makes: None,
        prepares: None,
    };
    OneRow { object, verb, row }
}

impl OneRow {
    /// The same, known by its id once it is made.
    pub(super) fn making(mut self, thing: Thing) -> Self {
        self.row.makes = Some(thing);
        self
    }
}

/// A row that closes no change of its own and makes way for one.
pub(super) fn preparing(mut one: OneRow, change: &Change) -> OneRow {
    one.row.addresses.clear();
    one.row.prepares = Some(change.address.clone());
    one
}

/// A column with a text.
pub(super) fn text(column: &str, text: impl Into<String>) -> (String, Cell) {
    (column.to_owned(), Cell::Text(text.into()))
}

/// A column with a checkbox.
pub(super) fn flag(column: &str, flag: bool) -> (String, Cell) {
    (column.to_owned(), Cell::Flag(flag))
}

/// A column with an id.
pub(super) fn id(column: &str, link: Link) -> (String, Cell) {
    (column.to_owned(), Cell::Id(link))
}

/// A column with a text, or nothing where the text is empty.
pub(super) fn text_or_null(column: &str, text: String) -> (String, Cell) {
    (
        column.to_owned(),
        if text.is_empty() {
            Cell::Null
        } else {
            Cell::Text(text)
        },
    )
}

/// Refuses an action that things of this kind do not know.
pub(super) fn unsupported(change: &Change) -> LowerError {
    LowerError::Unsupported {
        address: change.address.clone(),
        action: change.action,
    }
}

/// Whether the change makes something new, changes what is there, or takes it away.
pub(super) enum Step {
    Make,
    Change,
    Take,
}

/// Sorts the actions. What a user holds is replaced when the user moves to another licence: it is taken off along with the
/// change of the user, so that putting it back is left. Nothing else is replaced.
pub(super) fn step(change: &Change) -> Result<Step, LowerError> {
    match change.action {
        Action::Create => Ok(Step::Make),
        Action::Update | Action::Adopt => Ok(Step::Change),
        Action::Delete => Ok(Step::Take),
        Action::Replace if change.kind.shape() == Shape::Membership => Ok(Step::Make),
        Action::Replace => Err(unsupported(change)),
    }
}
