//! From the events of the YAML parser to one tree.

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, ScanError, Span};

use super::node::{Content, Entry, Node, Place};
use super::problem::SeedProblem;

/// Deeper than any seed; deep nesting costs stack when a tree is walked.
const MAX_DEPTH: usize = 32;

/// Reads the one document of a seed file. Anchors and aliases are refused: `repeat` is the way to make much of little.
pub(super) fn parse(text: &str) -> Result<Node, Vec<SeedProblem>> {
    let mut options = Options::default();
    options.emit_comments = false;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder {
        lines: Lines::of(text),
        problems: Vec::new(),
        open: Vec::new(),
        done: Vec::new(),
    };
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => builder.event(event, span),
            Err(error) => {
                builder.fault(&error);
                break;
            }
        }
    }
    builder.finish()
}

/// Where lines begin, for places.
struct Lines<'t> {
    text: &'t str,
    starts: Vec<usize>,
}

impl<'t> Lines<'t> {
    fn of(text: &'t str) -> Self {
        let ends = text.bytes().enumerate().filter(|(_, byte)| *byte == b'\n');
        let starts = std::iter::once(0).chain(ends.map(|(at, _)| at + 1)).collect();
        Self { text, starts }
    }

    fn place(&self, offset: usize) -> Place {
        let offset = offset.min(self.text.len());
        let line = self.starts.partition_point(|start| *start <= offset);
        let start = self
            .starts
            .get(line.saturating_sub(1))
            .copied()
            .unwrap_or_default();
        let column = self
            .text
            .get(start..offset)
            .map_or(0, |before| before.chars().count());
        Place {
            line,
            column: column + 1,
        }
    }
}

/// A collection that is not closed yet.
struct Frame {
    start: Place,
    holds: Holds,
}

enum Holds {
    List(Vec<Node>),
    Mapping(Vec<Entry>, Option<(String, Place)>),
}

struct Builder<'t> {
    lines: Lines<'t>,
    problems: Vec<SeedProblem>,
    open: Vec<Frame>,
    done: Vec<Node>,
}

impl Builder<'_> {
    fn tell(&mut self, place: Place, message: impl Into<String>) {
        self.problems.push(SeedProblem::at(place, message));
    }

    fn fault(&mut self, error: &ScanError) {
        let place = self
            .lines
            .place(error.marker().byte_offset().unwrap_or(usize::MAX));
        self.tell(place, format!("this is not YAML: {}", error.kind()));
    }

    fn event(&mut self, event: Event<'_>, span: Span) {
        let place = self.lines.place(span.start.byte_offset().unwrap_or_default());
        match event {
            Event::Scalar(text, style, _, tag) => {
                let quoted =
                    style != ScalarStyle::Plain || tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
                let text = text.into_owned();
                self.attach(Node {
                    place,
                    content: Content::Scalar { text, quoted },
                });
            }
            Event::SequenceStart(..) => self.begin(place, Holds::List(Vec::new())),
            Event::MappingStart(..) => self.begin(place, Holds::Mapping(Vec::new(), None)),
            Event::SequenceEnd | Event::MappingEnd => self.end(),
            Event::Alias(_) => {
                self.tell(place, "aliases are not used in seeds: `repeat` makes many of one");
                self.attach(nothing(place));
            }
            _ => {}
        }
    }

    fn begin(&mut self, start: Place, holds: Holds) {
        self.open.push(Frame { start, holds });
    }

    fn end(&mut self) {
        let Some(Frame { start, holds }) = self.open.pop() else {
            return;
        };
        let content = match holds {
            Holds::List(items) => Content::List(items),
            Holds::Mapping(entries, _) => Content::Mapping(entries),
        };
        // A mapping in lines begins where its first key does.
        let place = match &content {
            Content::Mapping(entries) => entries.first().map_or(start, |entry| entry.place.min(start)),
            Content::List(_) | Content::Scalar { .. } => start,
        };
        self.attach(Node { place, content });
    }

    fn attach(&mut self, node: Node) {
        let Some(Frame { holds, .. }) = self.open.last_mut() else {
            self.done.push(node);
            return;
        };
        match holds {
            Holds::List(items) => items.push(node),
            Holds::Mapping(entries, key) => match key.take() {
                None => match node.content {
                    Content::Scalar { text, .. } => *key = Some((text, node.place)),
                    Content::List(_) | Content::Mapping(_) => {
                        *key = Some((String::new(), node.place));
                        self.tell(node.place, "a key must be a text");
                    }
                },
                Some((name, place)) if entries.iter().any(|entry| entry.key == name) => {
                    self.tell(place, format!("`{name}` stands twice in one mapping"));
                }
                Some((key, place)) => {
                    // Nothing has no place of its own: the parser gives that of whatever comes next.
                    let is_nothing =
                        matches!(&node.content, Content::Scalar { text, quoted: false } if text.is_empty());
                    let value = if is_nothing { nothing(place) } else { node };
                    entries.push(Entry { key, place, value });
                }
            },
        }
    }

    fn finish(mut self) -> Result<Node, Vec<SeedProblem>> {
        let top = Place { line: 1, column: 1 };
        match self.done.len() {
            0 if self.problems.is_empty() => {
                self.tell(top, "the file is empty; a seed starts with `version: 1`");
            }

            0 | 1 => {}
            _ => {
                let second = self.done[1].place;
                self.tell(second, "a seed is one document");
            }
        }
        match self.done.pop() {
            Some(node) if self.problems.is_empty() => Ok(node),
            _ => Err(self.problems),
        }
    }
}

fn nothing(place: Place) -> Node {
    Node {
        place,
        content: Content::Scalar {
            text: String::new(),
            quoted: false,
        },
    }
}
