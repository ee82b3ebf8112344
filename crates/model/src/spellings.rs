//! Spellings that are kept once, however often they are named.

use std::collections::BTreeSet;
use std::sync::Arc;

use crate::ApiName;

/// Hands out names whose copies share one text.
///
/// A fleet names the same few fields many thousand times, in its specs and in its org. Two spellings of one name stay
/// two, for names print as they were declared.
#[derive(Debug, Default)]
pub struct Spellings(BTreeSet<Arc<str>>);

impl Spellings {
    /// Returns the name of this spelling.
    pub fn name(&mut self, spelling: &str) -> ApiName {
        if let Some(known) = self.0.get(spelling) {
            return ApiName::from(Arc::clone(known));
        }
        let new: Arc<str> = spelling.into();
        self.0.insert(Arc::clone(&new));
        ApiName::from(new)
    }
}

#[cfg(test)]
mod tests {
    use super::Spellings;

    #[test]
    fn equal_spellings_are_one_text_and_others_stay_as_they_are() {
        let mut spellings = Spellings::default();
        let (one, again, other) = (
            spellings.name("Phone"),
            spellings.name("Phone"),
            spellings.name("PHONE"),
        );
        assert!(std::ptr::eq(one.as_str(), again.as_str()));
        assert_eq!((one.as_str(), other.as_str()), ("Phone", "PHONE"));
        assert_eq!(one, other);
    }
}
