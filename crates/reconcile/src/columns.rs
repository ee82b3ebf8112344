//! What reading and writing must agree on: verbs and the columns that hold them, and keys of marks.

use hallpass_model::Verb;

/// The columns of `ObjectPermissions` (`PermissionsViewAllFields` since version 63.0).
pub const OBJECT_VERBS: [(Verb, &str); 7] = [
    (Verb::Read, "PermissionsRead"),
    (Verb::Create, "PermissionsCreate"),
    (Verb::Edit, "PermissionsEdit"),
    (Verb::Delete, "PermissionsDelete"),
    (Verb::ViewAll, "PermissionsViewAllRecords"),
    (Verb::ModifyAll, "PermissionsModifyAllRecords"),
    (Verb::ViewAllFields, "PermissionsViewAllFields"),
];

/// The columns of `FieldPermissions`.
pub(crate) const FIELD_VERBS: [(Verb, &str); 2] =
    [(Verb::Read, "PermissionsRead"), (Verb::Edit, "PermissionsEdit")];

/// What user permissions are called as columns: `PermissionsApiEnabled`.
pub(crate) const SYSTEM_PREFIX: &str = "Permissions";

/// The key of a user's mark under which an e-mail address stands that was asked for and is not confirmed yet.
pub(crate) const ASKED_EMAIL: &str = "email";
