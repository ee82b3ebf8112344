//! The note in `AboutMe` of an old user that hallpass has closed.
//!
//! It is no mark: a mark would make the user the integration's own, and this one only stands in its way.

use std::fmt;

const START: &str = "[hallpass-migration ";

/// What hallpass noted.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Note {
    /// The fleet that closed the way.
    pub fleet: String,
    /// The integration that takes its place.
    pub integration: String,
    /// When it began.
    pub since: String,
    /// As whom hallpass ran.
    pub by: String,
    /// Whether somebody had frozen the user already.
    pub was_frozen: bool,
}

impl Note {
    /// Splits an `AboutMe` into what people wrote and the note in it.
    #[must_use]
    pub fn split(text: &str) -> (String, Option<Self>) {
        let found = text.find(START).and_then(|start| {
            let (before, rest) = text.split_at(start);
            let (inside, after) = rest[START.len()..].split_once(']')?;
            Some((before, parse(inside)?, after))
        });
        match found {
            Some((before, note, after)) => {
                let parts = [before.trim_end(), after.trim()];
                let parts: Vec<&str> = parts.into_iter().filter(|part| !part.is_empty()).collect();
                (parts.join("\n"), Some(note))
            }
            None => (text.to_owned(), None),
        }
    }

    /// Puts the note behind what people wrote.
    #[must_use]
    pub fn behind(&self, text: &str) -> String {
        match text.is_empty() {
            true => self.to_string(),
            false => format!("{text}\n{self}"),
        }
    }
}

/// Names, times and usernames have no blanks and no brackets.
impl fmt::Display for Note {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let Self {
            fleet,
            integration,
            since,
            by,
            was_frozen,
        } = self;
        write!(
            f,
            "{START}fleet={fleet} integration={integration} frozen={since} by={by}"
        )?;
        if *was_frozen {
            f.write_str(" before=true")?;
        }
        f.write_str("]")
    }
}

fn parse(inside: &str) -> Option<Note> {
    let word = |key: &str| {
        let mut words = inside.split_whitespace().filter_map(|word| word.split_once('='));
        words
            .find(|(name, _)| *name == key)
            .map(|(_, value)| value.to_owned())
    };
    Some(Note {
        fleet: word("fleet")?,
        integration: word("integration")?,
        since: word("frozen")?,
        by: word("by").unwrap_or_default(),
        was_frozen: word("before").is_some(),
    })
}

#[cfg(test)]
mod tests {
    use super::Note;

    #[test]
    fn what_people_wrote_stays_and_the_note_is_found_again() {
        for text in ["", "Owned by IT", "Two\nlines"] {
            for was_frozen in [false, true] {
                let note = Note {
                    fleet: "acme".to_owned(),
                    integration: "billing".to_owned(),
                    since: "2026-11-22T10:00:00Z".to_owned(),
                    by: "ops@example.com".to_owned(),
                    was_frozen,
                };
                assert_eq!(Note::split(&note.behind(text)), (text.to_owned(), Some(note)));
            }
        }
    }

    #[test]
    fn what_is_no_note_is_what_people_wrote() {
        for text in [
            "[hallpass-migration ",
            "[hallpass-migration fleet=acme]",
            "[hallpass fleet=acme integration=billing object=x]",
        ] {
            assert_eq!(Note::split(text), (text.to_owned(), None));
        }
    }
}
