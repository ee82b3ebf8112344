//! How strict a fleet is with itself.

use hallpass_model::PolicySettings;

use crate::decode::{At, Text};
use crate::format::FleetSpec;
use crate::resolve::integration::text;
use crate::text::{GraceRule, days_of};

pub(crate) fn settings(fleet: &FleetSpec) -> PolicySettings {
    let default = PolicySettings::default();
    let Some(policy) = fleet.policy.as_ref().map(|policy| &policy.value) else {
        return default;
    };
    let days = |at: &Option<At<Text<GraceRule>>>, default| {
        text(at).and_then(|text| days_of(&text)).unwrap_or(default)
    };
    let rules = policy.rules.iter().flat_map(|rules| &rules.value.entries);
    PolicySettings {
        levels: rules
            .map(|(code, level)| (code.value.clone(), level.value))
            .collect(),
        certificate_notice: days(&policy.certificate_notice, default.certificate_notice),
        credential_age: days(&policy.credential_age, default.credential_age),
        unused_after: days(&policy.unused_after, default.unused_after),
    }
}
