//! What the user may do as whom hallpass runs.

use std::collections::BTreeSet;

use hallpass_model::{ApiName, Seen};
use hallpass_salesforce::soql::{Soql, eq, in_select};
use hallpass_salesforce::{Record, RecordId};

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use crate::columns::SYSTEM_PREFIX;

/// The object that shows the running user's own permissions without any permission to see setup.
pub(super) const OBJECT: &str = "UserPermissionAccess";

/// Where the org tells of the running user's permissions.
pub(super) enum Source {
    /// In a row of their own, which has columns for these.
    OwnRow(BTreeSet<ApiName>),
    /// In the sets that the user holds, that of its profile and those of its groups among them.
    Sets(BTreeSet<ApiName>),
}

impl Source {
    fn permissions(&self) -> &BTreeSet<ApiName> {
        match self {
            Source::OwnRow(permissions) | Source::Sets(permissions) => permissions,
        }
    }
}

pub(super) fn asks(source: &Source, user: &RecordId) -> Vec<Ask> {
    let columns = source.permissions().iter().map(column);
    let soql = match source {
        Source::OwnRow(_) => Soql::select(columns).from(OBJECT).limit(1),
        Source::Sets(_) => {
            let held = Soql::select(["PermissionSetId"])
                .from("PermissionSetAssignment")
                .filter(eq("AssigneeId", user));
            let columns = std::iter::once("IsOwnedByProfile".to_owned()).chain(columns);
            Soql::select(columns)
                .from("PermissionSet")
                .filter(in_select("Id", held))
        }
    };
    vec![ask(Topic::RunningUserPermissions, soql)]
}

pub(super) fn permissions(
    source: &Source,
    answers: &mut Answers,
) -> Result<Seen<BTreeSet<ApiName>>, ReadError> {
    let rows = match answers.rows_or_refusal(Topic::RunningUserPermissions)? {
        Ok(rows) => rows,
        Err(words) => return Ok(Seen::Unknown(words)),
    };
    let has = |name: &&ApiName| rows.iter().any(|row| row.flag(&column(name)) == Some(true));
    let held: BTreeSet<ApiName> = source.permissions().iter().filter(has).cloned().collect();
    Ok(match is_whole(source, &rows, &held) {
        true => Seen::Known(held),
        false => Seen::Unknown("the org does not show all permissions of the running user".to_owned()),
    })
}

/// Whoever reads this holds API Enabled, and every user has the set of a profile: where either is missing, more is.
fn is_whole(source: &Source, rows: &[Record], held: &BTreeSet<ApiName>) -> bool {
    let has_profile = rows.iter().any(|row| row.flag("IsOwnedByProfile") == Some(true));
    held.contains(&ApiName::from("ApiEnabled")) && (has_profile || matches!(source, Source::OwnRow(_)))
}

fn column(permission: &ApiName) -> String {
    format!("{SYSTEM_PREFIX}{permission}")
}
