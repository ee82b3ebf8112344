//! What somebody may have meant.

use hallpass_model::ApiName;

/// Returns the name that is nearest to one that does not exist, if it is near enough to be meant.
pub(crate) fn near<'n>(wanted: &ApiName, names: impl Iterator<Item = &'n ApiName>) -> Option<&'n ApiName> {
    let folded = wanted.as_str().to_ascii_lowercase();
    // Two slips in a short name make it another name.
    let slips = (folded.len() / 4).clamp(1, 3);
    names
        .map(|name| {
            (
                strsim::osa_distance(&folded, &name.as_str().to_ascii_lowercase()),
                name,
            )
        })
        .filter(|(distance, _)| *distance <= slips)
        .min()
        .map(|(_, name)| name)
}

#[cfg(test)]
mod tests {
    use super::near;
    use hallpass_model::ApiName;

    #[test]
    fn a_slip_is_understood_and_another_name_is_not() {
        let names = ["Phone", "Fax", "AnnualRevenue"].map(ApiName::from);
        let meant = |wanted: &str| near(&wanted.into(), names.iter()).map(ApiName::as_str);
        assert_eq!(meant("phoen"), Some("Phone"));
        assert_eq!(meant("AnualRevenue"), Some("AnnualRevenue"));
        assert_eq!(meant("Tax"), Some("Fax"));
        assert_eq!(meant("Website"), None);
    }
}
