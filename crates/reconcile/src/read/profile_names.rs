//! What profiles are called whatever the language of the running user.
//!
//! `Profile.Name` of a standard profile is translated into the language of whoever asks, and specs and plans are for
//! everybody. So standard profiles go by their full name in the Metadata API, which is that of all languages. Where
//! metadata may not be read, the licence tells the one that matters most: that of API-only users.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{API_ONLY_PROFILES, INTEGRATION_LICENSE, RecordId};
use hallpass_salesforce::Record;
use hallpass_salesforce::metadata::FileProperties;

use super::ReadError;
use super::record::need_id;
use crate::metadata::{PROFILE, standard_profile};

/// Full names by the ids of profiles.
pub(super) type FullNames = BTreeMap<RecordId, String>;

/// Returns the full names of the profiles among retrieved components.
pub(super) fn full_names(properties: &[FileProperties]) -> FullNames {
    let profiles = properties.iter().filter(|one| one.type_name == PROFILE);
    let named = profiles.filter_map(|one| {
        let id = RecordId::parse(&one.id).ok()?;
        Some((id, one.full_name.clone()))
    });
    named.collect()
}

/// The names of all languages, by those that the org shows.
#[derive(Debug, Default)]
pub(super) struct ProfileNames(BTreeMap<String, String>);

impl ProfileNames {
    /// Makes them of the rows of all profiles, the full names that are known, and the ids of standard profiles.
    pub(super) fn of(
        rows: &[Record],
        full_names: &FullNames,
        standard: &BTreeSet<RecordId>,
    ) -> Result<Self, ReadError> {
        let mut names = Self::default();
        for row in rows {
            let (id, shown) = (need_id(row, "Id")?, row.need_text("Name")?);
            let known = full_names.get(&id).and_then(|full| english(full));
            if let Some(name) = known.filter(|name| !name.eq_ignore_ascii_case(shown)) {
                names.0.insert(shown.to_owned(), name.to_owned());
            }
        }
        names.add_by_license(rows, standard)?;
        Ok(names)
    }

    /// Returns the name of all languages for one that the org shows.
    pub(super) fn name<'n>(&'n self, shown: &'n str) -> &'n str {
        self.0.get(shown).map_or(shown, String::as_str)
    }

    /// A standard profile of the integration licence that goes by no name of ours is the current one, if it is the only one.
    fn add_by_license(&mut self, rows: &[Record], standard: &BTreeSet<RecordId>) -> Result<(), ReadError> {
        let mut candidates = Vec::new();
        for row in rows {
            let shown = row.need_text("Name")?;
            if API_ONLY_PROFILES.contains(&self.name(shown)) {
                return Ok(());
            }
            let is_api_only = row.text("UserLicense.Name") == Some(INTEGRATION_LICENSE);
            if is_api_only && standard.contains(&need_id(row, "Id")?) {
                candidates.push(shown.to_owned());
            }
        }
        if let [only] = &candidates[..] {
            self.0.insert(only.clone(), API_ONLY_PROFILES[0].to_owned());
        }
        Ok(())
    }
}

/// The English name of a standard profile that may be shown in another language. Of a custom profile the full name is the
/// name as it is shown, with signs encoded.
fn english(full_name: &str) -> Option<&str> {
    let as_it_is = || Some(full_name).filter(|name| !name.contains('%'));
    standard_profile(full_name).or_else(as_it_is)
}

#[cfg(test)]
mod tests {
    use std::collections::{BTreeMap, BTreeSet};

    use hallpass_model::RecordId;
    use hallpass_salesforce::Record;

    use super::ProfileNames;

    fn row(number: usize, name: &str, license: &str) -> Record {
        let row = serde_json::json!({ "Id": id(number).as_str(), "Name": name, "UserLicense": { "Name": license } });
        serde_json::from_value(row).unwrap()
    }

    fn id(number: usize) -> RecordId {
        hallpass_model::build::id("00e", number)
    }

    #[test]
    fn a_full_name_says_which_standard_profile_it_is() {
        let rows = [
            row(1, "Standardbenutzer", "Salesforce"),
            row(2, "Nur API", "Salesforce Integration"),
            row(3, "Billing (EU)", "Salesforce Integration"),
        ];
        let full = [
            (1, "Standard"),
            (2, "Minimum Access - API Only Integrations"),
            (3, "Billing %28EU%29"),
        ];
        let full: BTreeMap<RecordId, String> =
            full.map(|(number, name)| (id(number), name.to_owned())).into();
        let names = ProfileNames::of(&rows, &full, &BTreeSet::new()).unwrap();
        assert_eq!(names.name("Standardbenutzer"), "Standard User");
        assert_eq!(names.name("Nur API"), "Minimum Access - API Only Integrations");
        assert_eq!(names.name("Billing (EU)"), "Billing (EU)");
        assert_eq!(names.name("Systemadministrator"), "Systemadministrator");
    }

    #[test]
    fn without_full_names_the_licence_tells_the_profile_of_api_only_users() {
        let rows = [
            row(1, "Nur API", "Salesforce Integration"),
            row(2, "Unseres", "Salesforce Integration"),
            row(3, "Standardbenutzer", "Salesforce"),
        ];
        let named = |standard: &[usize]| {
            let standard = standard.iter().map(|number| id(*number)).collect();
            let names = ProfileNames::of(&rows, &BTreeMap::new(), &standard).unwrap();
            names.name("Nur API").to_owned()
        };
        assert_eq!(named(&[1, 3]), "Minimum Access - API Only Integrations");
        // Two that may be it are none.
        assert_eq!(named(&[1, 2, 3]), "Nur API");
        assert_eq!(named(&[]), "Nur API");
    }
}
