//! The org itself.

use hallpass_model::RecordId;
use hallpass_salesforce::soql::Soql;

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::need_id;

/// What the org says about itself.
pub(super) struct Organization {
    pub(super) id: RecordId,
    pub(super) edition: String,
    pub(super) is_sandbox: bool,
    pub(super) time_zone: String,
}

pub(super) fn asks() -> Vec<Ask> {
    let soql = Soql::select(["Id", "OrganizationType", "IsSandbox", "TimeZoneSidKey"]).from("Organization");
    vec![ask(Topic::Organization, soql)]
}

pub(super) fn from(answers: &mut Answers) -> Result<Organization, ReadError> {
    let rows = answers.rows(Topic::Organization)?;
    let [row] = rows.as_slice() else {
        return Err(ReadError::unusable(
            "Organization",
            format!("{} rows instead of one", rows.len()),
        ));
    };
    Ok(Organization {
        id: need_id(row, "Id")?,
        edition: row.need_text("OrganizationType")?.to_owned(),
        is_sandbox: row.need_flag("IsSandbox")?,
        time_zone: row.text("TimeZoneSidKey").unwrap_or_default().to_owned(),
    })
}
