//! Texts with a mark at their end.

use hallpass_model::{Address, Attribute, Attributes, Seen, Value};

use super::LowerError;

/// Puts the mark behind the visible text. What the plan does not change is kept as it is in the org.
pub(super) fn marked(
    address: &Address,
    after: &Attributes,
    live_text: Option<&str>,
    live_mark: Option<String>,
    max: usize,
) -> Result<String, LowerError> {
    let wanted = |attribute| after.get(&attribute).and_then(Value::text);
    let visible = wanted(Attribute::Description)
        .or(live_text)
        .unwrap_or_default()
        .trim_end();
    let mark = wanted(Attribute::Mark)
        .map(str::to_owned)
        .or(live_mark)
        .unwrap_or_default();
    with_mark(address, visible, &mark, max)
}

/// Puts a mark behind a text.
pub(super) fn with_mark(
    address: &Address,
    visible: &str,
    mark: &str,
    max: usize,
) -> Result<String, LowerError> {
    let parts = [visible, mark].into_iter().filter(|part| !part.is_empty());
    let text = parts.collect::<Vec<_>>().join(" ");
    let length = text.chars().count();
    if length > max {
        return Err(LowerError::TooLong {
            address: address.clone(),
            length,
            max,
        });
    }
    Ok(text)
}

/// Returns a text that was seen.
pub(super) fn known(seen: &Seen<String>) -> Option<&str> {
    seen.known().map(String::as_str)
}

/// The most characters of `PermissionSet.Description` and of an app's description.
pub(super) const MAX_DESCRIPTION: usize = 255;
/// The most characters of `User.AboutMe`.
pub(super) const MAX_ABOUT_ME: usize = 1_000;
