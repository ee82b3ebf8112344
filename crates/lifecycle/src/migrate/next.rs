//! What to do next.

use hallpass_model::Seen;
use hallpass_salesforce::RecordId;

use super::way::Observed;

/// What is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Wish {
    /// The old way is closed.
    CutOver,
    /// The old way is as it was before.
    Undo,
}

/// One step.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Step {
    /// Note on the old user who closes it, and whether it was frozen.
    Note {
        /// Whether it was.
        was_frozen: bool,
    },
    /// Refuse its logins.
    Freeze,
    /// End these sessions.
    EndSessions(Vec<RecordId>),
    /// Let it log in again.
    Thaw,
    /// Take the note away.
    Forget,
    /// Nothing is left.
    Done,
}

/// Says what to do next. The note comes first and goes last, so that whoever finds the old way half closed knows who did
/// it, and what was.
#[must_use]
pub fn next(wish: Wish, observed: &Observed) -> Step {
    let Some(old) = &observed.old else {
        return Step::Done;
    };
    let is_frozen = old.frozen == Seen::Known(true);
    match (wish, &old.note) {
        (Wish::CutOver, None) => Step::Note {
            was_frozen: is_frozen,
        },
        (Wish::CutOver, Some(_)) if !is_frozen => Step::Freeze,
        (Wish::CutOver, Some(_)) if !old.sessions.is_empty() => Step::EndSessions(old.sessions.clone()),
        (Wish::CutOver, Some(_)) | (Wish::Undo, None) => Step::Done,
        (Wish::Undo, Some(note)) if is_frozen && !note.was_frozen => Step::Thaw,
        (Wish::Undo, Some(_)) => Step::Forget,
    }
}
