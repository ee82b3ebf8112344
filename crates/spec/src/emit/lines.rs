//! The lines of a spec, each knowing what it is about, so that a comment finds its place.

use super::scalar::{comment, scalar};

/// Where a line is broken; the sample fleet has lines of this width.
const WIDTH: usize = 118;

/// Something to say at a place of a spec.
#[derive(Debug, Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct Note {
    /// The place as policy names it, such as `permissions.objects.Account`; empty for the spec as a whole.
    pub subject: String,
    /// What to say, in a line.
    pub text: String,
}

/// The lines of one document.
#[derive(Default)]
pub(super) struct Lines(Vec<Line>);

struct Line {
    path: Vec<String>,
    text: String,
}

impl Lines {
    /// Adds a line as it is. Two spaces are put before it for each key above it.
    pub(super) fn line(&mut self, path: &[&str], depth: usize, text: &str) {
        self.0.push(Line {
            path: path.iter().map(|step| (*step).to_owned()).collect(),
            text: format!("{:1$}{text}", "", depth * 2),
        });
    }

    /// Adds a key with a text.
    pub(super) fn text(&mut self, path: &[&str], depth: usize, key: &str, text: &str) {
        self.line(path, depth, &format!("{key}: {}", scalar(text)));
    }

    /// Adds a key with a list, over several lines where one would be too long.
    pub(super) fn list<'t>(
        &mut self,
        path: &[&str],
        depth: usize,
        key: &str,
        items: impl IntoIterator<Item = &'t str>,
    ) {
        let items: Vec<String> = items.into_iter().map(scalar).collect();
        let mut line = format!("{key}: [");
        let mut broken = depth * 2;
        for (at, item) in items.iter().enumerate() {
            let is_first = at == 0;
            if !is_first && broken + line.len() + item.len() + 3 > WIDTH {
                self.line(path, broken / 2, &format!("{line},"));
                line.clear();
                broken = depth * 2 + 4;
            } else if !is_first {
                line.push_str(", ");
            }
            line.push_str(item);
        }
        line.push(']');
        self.line(path, broken / 2, &line);
    }

    /// Writes all of it, each note above the line that it is about, or that leads there.
    pub(super) fn render(self, notes: &[Note]) -> String {
        let mut above: Vec<Vec<&str>> = vec![Vec::new(); self.0.len()];
        for note in notes {
            above[self.place_of(&note.subject)].push(&note.text);
        }
        let mut out = String::new();
        for (line, notes) in self.0.iter().zip(above) {
            let indent = line.text.len() - line.text.trim_start().len();
            for note in notes {
                for part in wrapped(&comment(note), WIDTH.saturating_sub(indent + 4)) {
                    out.push_str(&format!("{:indent$}# {part}\n", ""));
                }
            }
            out.push_str(&line.text);
            out.push('\n');
        }
        out
    }

    fn place_of(&self, subject: &str) -> usize {
        let steps: Vec<&str> = subject
            .split(['.', '[', ']'])
            .filter(|step| !step.is_empty())
            .collect();
        let leads = |line: &Line| {
            let fits = line.path.len() <= steps.len()
                && line
                    .path
                    .iter()
                    .zip(&steps)
                    .all(|(have, want)| have.eq_ignore_ascii_case(want));
            fits.then_some(line.path.len()).filter(|steps| *steps > 0)
        };
        // Of lines that lead as far, the first one opens what is meant.
        let mut best = (0, 0);
        for (at, line) in self.0.iter().enumerate() {
            if let Some(length) = leads(line).filter(|length| *length > best.1) {
                best = (at, length);
            }
        }
        best.0
    }
}

fn wrapped(text: &str, width: usize) -> Vec<String> {
    let mut lines = vec![String::new()];
    for word in text.split_whitespace() {
        let is_full = lines
            .last()
            .is_some_and(|line| !line.is_empty() && line.chars().count() + word.chars().count() >= width);
        if is_full {
            lines.push(format!("  {word}"));
        } else if let Some(line) = lines.last_mut() {
            if !line.is_empty() {
                line.push(' ');
            }
            line.push_str(word);
        }
    }
    lines
}
