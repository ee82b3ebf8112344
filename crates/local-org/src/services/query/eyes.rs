//! What a caller may read, as the SOQL crate asks for it.

use hallpass_soql::{OwnRows, Visibility};

use crate::enforce::{Caller, row_filter};
use crate::schema::Schema;

/// The eyes of a caller, on one of the two APIs.
pub(super) struct Eyes<'c> {
    pub(super) caller: &'c Caller,
    pub(super) schema: &'c Schema,
    /// Whether the query came through the Tooling API, which serves fewer objects.
    pub(super) tooling: bool,
}

impl Visibility for Eyes<'_> {
    fn object(&self, object: &str) -> bool {
        let served = !self.tooling || self.schema.object(object).is_some_and(|object| object.tooling);
        served && self.caller.access.object(object).read
    }

    fn field(&self, object: &str, field: &str) -> bool {
        self.caller.access.field(object, field).read
    }

    fn own_rows(&self, object: &str) -> Option<OwnRows> {
        let field = row_filter(self.caller, object)?;
        Some(OwnRows {
            field: field.to_owned(),
            value: self.caller.user_id.to_string(),
        })
    }
}
