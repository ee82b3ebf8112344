//! Licences.

use serde_json::Value;

use crate::store::Tx;
use crate::value::{Row, id, row};

/// The licences whose seats an option sets.
const INTEGRATION: &str = "Salesforce Integration";
const INTEGRATION_PSL: &str = "SalesforceAPIIntegrationPsl";

/// What the integration permission set licence does not reach: work in the user interface and with code.
///
/// Its true list is its `MaximumPermissions…` columns, which nobody has published; "many of the permissions of a
/// System Administrator" is what the help page says.
const NOT_FOR_INTEGRATIONS: &[&str] = &[
    "AuthorApex",
    "LightningExperienceUser",
    "LightningConsoleAllowedForUser",
];

pub(super) fn user_licenses(tx: &mut Tx<'_>, data: &Value) {
    for license in data["user_licenses"].as_array().into_iter().flatten() {
        let name = license["Name"].as_str().unwrap_or_default();
        let key = license["LicenseDefinitionKey"]
            .as_str()
            .map_or_else(|| format!("PID_{}", plain(name)), str::to_owned);
        tx.insert_raw(
            "UserLicense",
            row([
                ("Name", license["Name"].clone()),
                ("MasterLabel", license["MasterLabel"].clone()),
                ("LicenseDefinitionKey", Value::from(key)),
                ("TotalLicenses", license["TotalLicenses"].clone()),
                ("Status", license["Status"].clone()),
                ("UsedLicensesLastUpdated", Value::from(tx.stamp())),
            ]),
        );
    }
}

pub(super) fn permission_set_licenses(tx: &mut Tx<'_>, data: &Value) {
    let administrator = permissions_of_profile(data, "System Administrator");
    for license in data["permission_set_licenses"].as_array().into_iter().flatten() {
        let name = license["DeveloperName"].as_str().unwrap_or_default();
        let key = license["PermissionSetLicenseKey"].as_str().unwrap_or(name);
        let mut entry = row([
            ("DeveloperName", license["DeveloperName"].clone()),
            ("MasterLabel", license["MasterLabel"].clone()),
            ("Language", Value::from("en_US")),
            ("PermissionSetLicenseKey", Value::from(key)),
            ("TotalLicenses", license["TotalLicenses"].clone()),
            ("Status", license["Status"].clone()),
            (
                "IsAvailableForIntegrations",
                license["IsAvailableForIntegrations"].clone(),
            ),
        ]);
        if name == INTEGRATION_PSL {
            entry.extend(maximum_permissions(tx, &administrator));
        }
        tx.insert_raw("PermissionSetLicense", entry);
    }
}

/// A managed package that is licensed by user.
pub(super) fn package_licenses(tx: &mut Tx<'_>) {
    tx.insert_raw(
        "PackageLicense",
        row([
            ("NamespacePrefix", Value::from("acmepay")),
            ("Status", Value::from("Active")),
            ("IsProvisioned", Value::Bool(true)),
            ("AllowedLicenses", Value::from(5)),
        ]),
    );
}

fn maximum_permissions(tx: &Tx<'_>, names: &[String]) -> Row {
    let wanted = super::sets::closure(
        &tx.org.schema(),
        names
            .iter()
            .map(String::as_str)
            .chain(["ApiEnabled", "ApiUserOnly"]),
    );
    tx.org
        .schema()
        .permissions
        .iter()
        .filter(|permission| permission.on_license && wanted.contains(&permission.name))
        .filter(|permission| !NOT_FOR_INTEGRATIONS.contains(&permission.name.as_str()))
        .map(|permission| (permission.maximum_column(), Value::Bool(true)))
        .collect()
}

/// Returns the permissions that the data lists for a profile.
pub(super) fn permissions_of_profile(data: &Value, name: &str) -> Vec<String> {
    data["profiles"]
        .as_array()
        .into_iter()
        .flatten()
        .filter(|profile| profile["Name"] == name)
        .flat_map(|profile| profile["permissions_on"].as_array().cloned().unwrap_or_default())
        .filter_map(|permission| permission.as_str().map(str::to_owned))
        .collect()
}

/// Sets the seats of the integration licences where the start says how many; a later start may say otherwise.
pub(super) fn set_seats(tx: &mut Tx<'_>) {
    let Some(seats) = tx.org.seats.map(Value::from) else {
        return;
    };
    for (object, field, name) in [
        ("UserLicense", "Name", INTEGRATION),
        ("PermissionSetLicense", "DeveloperName", INTEGRATION_PSL),
    ] {
        let found = tx.find_one(object, &[(field, Value::from(name))]);
        let Some(found) = found.filter(|found| found.get("TotalLicenses") != Some(&seats)) else {
            continue;
        };
        if let Some(found) = id(&found, "Id") {
            tx.update_raw(object, &found, row([("TotalLicenses", seats.clone())]));
        }
    }
}

fn plain(name: &str) -> String {
    name.chars()
        .map(|letter| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        })
        .collect()
}
