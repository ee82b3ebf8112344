//! MutingPermissionSet: what a group takes away.

use super::groups;
use super::names::check_developer_name;
use super::rule::{Checked, Rule};
use crate::enforce::Caller;
use crate::store::Tx;
use crate::value::{Row, id, text};

pub(super) struct MutingPermissionSet;

impl Rule for MutingPermissionSet {
    fn before_insert(&self, _tx: &mut Tx<'_>, _caller: &Caller, row: &mut Row) -> Checked {
        check_developer_name(text(row, "DeveloperName"))
    }

    fn after_update(&self, tx: &mut Tx<'_>, _caller: &Caller, _old: &Row, new: &Row) -> Checked {
        if let Some(set) = id(new, "Id") {
            groups::set_changed(tx, &set);
        }
        Ok(())
    }
}
