//! Custom permissions.

use hallpass_model::Kind;

use super::grant::{LiveGrants, plain};
use crate::draft::Draft;
use crate::scope::Scope;

pub(super) fn diff(scope: &Scope<'_>, live: &LiveGrants, draft: &mut Draft) {
    plain(scope, live, Kind::CustomPermission, draft);
}
