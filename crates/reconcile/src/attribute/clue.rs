//! How a line of the trail is recognised.

use super::line::Line;

/// What a line must be to be about something: one of these actions, with all of these words.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub(super) struct Clue {
    /// `Action`; a `*` at the end stands for anything.
    actions: &'static [&'static str],
    /// Parts of `Display`, whatever the case, blanks and punctuation.
    says: Vec<String>,
    /// Its end, likewise.
    ends: Option<String>,
    /// An id in `Display`, letter by letter: ids differ in case alone.
    id: Option<String>,
}

impl Clue {
    pub(super) fn of(actions: &'static [&'static str]) -> Self {
        Self {
            actions,
            ..Self::default()
        }
    }

    /// `Display` has this part.
    pub(super) fn says(mut self, part: &str) -> Self {
        self.says.push(squashed(part));
        self
    }

    /// `Display` ends so.
    pub(super) fn ends(mut self, part: &str) -> Self {
        self.ends = Some(squashed(part));
        self
    }

    /// `Display` has this id, in its short form.
    pub(super) fn id(mut self, id: &str) -> Self {
        self.id = Some(id.chars().take(15).collect());
        self
    }

    pub(super) const fn actions(&self) -> &'static [&'static str] {
        self.actions
    }

    pub(super) fn fits(&self, line: &Line) -> bool {
        let display = squashed(&line.display);
        let acts = self.actions.iter().any(|action| match action.strip_suffix('*') {
            Some(start) => line.action.starts_with(start),
            None => line.action == *action,
        });
        acts && self.says.iter().all(|part| display.contains(part.as_str()))
            && self
                .ends
                .as_ref()
                .is_none_or(|end| display.ends_with(end.as_str()))
            && self
                .id
                .as_ref()
                .is_none_or(|id| line.display.contains(id.as_str()))
    }
}

/// Labels and API names of one thing often differ in blanks, underscores and case alone.
fn squashed(text: &str) -> String {
    let kept = text
        .chars()
        .filter(|c| c.is_alphanumeric() || *c == ':' || *c == '@');
    kept.flat_map(char::to_lowercase).collect()
}
