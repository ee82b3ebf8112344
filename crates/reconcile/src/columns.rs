//! Verbs and the columns that hold them, for reading and writing alike.

use hallpass_model::Verb;

/// The columns of `ObjectPermissions` (`PermissionsViewAllFields` since version 63.0).
pub(crate) const OBJECT_VERBS: [(Verb, &str); 7] = [
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
