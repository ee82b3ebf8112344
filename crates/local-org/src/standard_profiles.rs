//! What standard profiles are called: in English, in the Metadata API, and in an org that is read in German.

use serde_json::Value;

use crate::facts::users::PROFILE_NAMES;
use crate::store::Tx;
use crate::value::{Row, id, row, text};

/// A standard profile by its names.
struct Names {
    english: &'static str,
    full: &'static str,
    german: &'static str,
}

const fn names(english: &'static str, full: &'static str, german: &'static str) -> Names {
    Names {
        english,
        full,
        german,
    }
}

/// Full names that differ from the labels are reported for Admin and a few (Metadata API Developer Guide, Profile); the
/// German labels of the newer ones are made up.
const STANDARD: [Names; 10] = [
    names("System Administrator", "Admin", "Systemadministrator"),
    names("Standard User", "Standard", "Standardbenutzer"),
    names("Read Only", "ReadOnly", "Schreibgeschützt"),
    names("Solution Manager", "SolutionManager", "Lösungsmanager"),
    names("Marketing User", "MarketingProfile", "Marketingbenutzer"),
    names("Contract Manager", "ContractManager", "Vertragsmanager"),
    names(
        "Standard Platform User",
        "StandardAul",
        "Standardplattformbenutzer",
    ),
    names(
        "Minimum Access - Salesforce",
        "Minimum Access - Salesforce",
        "Mindestzugriff - Salesforce",
    ),
    names(
        "Minimum Access - API Only Integrations",
        "Minimum Access - API Only Integrations",
        "Mindestzugriff - Nur API-Integrationen",
    ),
    names(
        "Salesforce API Only System Integrations",
        "Salesforce API Only System Integrations",
        "Salesforce-Systemintegrationen nur per API",
    ),
];

/// Returns the standard profile of this English name, whatever it is called here; or the profile that is called so.
pub(crate) fn find(tx: &Tx<'_>, english: &str) -> Option<Row> {
    let called = |name: &str| tx.find_one("Profile", &[("Name", Value::from(name))]);
    let german = || {
        STANDARD
            .iter()
            .find(|one| one.english == english)
            .and_then(|one| called(one.german))
    };
    called(english).or_else(german)
}

/// Returns the standard profile of this full name.
pub(crate) fn by_full_name(tx: &Tx<'_>, full: &str) -> Option<Row> {
    let one = STANDARD.iter().find(|one| one.full.eq_ignore_ascii_case(full))?;
    find(tx, one.english)
}

/// Returns the full name of the standard profile that is called so here.
pub(crate) fn full_name(name: &str) -> Option<&'static str> {
    let mut all = STANDARD.iter();
    all.find(|one| one.english == name || one.german == name)
        .map(|one| one.full)
}

/// Returns whether it is the profile of System Administrators.
pub(crate) fn is_administrator(profile: &Row) -> bool {
    full_name(text(profile, "Name")) == Some("Admin")
}

/// Gives the standard profiles of a new org the names of its language.
pub(crate) fn translate(tx: &mut Tx<'_>) {
    if !tx.org.behaviours.is(&PROFILE_NAMES, "german") {
        return;
    }
    for one in &STANDARD {
        let found = tx.find_one("Profile", &[("Name", Value::from(one.english))]);
        if let Some(profile) = found.and_then(|profile| id(&profile, "Id")) {
            tx.update_raw("Profile", &profile, row([("Name", Value::from(one.german))]));
        }
    }
}
