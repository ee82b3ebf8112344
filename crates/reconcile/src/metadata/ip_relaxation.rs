//! The words for IP relaxation: ours, those of External Client Apps and those of connected apps.

use hallpass_model::IpRelaxation;

/// Ours, `ExtlClntAppOauthConfigurablePolicies.ipRelaxationPolicyType`, `ConnectedApp.oauthPolicy.ipRelaxation`.
///
/// The guide spells the fourth word `Enforce_RelaxRefresh` and orgs answer `Enforce_relaxrefresh`; all are
/// compared without case.
const WORDS: [(IpRelaxation, &str, &str); 4] = [
    (IpRelaxation::Enforce, "Enforce", "ENFORCE"),
    (IpRelaxation::Bypass, "Bypass", "BYPASS"),
    (
        IpRelaxation::BypassWithSecondFactor,
        "Bypass_2factor",
        "BYPASS_2FACTOR",
    ),
    (
        IpRelaxation::EnforceRelaxRefresh,
        "Enforce_RelaxRefresh",
        "ENFORCE_RELAXREFRESH",
    ),
];

/// Reads the word of either kind of app.
pub(crate) fn ip_relaxation_from(word: &str) -> Option<IpRelaxation> {
    WORDS
        .into_iter()
        .find_map(|(ours, _, connected)| connected.eq_ignore_ascii_case(word).then_some(ours))
}

/// Reads our word and returns that of External Client Apps.
pub(crate) fn ip_relaxation_of_external(ours: &str) -> Option<&'static str> {
    WORDS
        .into_iter()
        .find_map(|(word, external, _)| (word.word() == ours).then_some(external))
}

/// Reads our word and returns that of connected apps.
pub(crate) fn ip_relaxation_of_connected(ours: &str) -> Option<&'static str> {
    WORDS
        .into_iter()
        .find_map(|(word, _, connected)| (word.word() == ours).then_some(connected))
}

#[cfg(test)]
mod tests {
    use super::{WORDS, ip_relaxation_from, ip_relaxation_of_connected, ip_relaxation_of_external};

    #[test]
    fn every_word_is_read_from_both_kinds_of_apps() {
        for (ours, external, connected) in WORDS {
            assert_eq!(ip_relaxation_from(external), Some(ours));
            assert_eq!(ip_relaxation_from(connected), Some(ours));
            assert_eq!(ip_relaxation_of_external(ours.word()), Some(external));
            assert_eq!(ip_relaxation_of_connected(ours.word()), Some(connected));
        }
        assert_eq!(
            ip_relaxation_from("Enforce_relaxrefresh"),
            ip_relaxation_from("ENFORCE_RELAXREFRESH")
        );
        assert_eq!(ip_relaxation_from("else"), None);
    }
}
