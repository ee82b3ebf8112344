//! Markdown that fits into a comment: whole lines and whole folds, cut from the end.

/// What GitHub takes for a comment, in characters; GitLab takes more. Bytes are counted, which are never fewer.
pub(crate) const MAX_COMMENT: usize = 65_536;
/// Room for what is said about what was left out.
const NOTICE: usize = 200;
/// Longer values say nothing to a reviewer, and one of them would take the room of all.
const MAX_VALUE: usize = 400;

/// A piece of a comment.
#[derive(Debug)]
enum Part {
    /// Begins a table or a fold.
    Open(String),
    /// Stands whole, or not at all.
    Line(String),
    /// Ends what was begun.
    Close(String),
}

/// A comment while it is written.
#[derive(Debug, Default)]
pub(super) struct Comment {
    head: String,
    parts: Vec<Part>,
    foot: String,
}

impl Comment {
    /// Begins a comment that can be found again by what it is about: nobody sees the first line, and whoever edits a
    /// comment in place looks for it.
    pub(super) fn about(what: &str, title: &str) -> Self {
        Self {
            head: format!("<!-- hallpass:{what} -->\n### {title}\n\n"),
            ..Self::default()
        }
    }

    /// Adds a line to the head, which always stands.
    pub(super) fn summary(&mut self, line: &str) {
        self.head.push_str(line);
        self.head.push('\n');
    }

    /// Begins a table or a fold.
    pub(super) fn open(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Open(text.into()));
    }

    /// Adds a line, or several that belong together.
    pub(super) fn line(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Line(text.into()));
    }

    /// Ends what was begun.
    pub(super) fn close(&mut self, text: impl Into<String>) {
        self.parts.push(Part::Close(text.into()));
    }

    /// Adds the last line, which always stands.
    pub(super) fn foot(&mut self, text: impl Into<String>) {
        self.foot = text.into();
    }

    /// Returns what fits.
    pub(super) fn finish(self) -> String {
        self.within(MAX_COMMENT)
    }

    fn within(self, limit: usize) -> String {
        let Self { head, parts, foot } = self;
        let mut out = head;
        let mut room = limit.saturating_sub(out.len() + foot.len() + NOTICE);
        let mut ends = closes(&parts);
        let mut left_out = 0;
        let mut is_open = None;
        for part in parts {
            let close = match &part {
                Part::Open(_) => ends.pop(),
                Part::Line(_) | Part::Close(_) => None,
            };
            let (text, needs) = match &part {
                Part::Open(text) => (text, text.len() + close.as_ref().map_or(0, String::len)),
                Part::Line(text) => (text, text.len()),
                // Its room was taken when it was begun.
                Part::Close(text) => (text, 0),
            };
            if left_out == 0 && needs <= room {
                room -= needs;
                out.push_str(text);
                match &part {
                    Part::Open(_) => is_open = close,
                    Part::Close(_) => is_open = None,
                    Part::Line(_) => {}
                }
                continue;
            }
            // From here on nothing more is added, so that the order tells what is missing.
            if let Some(end) = is_open.take() {
                out.push_str(&end);
            }
            left_out += usize::from(matches!(part, Part::Line(_) | Part::Open(_)));
        }
        if left_out > 0 {
            let more = match left_out {
                1 => "One more line is".to_owned(),
                count => format!("{count} more lines are"),
            };
            out.push_str(&format!(
                "\n> **Cut**: {more} left out, because a comment cannot be longer. `--format text` shows all.\n"
            ));
        }
        out.push_str(&foot);
        out
    }
}

/// The ends of what is begun, the last one first.
fn closes(parts: &[Part]) -> Vec<String> {
    let ends = parts.iter().rev().filter_map(|part| match part {
        Part::Close(text) => Some(text.clone()),
        Part::Open(_) | Part::Line(_) => None,
    });
    ends.collect()
}

/// Cuts a value that is too long for a comment, before it is made safe.
pub(super) fn brief(text: &str) -> String {
    match text.char_indices().nth(MAX_VALUE) {
        Some((end, _)) => format!("{}…", &text[..end]),
        None => text.to_owned(),
    }
}

#[cfg(test)]
mod tests {
    use super::Comment;

    fn comment(lines: usize) -> Comment {
        let mut comment = Comment::about("plan org=uat", "Plan");
        comment.summary("Much.");
        for fold in 0..3 {
            comment.open(format!("\n<details><summary>{fold}</summary>\n\n"));
            for line in 0..lines {
                comment.line(format!("- line {line}\n"));
            }
            comment.close("\n</details>\n");
        }
        comment.foot("\nthe end\n");
        comment
    }

    #[test]
    fn what_fits_stands_whole() {
        let whole = comment(3).finish();
        assert_eq!(whole.matches("<details>").count(), 3);
        assert_eq!(whole.matches("- line").count(), 9);
        assert!(!whole.contains("Cut"), "{whole}");
    }

    #[test]
    fn what_does_not_fit_is_cut_from_the_end_and_folds_are_ended() {
        for limit in 300..700 {
            let cut = comment(10).within(limit);
            assert!(cut.len() <= limit, "{limit}: {cut}");
            assert_eq!(
                cut.matches("<details>").count(),
                cut.matches("</details>").count(),
                "{cut}"
            );
            assert!(cut.starts_with("<!-- hallpass:plan org=uat -->\n"), "{cut}");
            assert!(cut.ends_with("\nthe end\n"), "{cut}");
            let lines = cut.matches("- line").count();
            assert_eq!(cut.contains("**Cut**"), lines < 30, "{limit}: {cut}");
        }
    }
}
