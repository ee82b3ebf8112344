//! The texts that were read, and places in them.

use std::ops::Range;

/// A range of bytes in one of the files that were read.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Place {
    pub(crate) file: u32,
    pub(crate) start: u32,
    pub(crate) end: u32,
}

impl Place {
    pub(crate) fn new(file: u32, range: Range<usize>) -> Self {
        let small = |offset: usize| u32::try_from(offset).unwrap_or(u32::MAX);
        Self {
            file,
            start: small(range.start),
            end: small(range.end.max(range.start)),
        }
    }

    /// The very start of a file, for what is wrong with all of it.
    pub(crate) fn top(file: u32) -> Self {
        Self::new(file, 0..0)
    }

    pub(crate) fn range(self) -> Range<usize> {
        self.start as usize..self.end as usize
    }
}

/// A line and a column, both counted from one; columns are characters.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub struct Position {
    /// The line.
    pub line: usize,
    /// The column.
    pub column: usize,
}

/// A file that was read.
#[derive(Clone)]
pub struct Source {
    path: String,
    text: String,
    lines: Vec<usize>,
}

impl Source {
    fn new(path: String, text: String) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let lines = std::iter::once(0).chain(ends.map(|(n, _)| n + 1)).collect();
        Self { path, text, lines }
    }

    /// Returns the path, as the user would write it.
    #[must_use]
    pub fn path(&self) -> &str {
        &self.path
    }

    /// Returns the text, with literal secrets blotted out.
    #[must_use]
    pub fn text(&self) -> &str {
        &self.text
    }

    /// Returns the line that an offset is in, counted from zero.
    fn line_of(&self, offset: usize) -> usize {
        self.lines.partition_point(|start| *start <= offset) - 1
    }

    pub(crate) fn position(&self, offset: usize) -> Position {
        let offset = floor(&self.text, offset);
        let line = self.line_of(offset);
        let before = &self.text[self.lines[line]..offset];
        Position {
            line: line + 1,
            column: before.chars().count() + 1,
        }
    }

    /// Returns the range of whole lines that holds this range of bytes, and the number of the first, from one.
    pub(crate) fn window(&self, range: &Range<usize>) -> (Range<usize>, usize) {
        let first = self.line_of(floor(&self.text, range.start));
        let last = self.line_of(floor(&self.text, range.end.max(range.start)));
        let end = self.lines.get(last + 1).copied().unwrap_or(self.text.len());
        (self.lines[first]..end, first + 1)
    }

    /// Returns the range, cut to what the text has and to whole characters.
    pub(crate) fn clamp(&self, range: &Range<usize>) -> Range<usize> {
        let start = floor(&self.text, range.start);
        start..floor(&self.text, range.end).max(start)
    }
}

fn floor(text: &str, offset: usize) -> usize {
    let mut offset = offset.min(text.len());
    while !text.is_char_boundary(offset) {
        offset -= 1;
    }
    offset
}

/// All files that were read, in the order of their paths.
#[derive(Clone, Default)]
pub struct Sources {
    files: Vec<Source>,
}

impl Sources {
    pub(crate) fn add(&mut self, path: String, text: String) -> u32 {
        self.files.push(Source::new(path, text));
        u32::try_from(self.files.len() - 1).unwrap_or(u32::MAX)
    }

    /// Writes stars over a range, so that no message can show what stands there.
    pub(crate) fn blot(&mut self, place: Place) {
        let file = &mut self.files[place.file as usize];
        let range = file.clamp(&place.range());
        let stars = blotted(&file.text[range.clone()]);
        file.text.replace_range(range, &stars);
    }

    pub(crate) fn file(&self, file: u32) -> &Source {
        &self.files[file as usize]
    }

    /// Walks the files.
    pub fn iter(&self) -> impl Iterator<Item = &Source> {
        self.files.iter()
    }

    /// Returns the file of that path.
    #[must_use]
    pub fn get(&self, path: &str) -> Option<&Source> {
        self.files.iter().find(|file| file.path == path)
    }

    /// Returns the path of the file that a place is in.
    #[must_use]
    pub fn path_of(&self, place: Place) -> &str {
        self.file(place.file).path()
    }

    /// Returns where a place starts.
    #[must_use]
    pub fn position_of(&self, place: Place) -> Position {
        self.file(place.file).position(place.range().start)
    }
}

/// As many bytes and lines as before, so that places stay true.
fn blotted(text: &str) -> String {
    text.chars()
        .flat_map(|c| match c {
            '\n' | '\r' | ' ' => std::iter::repeat_n(c, 1),
            _ => std::iter::repeat_n('*', c.len_utf8()),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::{Place, Sources};

    #[test]
    fn columns_are_characters_and_both_counts_start_at_one() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml".to_owned(), "aé: x\nb: y".to_owned());
        let at = |offset| sources.position_of(Place::new(file, offset..offset));
        assert_eq!((at(0).line, at(0).column), (1, 1));
        assert_eq!((at(5).line, at(5).column), (1, 5));
        assert_eq!((at(7).line, at(7).column), (2, 1));
        assert_eq!((at(999).line, at(999).column), (2, 5));
    }

    #[test]
    fn a_blotted_secret_keeps_all_places() {
        let mut sources = Sources::default();
        let file = sources.add("a.yaml".to_owned(), "key: pässword\nnext: 1".to_owned());
        sources.blot(Place::new(file, 5..14));
        assert_eq!(sources.file(file).text(), "key: *********\nnext: 1");
    }
}
