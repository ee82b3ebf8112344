//! Rules on names and lengths that several kinds share.

use crate::services::metadata::types::Problem;
use crate::services::metadata::xml::Element;

/// Refuses what is no developer name. Text of the platform's validation of API names.
pub(super) fn check_developer_name(name: &str, what: &str) -> Result<(), Problem> {
    let starts = name.starts_with(|character: char| character.is_ascii_alphabetic());
    let characters = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    if name.len() > 80 {
        return Err(too_long("FullName", name, 80));
    }
    if !starts || !characters || name.ends_with('_') || name.contains("__") {
        return Err(Problem::coded(
            "FIELD_INTEGRITY_EXCEPTION",
            format!(
                "The {what} API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores."
            ),
        ));
    }
    Ok(())
}

/// Refuses values beyond the length of their column.
pub(super) fn check_lengths(file: &Element, limits: &[(&str, usize)]) -> Result<(), Problem> {
    for (field, limit) in limits {
        if let Some(value) = file.value(field)
            && value.chars().count() > *limit
        {
            return Err(too_long(field, value, *limit));
        }
    }
    Ok(())
}

/// Refuses a file without a value that the deploy validator asks for though the type does not.
pub(super) fn require(file: &Element, field: &str) -> Result<(), Problem> {
    if file.value(field).is_some() {
        return Ok(());
    }
    let mut column = field.to_owned();
    if let Some(first) = column.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    Err(Problem::coded(
        "REQUIRED_FIELD_MISSING",
        format!("Required fields are missing: [{column}]"),
    ))
}

fn too_long(field: &str, value: &str, limit: usize) -> Problem {
    let mut label = field.to_owned();
    if let Some(first) = label.get_mut(0..1) {
        first.make_ascii_uppercase();
    }
    let shown: String = value.chars().take(limit).collect();
    Problem::coded(
        "STRING_TOO_LONG",
        format!("{label}: data value too large: {shown} (max length={limit})"),
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn developer_names_follow_the_platforms_rules() {
        for name in ["A", "Billing_Integration", "a1_b2"] {
            assert!(check_developer_name(name, "App").is_ok(), "{name}");
        }
        for name in ["", "1a", "_a", "a_", "a__b", "a b", "a-b", "ä"] {
            assert!(check_developer_name(name, "App").is_err(), "{name}");
        }
    }
}
