//! The objects that describe shows to everybody.

use hallpass_model::ApiName;

const TEXT: &str = include_str!("baseline.txt");

/// The shipped list, by name, each with its reason.
pub(super) fn shipped() -> impl Iterator<Item = (ApiName, &'static str)> {
    let lines = TEXT.lines().filter(|line| !line.starts_with('#'));
    lines
        .filter_map(|line| line.split_once(' '))
        .map(|(name, why)| (ApiName::from(name), why))
}

#[cfg(test)]
mod tests {
    use super::shipped;

    #[test]
    fn the_list_is_sorted_and_each_line_has_a_reason() {
        let names: Vec<_> = shipped().map(|(name, _)| name).collect();
        assert!(names.is_sorted() && names.len() > 10);
        assert!(shipped().all(|(_, why)| !why.is_empty()));
    }
}
