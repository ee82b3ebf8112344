//! What an integration gets where its spec says nothing.

use hallpass_model::{API_ONLY_PROFILES, INTEGRATION_LICENSE};

/// The time zone, where neither spec nor fleet has one.
pub(crate) const TIME_ZONE: &str = "GMT";
/// The locale and the language, where neither spec nor fleet has one.
pub(crate) const LOCALE: &str = "en_US";
/// The e-mail encoding, where neither spec nor fleet has one.
pub(crate) const EMAIL_ENCODING: &str = "UTF-8";
/// The standard profile of the licence `Salesforce` that grants next to nothing (Help, "Standard Profiles").
const MINIMUM_ACCESS_PROFILE: &str = "Minimum Access - Salesforce";
/// The length of `User.Alias`.
const MAX_ALIAS: usize = 8;

/// Returns `Load_0_Integration` for `load-0`.
pub(crate) fn set_name(integration: &str) -> String {
    format!("{}_Integration", words(integration).join("_"))
}

/// Returns `Load 0 Integration` for `load-0`: the label of the set and the last name of the user.
pub(crate) fn label(integration: &str) -> String {
    format!("{} Integration", words(integration).join(" "))
}

/// Returns the name without hyphens, cut where an alias ends; it need not be unique.
pub(crate) fn alias(integration: &str) -> String {
    integration
        .chars()
        .filter(|c| *c != '-')
        .take(MAX_ALIAS)
        .collect()
}

/// Returns `Billing Integration` for the app `Billing_Integration`.
pub(crate) fn app_label(app: &str) -> String {
    let words: Vec<_> = app.split('_').filter(|word| !word.is_empty()).collect();
    words.join(" ")
}

/// Returns whether a licence is the one whose profile and permission set licence are known.
pub(crate) fn is_integration_license(license: &str) -> bool {
    license.eq_ignore_ascii_case(INTEGRATION_LICENSE)
}

/// Returns the profile that a user of a licence gets who is told none; the licence of API-only users has several.
pub(crate) fn profile_of(license: &str) -> Option<&'static str> {
    license
        .eq_ignore_ascii_case("Salesforce")
        .then_some(MINIMUM_ACCESS_PROFILE)
}

/// Returns whether a role is none.
pub(crate) fn is_no_role(role: &str) -> bool {
    role.eq_ignore_ascii_case("none")
}

/// Returns whether a profile is one that comes with the integration licence.
pub(crate) fn is_api_only_profile(profile: &str) -> bool {
    API_ONLY_PROFILES
        .iter()
        .any(|known| known.eq_ignore_ascii_case(profile))
}

fn words(integration: &str) -> Vec<String> {
    let words = integration.split('-').filter(|word| !word.is_empty());
    words
        .map(|word| {
            let mut chars = word.chars();
            let first = chars.next().map(|c| c.to_ascii_uppercase());
            first.into_iter().chain(chars).collect()
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{alias, app_label, label, set_name};

    #[test]
    fn names_follow_from_the_integration() {
        assert_eq!(set_name("load-0"), "Load_0_Integration");
        assert_eq!(label("load-0"), "Load 0 Integration");
        assert_eq!(alias("load-0"), "load0");
        assert_eq!(alias("invoice-archive"), "invoicea");
        assert_eq!(set_name("a--b-"), "A_B_Integration");
        assert_eq!(app_label("Billing_Integration"), "Billing Integration");
    }
}
