//! Grants whose verbs are the columns of a row: those on objects and on fields.

use hallpass_model::{Change, Target, Verb};

use super::context::{Context, verbs};
use super::rows::{OneRow, Step, create, delete, flag, id, step, update};
use super::{Cell, LowerError};

/// Where the rows of a kind of grant are, and which column stands for which verb.
pub(super) struct VerbRow {
    /// The object that holds the rows.
    pub(super) object: &'static str,
    /// Its columns by verb.
    pub(super) columns: &'static [(Verb, &'static str)],
}

impl VerbRow {
    /// Lowers a grant on a target, which `named` names in a new row.
    ///
    /// A row is always written with all of its verbs, and deleted when none is left: an update to none makes the org
    /// delete it, and later calls by its id fail (Object Reference, PermissionSet).
    pub(super) fn lower(
        &self,
        context: &Context<'_>,
        change: &Change,
        target: &Target,
        named: Vec<(String, Cell)>,
    ) -> Result<OneRow, LowerError> {
        let address = &change.address;
        let verbs = verbs(change);
        let columns = self
            .columns
            .iter()
            .map(|(verb, column)| flag(column, verbs.has(*verb)));
        match step(change)? {
            Step::Make => {
                let parent = id("ParentId", context.set(address)?);
                let cells = [parent].into_iter().chain(named).chain(columns);
                Ok(create(address, self.object, cells))
            }
            Step::Change => Ok(update(
                address,
                self.object,
                context.grant_row(address, target)?,
                columns,
            )),
            Step::Take => Ok(delete(address, self.object, context.grant_row(address, target)?)),
        }
    }
}
