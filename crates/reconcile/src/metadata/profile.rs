//! The metadata of profiles: how they are called, and how login hours are written.

use hallpass_model::{DAY, LoginHours, WEEKDAYS};
use hallpass_salesforce::metadata::Element;

use super::edit::text_at;

/// The metadata type.
pub(crate) const PROFILE: &str = "Profile";

/// The standard profiles whose full name is not their English name (Metadata API Developer Guide, Profile, for the first;
/// the others as their files are called in public repositories). The newer ones are called as they are in English.
const STANDARD: [(&str, &str); 7] = [
    ("Admin", "System Administrator"),
    ("Standard", "Standard User"),
    ("ReadOnly", "Read Only"),
    ("SolutionManager", "Solution Manager"),
    ("MarketingProfile", "Marketing User"),
    ("ContractManager", "Contract Manager"),
    ("StandardAul", "Standard Platform User"),
];

/// Returns the English name of the standard profile that has this full name, where the two differ.
pub(crate) fn standard_profile(full_name: &str) -> Option<&'static str> {
    let mut all = STANDARD.iter();
    all.find(|(full, _)| full.eq_ignore_ascii_case(full_name))
        .map(|(_, name)| *name)
}

/// Returns the full name of a profile. That of a custom one is its name, with special characters percent-encoded (reported
/// by users of the Metadata API; the guide is silent).
pub(crate) fn profile_full_name(name: &str) -> String {
    if let Some((full, _)) = STANDARD
        .iter()
        .find(|(_, known)| known.eq_ignore_ascii_case(name))
    {
        return (*full).to_owned();
    }
    let mut full = String::new();
    for c in name.chars() {
        if c.is_alphanumeric() || " _-.".contains(c) {
            full.push(c);
        } else {
            let mut bytes = [0; 4];
            for byte in c.encode_utf8(&mut bytes).bytes() {
                full.push_str(&format!("%{byte:02X}"));
            }
        }
    }
    full
}

/// Reads `loginHours`: minutes after midnight. A day without them is open (Metadata API Developer Guide,
/// `ProfileLoginHours`). Nothing where they make no sense.
pub(crate) fn profile_hours(element: &Element) -> Option<LoginHours> {
    let mut days = [(0, DAY); 7];
    for (day, window) in WEEKDAYS.into_iter().zip(&mut days) {
        let minute = |end: &str| text_at(element, &format!("{day}{end}"));
        match (minute("Start"), minute("End")) {
            (None, None) => {}
            (Some(start), Some(end)) => *window = (start.parse().ok()?, end.parse().ok()?),
            _ => return None,
        }
    }
    LoginHours::new(days)
}

/// Writes `loginHours`, every day of the week, so that nothing depends on what a missing day means. Without hours it is
/// empty, which clears them (Metadata API Developer Guide, Profile).
pub(crate) fn profile_hours_element(hours: Option<&LoginHours>) -> Element {
    let mut element = Element::new("loginHours");
    let mut parts: Vec<(String, u16)> = Vec::new();
    for (day, (start, end)) in hours.into_iter().flat_map(LoginHours::days) {
        parts.push((format!("{day}End"), end));
        parts.push((format!("{day}Start"), start));
    }
    // The WSDL has them in the order of the alphabet.
    parts.sort_unstable();
    for (name, minute) in parts {
        element = element.with(Element::with_text(&name, &minute.to_string()));
    }
    element
}

#[cfg(test)]
mod tests {
    use super::{profile_full_name, profile_hours, profile_hours_element, standard_profile};
    use hallpass_model::LoginHours;
    use hallpass_salesforce::metadata::Element;

    #[test]
    fn hours_come_back_as_they_were_written() {
        for text in ["monday 08:00-18:00, sunday 00:00-24:00", "never"] {
            let hours: LoginHours = text.parse().unwrap();
            assert_eq!(profile_hours(&profile_hours_element(Some(&hours))), Some(hours));
        }
        assert!(profile_hours(&profile_hours_element(None)).unwrap().are_all());
        let half = Element::new("loginHours").with(Element::with_text("mondayStart", "480"));
        assert_eq!(profile_hours(&half), None);
    }

    #[test]
    fn special_characters_are_encoded_in_full_names() {
        assert_eq!(profile_full_name("Load 0 Integration"), "Load 0 Integration");
        assert_eq!(profile_full_name("Billing (EU)"), "Billing %28EU%29");
    }

    #[test]
    fn the_oldest_standard_profiles_have_full_names_of_their_own() {
        assert_eq!(profile_full_name("standard user"), "Standard");
        assert_eq!(standard_profile("Standard"), Some("Standard User"));
        assert_eq!(standard_profile("Minimum Access - Salesforce"), None);
    }
}
