//! What an org's answer to a row means. Pure.

use hallpass_model::OutcomeError;
use hallpass_salesforce::RecordId;
use hallpass_salesforce::rows::RowOutcome;

use super::error::of_row;
use crate::lower::RowVerb;

/// What became of a row.
pub(super) enum Verdict {
    /// It is as it should be; the id of a new row, where the org told.
    Done(Option<RecordId>),
    /// It is there already, perhaps with other values: to be looked at.
    Exists(OutcomeError),
    /// The org refused it.
    Failed(OutcomeError),
}

/// Rows that are there or not: one that is there already is what was wanted.
const HELD_OR_NOT: [&str; 5] = [
    "GroupMember",
    "PermissionSetAssignment",
    "PermissionSetLicenseAssign",
    "UserPackageLicense",
    "SetupEntityAccess",
];

/// Rows with values: one that is there already may have others. The org makes some itself, such as the grants on
/// objects that a user permission brings along.
const WITH_VALUES: [&str; 2] = ["ObjectPermissions", "FieldPermissions"];

/// What a delete answers when the row is gone already.
const GONE: [&str; 3] = ["ENTITY_IS_DELETED", "NOT_FOUND", "INVALID_CROSS_REFERENCE_KEY"];

pub(super) fn judge(object: &str, verb: RowVerb, outcome: &RowOutcome) -> Verdict {
    let errors = match outcome {
        RowOutcome::Done(id) => return Verdict::Done(id.clone()),
        RowOutcome::Refused(errors) => errors,
    };
    let has = |codes: &[&str]| errors.iter().any(|error| codes.contains(&error.code.as_str()));
    match verb {
        RowVerb::Create if has(&["DUPLICATE_VALUE"]) && HELD_OR_NOT.contains(&object) => Verdict::Done(None),
        RowVerb::Create if has(&["DUPLICATE_VALUE"]) && WITH_VALUES.contains(&object) => {
            Verdict::Exists(of_row(errors))
        }
        RowVerb::Delete if has(&GONE) => Verdict::Done(None),
        RowVerb::Create | RowVerb::Update | RowVerb::Delete => Verdict::Failed(of_row(errors)),
    }
}

#[cfg(test)]
mod tests {
    use super::{Verdict, judge};
    use crate::lower::RowVerb::{self, Create, Delete, Update};
    use hallpass_salesforce::ApiError;
    use hallpass_salesforce::rows::RowOutcome;

    fn refused(code: &str) -> RowOutcome {
        RowOutcome::Refused(vec![ApiError {
            operation: "x".into(),
            status: 400,
            code: code.into(),
            message: "m".into(),
            fields: Vec::new(),
            request_id: None,
        }])
    }

    #[test]
    fn what_is_there_already_or_gone_already_is_done() {
        let cases: &[(&str, RowVerb, &str, &str)] = &[
            ("PermissionSetAssignment", Create, "DUPLICATE_VALUE", "done"),
            ("PermissionSetLicenseAssign", Create, "DUPLICATE_VALUE", "done"),
            ("SetupEntityAccess", Create, "DUPLICATE_VALUE", "done"),
            ("ObjectPermissions", Create, "DUPLICATE_VALUE", "exists"),
            ("FieldPermissions", Create, "DUPLICATE_VALUE", "exists"),
            ("User", Create, "DUPLICATE_USERNAME", "failed"),
            ("PermissionSet", Create, "DUPLICATE_VALUE", "failed"),
            ("FieldPermissions", Delete, "ENTITY_IS_DELETED", "done"),
            ("FieldPermissions", Delete, "INVALID_CROSS_REFERENCE_KEY", "done"),
            ("FieldPermissions", Update, "ENTITY_IS_DELETED", "failed"),
            (
                "PermissionSetAssignment",
                Create,
                "FIELD_INTEGRITY_EXCEPTION",
                "failed",
            ),
        ];
        for (object, verb, code, expected) in cases {
            let verdict = match judge(object, *verb, &refused(code)) {
                Verdict::Done(_) => "done",
                Verdict::Exists(_) => "exists",
                Verdict::Failed(_) => "failed",
            };
            assert_eq!(verdict, *expected, "{object} {verb:?} {code}");
        }
    }
}
