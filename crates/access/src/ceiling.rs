//! What a user licence never gives, whatever is granted.
//!
//! An org refuses most grants that a licence does not allow when they are made. What was granted before a licence changed,
//! or through a set that is bound to none, stands there and does not count. Only what is documented is a ceiling here; of
//! a licence that is not listed nothing is known, and everything that is granted counts.

use std::fmt;

use hallpass_model::{ApiName, INTEGRATION_LICENSE, INTEGRATION_PSL, LiveUser};

/// Objects that are for standard CRM alone (Help, "Standard User Licenses": Platform licences are for custom apps with
/// accounts and contacts, and not for standard CRM objects).
const OF_CRM: &[&str] = &["Campaign", "Case", "Lead", "Opportunity", "Quote", "Solution"];

/// What licences by themselves give no access to. A permission set licence may add to it.
const LICENSES: [(&str, Objects); 10] = [
    // Help, "Standard User Licenses".
    ("Salesforce Platform", Objects::AllBut(OF_CRM)),
    ("Salesforce Platform Login", Objects::AllBut(OF_CRM)),
    ("Salesforce Platform Light", Objects::AllBut(OF_CRM)),
    ("Salesforce Platform One", Objects::AllBut(OF_CRM)),
    // Help, "Lightning Platform Licenses": no CRM functionality.
    ("Force.com - App Subscription", Objects::AllBut(OF_CRM)),
    ("Force.com - Free", Objects::AllBut(OF_CRM)),
    // Help, "Chatter User Licenses": people, profiles, groups and files, and no Salesforce objects or data.
    ("Chatter Free", Objects::None),
    ("Chatter External", Objects::None),
    // Help, "Identity Licenses": signing in to other apps, and no more.
    ("Identity", Objects::None),
    // Help, "Give Integration Users API Only Access": objects come with the permission set licence for it.
    (INTEGRATION_LICENSE, Objects::With(INTEGRATION_PSL)),
];

/// Of which objects a licence lets grants count.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Objects {
    None,
    AllBut(&'static [&'static str]),
    /// All, for who has this permission set licence.
    With(&'static str),
}

/// What the user licence of somebody never gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Ceiling {
    license: &'static str,
    objects: Objects,
}

impl Ceiling {
    /// Returns what the licences of a user hold back from it, if anything is known to be held back.
    ///
    /// What permission set licences add to a user licence no page lists, so with one of them nothing is held back.
    pub(crate) fn of(user: &LiveUser) -> Option<Self> {
        let name = user.license.known()?;
        let (license, objects) = LICENSES
            .into_iter()
            .find(|(license, _)| license.eq_ignore_ascii_case(name))?;
        let is_lifted = match objects {
            Objects::With(needed) => user.licenses.contains_key(&ApiName::from(needed)),
            Objects::None | Objects::AllBut(_) => !user.licenses.is_empty(),
        };
        (!is_lifted).then_some(Self { license, objects })
    }

    /// Returns whether grants on an object do not count.
    #[must_use]
    pub fn holds_back(&self, object: &ApiName) -> bool {
        match self.objects {
            Objects::None | Objects::With(_) => true,
            Objects::AllBut(withheld) => withheld.iter().any(|name| *object == ApiName::from(*name)),
        }
    }
}

impl fmt::Display for Ceiling {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self { license, .. } = self;
        match self.objects {
            Objects::None => write!(f, "the user licence {license} gives no objects"),
            Objects::AllBut(_) => write!(f, "the user licence {license} does not give this object"),
            Objects::With(needed) => write!(
                f,
                "the user licence {license} gives no objects without the permission set licence {needed}, which the user lacks"
            ),
        }
    }
}
