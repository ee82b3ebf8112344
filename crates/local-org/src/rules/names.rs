//! Developer names.

use serde_json::Value;

use crate::error::ApiError;
use crate::value::{Row, text};

/// Refuses what is no developer name.
///
/// Source: Object Reference, PermissionSet, field Name.
pub(crate) fn check_developer_name(name: &str) -> Result<(), ApiError> {
    let letters = name
        .bytes()
        .all(|byte| byte.is_ascii_alphanumeric() || byte == b'_');
    let starts = name.bytes().next().is_some_and(|byte| byte.is_ascii_alphabetic());
    if letters && starts && !name.ends_with('_') && !name.contains("__") {
        return Ok(());
    }
    Err(ApiError::bad(
        "FIELD_INTEGRITY_EXCEPTION",
        "The API Name can only contain underscores and alphanumeric characters. It must be unique, begin with a letter, not include spaces, not end with an underscore, and not contain two consecutive underscores.",
    ))
}

/// Checks the developer name of a row that is made; one that is not given is made of the label in `Name`.
pub(super) fn settle_developer_name(row: &mut Row) -> Result<(), ApiError> {
    if text(row, "DeveloperName").is_empty() {
        let letter = |letter: char| {
            if letter.is_ascii_alphanumeric() {
                letter
            } else {
                '_'
            }
        };
        let name: String = text(row, "Name").chars().map(letter).collect();
        row.insert("DeveloperName".to_owned(), Value::from(name));
    }
    check_developer_name(text(row, "DeveloperName"))
}

#[cfg(test)]
mod tests {
    use super::check_developer_name;

    #[test]
    fn developer_names_are_plain() {
        for good in ["Billing_Integration", "A", "a1_b"] {
            assert!(check_developer_name(good).is_ok(), "{good}");
        }
        for bad in ["", "1a", "_a", "a_", "a__b", "a b", "a-b", "ä"] {
            assert!(check_developer_name(bad).is_err(), "{bad}");
        }
    }
}
