//! "Did you mean": the known word that is nearest to what was written.

/// Returns the candidate that was probably meant, if any is near enough.
#[must_use]
pub fn nearest<'c>(written: &str, candidates: impl IntoIterator<Item = &'c str>) -> Option<&'c str> {
    let written = folded(written);
    // A third of the letters may be wrong: one in `api`, three in `description`.
    let limit = (written.chars().count() / 3).clamp(1, 4);
    candidates
        .into_iter()
        .map(|candidate| (strsim::osa_distance(&written, &folded(candidate)), candidate))
        .filter(|(distance, _)| *distance <= limit)
        .min_by_key(|(distance, candidate)| (*distance, candidate.len()))
        .map(|(_, candidate)| candidate)
}

/// `permissionSet`, `Permission-Set` and `permission_set` are the same slip of the same key.
fn folded(text: &str) -> String {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

#[cfg(test)]
mod tests {
    use super::nearest;

    #[test]
    fn slips_of_case_separator_and_letters_are_understood() {
        let keys = ["owner", "permission_set", "permissions", "apps", "verify"];
        for (written, meant) in [
            ("ownr", Some("owner")),
            ("permissionSet", Some("permission_set")),
            ("permission", Some("permissions")),
            ("app", Some("apps")),
            ("something", None),
            ("", None),
        ] {
            assert_eq!(nearest(written, keys), meant, "{written}");
        }
    }
}
