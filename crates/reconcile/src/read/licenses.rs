//! Profiles, user licences and permission set licences: what an org has of each, and how many are free.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, ProfileFacts, Seats};
use hallpass_salesforce::Record;
use hallpass_salesforce::soql::Soql;

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::profile_names::ProfileNames;
use super::record::need_id;

pub(super) fn asks() -> Vec<Ask> {
    let user = Soql::select(["Id", "Name", "Status", "TotalLicenses", "UsedLicenses"]).from("UserLicense");
    let set = Soql::select(["Id", "DeveloperName", "Status", "TotalLicenses", "UsedLicenses"])
        .from("PermissionSetLicense");
    let profiles = Soql::select(["Id", "Name", "Description", "UserLicense.Name"]).from("Profile");
    vec![
        ask(Topic::UserLicenses, user),
        ask(Topic::PermissionSetLicenses, set),
        ask(Topic::Profiles, profiles),
    ]
}

/// Returns user licences by name. A disabled licence is one without seats.
pub(super) fn user_licenses(answers: &mut Answers) -> Result<BTreeMap<String, Seats>, ReadError> {
    let rows = answers.rows(Topic::UserLicenses)?;
    rows.iter()
        .map(|row| Ok((row.need_text("Name")?.to_owned(), seats(row)?)))
        .collect()
}

/// Returns permission set licences by developer name.
pub(super) fn permission_set_licenses(answers: &mut Answers) -> Result<BTreeMap<ApiName, Seats>, ReadError> {
    let rows = answers.rows(Topic::PermissionSetLicenses)?;
    rows.iter()
        .map(|row| Ok((ApiName::from(row.need_text("DeveloperName")?), seats(row)?)))
        .collect()
}

/// Returns profiles by name. Those without a readable licence are of no use to us.
pub(super) fn profiles(
    rows: &[Record],
    names: &ProfileNames,
) -> Result<BTreeMap<String, ProfileFacts>, ReadError> {
    let mut profiles = BTreeMap::new();
    for row in rows {
        if let Some(license) = row.text("UserLicense.Name") {
            let facts = ProfileFacts {
                id: need_id(row, "Id")?,
                license: license.to_owned(),
            };
            profiles.insert(names.name(row.need_text("Name")?).to_owned(), facts);
        }
    }
    Ok(profiles)
}

fn seats(row: &Record) -> Result<Seats, ReadError> {
    let is_active = row.text("Status").is_none_or(|status| status == "Active");
    Ok(Seats {
        id: need_id(row, "Id")?,
        total: if is_active {
            row.number("TotalLicenses").unwrap_or(0)
        } else {
            0
        },
        used: row.number("UsedLicenses").unwrap_or(0),
    })
}
