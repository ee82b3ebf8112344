//! Effective access the naive way: sets of text, added and taken away.

use std::collections::BTreeSet;

use crate::world::{FIELDS, Field, REFERENCES};

/// Grants as text: `Account read`, `Account.Phone edit`, `ViewSetup`.
pub(crate) type Granted = BTreeSet<String>;

/// What a user should be able to see and do.
pub(crate) struct Eyes<'g> {
    granted: &'g Granted,
}

impl<'g> Eyes<'g> {
    pub(crate) fn of(granted: &'g Granted) -> Eyes<'g> {
        Eyes { granted }
    }

    pub(crate) fn granted(&self) -> &Granted {
        self.granted
    }

    pub(crate) fn holds(&self, grant: &str) -> bool {
        self.granted.contains(grant)
    }

    pub(crate) fn may(&self, object: &str, verb: &str) -> bool {
        self.holds(&format!("{object} {verb}")) || verb == "read" && self.holds("ViewAllData")
    }

    /// Whether the user sees a field, by the name that permissions have for it.
    pub(crate) fn sees(&self, object: &str, guard: &str) -> bool {
        self.may(object, "read")
            && (self.holds(&format!("{object}.{guard} read")) || self.holds(&format!("{object} all fields")))
    }

    pub(crate) fn edits(&self, object: &str, guard: &str) -> bool {
        (self.may(object, "edit") || self.may(object, "create"))
            && self.holds(&format!("{object}.{guard} edit"))
    }

    pub(crate) fn sees_field(&self, field: &Field) -> bool {
        self.sees(field.object, field.guard)
    }
}

/// The fields that permission rows may name, of all objects here.
pub(crate) fn guarded() -> Vec<(&'static str, &'static str)> {
    let fields = FIELDS.iter().map(|field| (field.object, field.guard));
    let references = REFERENCES.iter().map(|(object, field, ..)| (*object, *field));
    fields.chain(references).collect()
}
