//! What a caller may read, as the SOQL crate asks for it.

use hallpass_soql::{SeenRows, Visibility};

use crate::enforce::{Caller, listed, row_filter};
use crate::facts::Behaviours;
use crate::schema::Schema;

/// The eyes of a caller, on one of the two APIs.
pub(super) struct Eyes<'c> {
    pub(super) caller: &'c Caller,
    pub(super) schema: &'c Schema,
    /// Whether the query came through the Tooling API, which serves fewer objects.
    pub(super) tooling: bool,
    /// What the catalogue shows is a switch.
    pub(super) behaviours: &'c Behaviours,
}

impl Visibility for Eyes<'_> {
    fn object(&self, object: &str) -> bool {
        let served = self
            .schema
            .object(object)
            .is_some_and(|object| object.is_served(self.tooling));
        served && self.caller.access.object(object).read
    }

    fn field(&self, object: &str, field: &str) -> bool {
        self.caller.access.field(object, field).read
    }

    fn seen_rows(&self, object: &str) -> Option<SeenRows> {
        if let Some(field) = row_filter(self.caller, object) {
            return Some(SeenRows {
                field: field.to_owned(),
                values: vec![self.caller.user_id.to_string()],
            });
        }
        listed(self.caller, self.schema, self.behaviours, object).map(|values| SeenRows {
            field: "DurableId".to_owned(),
            values,
        })
    }
}
