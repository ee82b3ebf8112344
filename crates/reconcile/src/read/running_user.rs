//! What the user may do as whom hallpass runs.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, Seen};
use hallpass_salesforce::soql::Soql;

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use crate::columns::SYSTEM_PREFIX;

/// The object that shows the running user's own permissions without any permission to see setup.
pub(super) const OBJECT: &str = "UserPermissionAccess";

pub(super) fn asks(permissions: &BTreeSet<ApiName>) -> Vec<Ask> {
    if permissions.is_empty() {
        return Vec::new();
    }
    let columns = permissions.iter().map(|name| format!("{SYSTEM_PREFIX}{name}"));
    vec![ask(
        Topic::RunningUserPermissions,
        Soql::select(columns).from(OBJECT).limit(1),
    )]
}

pub(super) fn permissions(
    asked: &BTreeSet<ApiName>,
    answers: &mut Answers,
) -> Result<Seen<BTreeSet<ApiName>>, ReadError> {
    if asked.is_empty() {
        return Ok(Seen::Unknown(format!("the org does not describe {OBJECT}")));
    }
    let rows = match answers.rows_or_refusal(Topic::RunningUserPermissions)? {
        Ok(rows) => rows,
        Err(words) => return Ok(Seen::Unknown(words)),
    };
    let Some(row) = rows.first() else {
        return Ok(Seen::Unknown(format!("{OBJECT} has no row")));
    };
    let has = |name: &&ApiName| row.flag(&format!("{SYSTEM_PREFIX}{name}")) == Some(true);
    Ok(Seen::Known(asked.iter().filter(has).cloned().collect()))
}
