//! What a proof may cost.

use hallpass_model::Integration;

use super::Options;

/// What does not depend on the spec: some twenty calls, and as many again for each thing that may have to be waited for.
const AT_MOST: usize = 100;
/// The most objects that are described, and queries that are sent, with one call.
const A_CALL: usize = 5;

/// The most API calls that the proof of an integration makes: its own budget, so that a fleet may be of any size.
pub(super) fn most_calls(one: &Integration, options: &Options<'_>) -> u32 {
    let declared = one.verify.apex_rest.len() + one.verify.apex_soap.len();
    let together = (one.grants.len() + one.verify.queries.len()).div_ceil(A_CALL);
    let probes = options.probes * 2;
    u32::try_from(AT_MOST + declared + together + probes).unwrap_or(u32::MAX)
}

#[cfg(test)]
mod tests {
    use hallpass_model::build::integration;

    use super::{Options, most_calls};

    #[test]
    fn who_declares_more_may_ask_more() {
        let (few, many) = (
            integration("few", &[("Account", "read")]),
            integration(
                "many",
                &[
                    ("Account", "read"),
                    ("Contact", "read"),
                    ("Lead", "read"),
                    ("Case", "read"),
                    ("Asset", "read"),
                    ("Order", "read"),
                ],
            ),
        );
        let options = Options::default();
        assert!((100..200).contains(&most_calls(&few, &options)));
        assert!(most_calls(&few, &options) < most_calls(&many, &options));
    }
}
