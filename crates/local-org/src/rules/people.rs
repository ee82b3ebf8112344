//! Contact and Lead: the name is made from its parts.

use serde_json::Value;

use super::rule::{Checked, Rule};
use super::user::full_name;
use crate::enforce::Caller;
use crate::store::Tx;
use crate::value::{Id, Row};

pub(super) struct Person;

impl Rule for Person {
    fn before_insert(&self, _tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        row.insert("Name".to_owned(), Value::from(full_name(row)));
        Ok(())
    }

    fn after_insert(&self, _tx: &mut Tx<'_>, _caller: &Caller, _id: &Id, _row: &Row) -> Checked {
        Ok(())
    }

    fn before_update(&self, _tx: &mut Tx<'_>, _caller: &Caller, old: &Row, changes: &mut Row) -> Checked {
        let mut merged = old.clone();
        merged.extend(changes.clone());
        changes.insert("Name".to_owned(), Value::from(full_name(&merged)));
        Ok(())
    }
}
