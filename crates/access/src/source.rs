//! Where a grant comes from.

use hallpass_model::{ApiName, Verb, Verbs};

/// One reason why a user has verbs on a target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Source {
    /// The permission set through which the user has them.
    pub permission_set: ApiName,
    /// Which verbs this source gives.
    pub verbs: Verbs,
    /// Why it gives them.
    pub because: Because,
}

/// Why a permission set gives verbs on a target.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Because {
    /// It says so itself.
    Granted,
    /// A verb that it grants on the same target implies them.
    Verb(Verb),
    /// It grants all fields of the field's object.
    AllFields,
    /// It grants this user permission, which covers every object.
    Permission(ApiName),
}
