//! Making a custom profile.

use serde_json::{Value, json};

use super::component::Work;
use super::permission_set::{apply, load, permission_columns, refusal};
use super::profile::own_set;
use super::satellite::missing;
use crate::dml;
use crate::services::metadata::types::{Kind, Problem};
use crate::services::metadata::xml::Element;
use crate::standard_profiles;
use crate::store::Tx;
use crate::value::{Row, id, row, text};

/// What a profile starts from when its file grants nothing: from 60.0, and before (Metadata API Developer Guide, Profile).
const PATTERN: &str = "Minimum Access - Salesforce";
const OLDER_PATTERN: &str = "Standard User";

/// The licence of a profile whose file names none.
const LICENSE: &str = "Salesforce";

/// Elements that make up what a profile grants.
const GRANTS: &[&str] = &[
    "userPermissions",
    "objectPermissions",
    "fieldPermissions",
    "classAccesses",
];

/// Makes the profile and returns its row; what the file says of it comes after.
pub(super) fn create(work: &mut Work<'_, '_>, label: &str, file: &Element) -> Result<Row, Problem> {
    let license_name = file.value("userLicense").unwrap_or(LICENSE);
    let license = work
        .tx
        .find_one("UserLicense", &[("Name", json!(license_name))])
        .ok_or_else(|| {
            Problem::of_file(format!(
                "In field: userLicense - no UserLicense named {license_name} found"
            ))
        })?;
    let pattern = pattern(work.tx, work.version, &license, license_name).unwrap_or_default();
    let pattern_set = own_set(work.tx, &pattern);
    let contents = pattern_set
        .as_ref()
        .map(|set| load(work.tx, Kind::Profile, text(&pattern, "Name"), set))
        .unwrap_or_default();
    let bare = GRANTS.iter().all(|element| file.child(element).is_none());
    // A licence that is for API access alone brings that along, whatever the file says.
    let start = if bare { contents } else { contents.only_api() };
    let mut values = permission_columns(work.tx, &super::permission_set::Contents::default(), &start);
    values.extend(row([
        ("Name", json!(label)),
        ("UserLicenseId", license.get("Id").cloned().unwrap_or_default()),
    ]));
    let profile = dml::insert(work.tx, work.caller, "Profile", &values).map_err(refusal)?;
    let made = work.tx.get("Profile", &profile).unwrap_or_default();
    let set = own_set(work.tx, &made)
        .and_then(|set| id(&set, "Id"))
        .ok_or_else(|| missing(Kind::Profile, label))?;
    apply(work, &set, &start.permissions_only(), &start).map_err(refusal)?;
    Ok(made)
}

fn pattern(tx: &Tx<'_>, version: u32, license: &Row, name: &str) -> Option<Row> {
    if name == LICENSE {
        let pattern = if version >= 60 { PATTERN } else { OLDER_PATTERN };
        return standard_profiles::find(tx, pattern);
    }
    tx.find_one(
        "Profile",
        &[("UserLicenseId", license.get("Id").cloned().unwrap_or(Value::Null))],
    )
}
