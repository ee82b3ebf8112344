//! The seed from end to end.

use serde_json::Value;

use super::identities::Identities;
use super::{catalog, content, identities, licenses, people, profiles, sets};
use crate::error::ApiError;
use crate::schema::ORG_DATA;
use crate::seed_file::grant_added;
use crate::store::{Tx, keep_additions};
use crate::value::{Id, Row, row};

/// Fills an empty org, or finds what an earlier start has filled, and returns the two identities.
///
/// # Errors
/// When a rule refuses a row of the seed, which a test would show.
pub(crate) fn seed(tx: &mut Tx<'_>) -> Result<Identities, ApiError> {
    if tx.count("Organization", &[]) == 0 {
        fill(tx)?;
    }
    grant_added(tx, &tx.org.additions);
    keep_additions(tx);
    licenses::set_seats(tx);
    catalog::begin(tx);
    identities::find(tx)
}

/// Forgets everything but the call log, and fills the org anew. The credentials of the two identities stay, so that
/// what was printed at the start still holds; their tokens end.
///
/// # Errors
/// As [`seed`].
pub(crate) fn reset(tx: &mut Tx<'_>) -> Result<Identities, ApiError> {
    let before = seed(tx)?;
    tx.clear();
    seed(tx)?;
    identities::restore(tx, &before);
    Ok(before)
}

fn fill(tx: &mut Tx<'_>) -> Result<(), ApiError> {
    let data: Value = serde_json::from_str(ORG_DATA).expect("the embedded data of the org is JSON");
    let admin = people::admin_id();
    tx.act_as(&admin);
    organization(tx, &data);
    licenses::user_licenses(tx, &data);
    licenses::permission_set_licenses(tx, &data);
    licenses::package_licenses(tx);
    content::code(tx);
    profiles::fill(tx, &data);
    people::fill(tx, &admin)?;
    sets::fill(tx, &admin)?;
    identities::fill(tx, &admin)?;
    content::records(tx, &admin)?;
    crate::standard_profiles::translate(tx);
    Ok(())
}

fn organization(tx: &mut Tx<'_>, data: &Value) {
    let mut organization: Row = data["organization"]
        .as_object()
        .into_iter()
        .flatten()
        .filter(|(name, _)| !matches!(name.as_str(), "source" | "sureness"))
        .map(|(name, value)| (name.clone(), value.clone()))
        .collect();
    organization.extend(row([
        ("Id", Value::from(Id::make("00D", 0))),
        ("Name", Value::from("Hallpass Local")),
        ("InstanceName", Value::from("LOCAL")),
        ("Country", Value::from("US")),
    ]));
    tx.insert_raw("Organization", organization);
}

#[cfg(test)]
mod tests {
    use secrecy::ExposeSecret as _;
    use serde_json::Value;

    use super::{reset, seed};
    use crate::store::{Org, OrgSettings};
    use crate::testing::{org, send, token, with};
    use crate::value::row;

    #[test]
    fn the_seed_follows_the_rules_and_shows_enough_fields() {
        let org = org();
        let permissionable: usize = org
            .schema()
            .objects
            .iter()
            .map(|object| object.fields.iter().filter(|field| field.permissionable).count())
            .sum();
        assert!(permissionable >= 450, "{permissionable} fields can be granted");
        with(&org, |tx| {
            assert_eq!(tx.count("User", &[]), 7);
            assert_eq!(tx.count("Account", &[]), 5);
        });
    }

    #[test]
    fn a_later_start_finds_data_and_credentials_and_takes_other_seats() {
        let dir = tempfile::tempdir().expect("a folder");
        let file = dir.path().join("org.sqlite");
        let open = |seats| {
            let settings = OrgSettings {
                seats,
                ..OrgSettings::default()
            };
            let org = Org::open(Some(&file), settings).expect("a file");
            let identities = org.transaction(seed).expect("seeded");
            (org, identities.admin)
        };
        let (org, first) = open(Some(5));
        with(&org, |tx| {
            tx.insert_raw("Account", row([("Name", Value::from("Kept"))]))
        });
        drop(org);
        let (org, second) = open(Some(2));
        assert_eq!(first.client_id, second.client_id);
        assert_eq!(
            first.client_secret.expose_secret(),
            second.client_secret.expose_secret()
        );
        with(&org, |tx| {
            assert_eq!(tx.count("Account", &[("Name", Value::from("Kept"))]), 1);
            for object in ["UserLicense", "PermissionSetLicense"] {
                assert_eq!(
                    tx.count(object, &[("TotalLicenses", Value::from(2))]),
                    1,
                    "{object}"
                );
            }
        });
    }

    #[test]
    fn a_reset_keeps_the_credentials_and_ends_the_tokens() {
        let org = org();
        let old = token(&org, false);
        with(&org, |tx| {
            tx.insert_raw("Account", row([("Name", Value::from("Gone"))]))
        });
        let before = org.transaction(seed).expect("seeded").admin;
        let after = org.transaction(reset).expect("reset").admin;
        assert_eq!(before.client_id, after.client_id);
        with(&org, |tx| assert_eq!(tx.count("Account", &[]), 5));
        let path = "/services/data/v66.0/sobjects";
        assert_eq!(send(&org, &old, http::Method::GET, path, None).0, 401);
        let new = token(&org, false);
        assert_eq!(send(&org, &new, http::Method::GET, path, None).0, 200);
    }
}
