//! Ids of what was made on the way.

use std::collections::BTreeMap;

use hallpass_salesforce::RecordId;
use serde_json::Value;

use crate::lower::{Cell, Link, Thing};

/// Ids by natural key.
#[derive(Default)]
pub(super) struct Made(BTreeMap<Thing, RecordId>);

impl Made {
    pub(super) fn insert(&mut self, thing: Thing, id: RecordId) {
        self.0.insert(thing, id);
    }

    pub(super) fn id(&self, link: &Link) -> Option<RecordId> {
        match link {
            Link::Known(id) => RecordId::parse(id.as_str()).ok(),
            Link::Made(thing) => self.0.get(thing).cloned(),
        }
    }

    /// The value as it goes on the wire; nothing where an id is not there.
    pub(super) fn value(&self, cell: &Cell) -> Option<Value> {
        Some(match cell {
            Cell::Text(text) => Value::from(text.as_str()),
            Cell::Flag(flag) => Value::from(*flag),
            Cell::Null => Value::Null,
            Cell::Id(link) => Value::from(self.id(link)?.as_str()),
        })
    }
}
