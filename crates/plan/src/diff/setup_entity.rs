//! What a set refers to by id and grants or not: classes, custom permissions, flows and the like.

use hallpass_model::Kind;

use super::grant::{LiveGrants, plain};
use crate::draft::Draft;
use crate::scope::Scope;

/// These kinds have no rules of their own.
const KINDS: [Kind; 6] = [
    Kind::ApexClass,
    Kind::CustomPermission,
    Kind::Flow,
    Kind::ExternalCredential,
    Kind::CustomMetadataType,
    Kind::CustomSetting,
];

pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    for kind in KINDS {
        plain(scope, live, kind, draft);
    }
}
