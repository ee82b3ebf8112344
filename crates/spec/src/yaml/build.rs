//! From the events of the parser to trees.

use std::collections::BTreeMap;
use std::sync::Arc;

use serde_yaml::granit_parser::{Event, Options, Parser, ScalarStyle, Span, StructureStyle, Tag};

use crate::diagnostic::{Problem, Problems, code};
use crate::source::Place;
use crate::yaml::fault;
use crate::yaml::node::{Entry, Node, Scalar, Value};

/// Deeper than any spec; deep nesting costs stack when a tree is walked.
const MAX_DEPTH: usize = 64;
/// More than a file of the largest size can hold without aliases that multiply.
const MAX_NODES: u64 = 2_000_000;
/// Names of Salesforce have 80 characters; this leaves room for mistakes worth telling.
const MAX_KEY_BYTES: usize = 1_000;
/// After so many syntax errors the file is something else than a spec.
const MAX_SYNTAX_ERRORS: usize = 20;

/// Reads all documents of a text; documents that are not YAML are told and left out, empty ones are left out.
pub(crate) fn parse(text: &str, file: u32, problems: &mut Problems) -> Parsed {
    let mut options = Options::default();
    options.emit_comments = false;
    options.flow_nesting_limit = MAX_DEPTH;
    options.block_nesting_limit = MAX_DEPTH;
    let mut parser = Parser::new_from_str_with_options(text, options);
    let mut builder = Builder::new(text, file, problems);
    let mut errors = 0;
    while let Some(event) = parser.next_event() {
        match event {
            Ok((event, span)) => {
                if builder.event(event, span).is_break() {
                    return Parsed::default();
                }
            }
            Err(error) => {
                let open = builder.open_bracket();
                builder.problems.push(fault::problem(&error, file, text, open));
                builder.give_up_document();
                errors += 1;
                if errors == MAX_SYNTAX_ERRORS || !matches!(parser.proceed_next_document(), Ok(true)) {
                    break;
                }
            }
        }
    }
    Parsed {
        documents: builder.documents,
        is_whole: errors == 0,
    }
}

/// The documents of a text.
#[derive(Default)]
pub(crate) struct Parsed {
    pub(crate) documents: Vec<Node>,
    /// Whether nothing of the text was left out.
    pub(crate) is_whole: bool,
}

type Flow = std::ops::ControlFlow<()>;

struct Builder<'t> {
    text: &'t str,
    file: u32,
    problems: &'t mut Problems,
    documents: Vec<Node>,
    open: Vec<Frame>,
    anchors: BTreeMap<usize, Arc<Node>>,
    nodes: u64,
}

/// A collection that is not closed yet.
struct Frame {
    start: Place,
    is_flow: bool,
    anchor: usize,
    holds: Holds,
}

enum Holds {
    List(Vec<Arc<Node>>),
    Mapping {
        entries: Vec<Entry>,
        known: BTreeMap<String, Place>,
        key: Key,
        merges: Vec<Arc<Node>>,
    },
}

/// What the next value of a mapping is.
enum Key {
    /// A key itself.
    Expected,
    /// The value of this key.
    Read(String, Place),
    /// The value of something that can't be a key.
    Unusable,
}

impl<'t> Builder<'t> {
    fn new(text: &'t str, file: u32, problems: &'t mut Problems) -> Self {
        Self {
            text,
            file,
            problems,
            documents: Vec::new(),
            open: Vec::new(),
            anchors: BTreeMap::new(),
            nodes: 0,
        }
    }

    fn give_up_document(&mut self) {
        self.open.clear();
        self.anchors.clear();
    }

    fn open_bracket(&self) -> Option<Place> {
        let bracket = self.open.iter().rev().find(|frame| frame.is_flow)?;
        let start = bracket.start.range().start;
        Some(Place::new(self.file, start..start + 1))
    }

    fn place(&self, span: Span) -> Place {
        let start = span.start.byte_offset().unwrap_or(0).min(self.text.len());
        let end = span
            .end
            .byte_offset()
            .unwrap_or(start)
            .clamp(start, self.text.len());
        // Block scalars and collections end where the next thing starts; nobody wants to see that far.
        let end = start
            + self
                .text
                .get(start..end)
                .map_or(0, |slice| slice.trim_end().len());
        Place::new(self.file, start..end)
    }

    fn event(&mut self, event: Event<'_>, span: Span) -> Flow {
        let place = self.place(span);
        match event {
            Event::DocumentStart(..) => self.give_up_document(),
            Event::Scalar(text, style, anchor, tag) => {
                let value = self.scalar(&text, style, tag.as_deref(), place);
                return self.done(place, value, anchor);
            }
            Event::SequenceStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place);
                self.open(place, style, anchor, Holds::List(Vec::new()));
            }
            Event::MappingStart(style, anchor, tag) => {
                self.refuse_tag(tag.as_deref(), place);
                let holds = Holds::Mapping {
                    entries: Vec::new(),
                    known: BTreeMap::new(),
                    key: Key::Expected,
                    merges: Vec::new(),
                };
                self.open(place, style, anchor, holds);
            }
            Event::SequenceEnd | Event::MappingEnd => return self.close(place),
            Event::Alias(anchor) => return self.alias(anchor, place),
            _ => {}
        }
        Flow::Continue(())
    }

    fn open(&mut self, start: Place, style: StructureStyle, anchor: usize, holds: Holds) {
        self.open.push(Frame {
            start,
            is_flow: style == StructureStyle::Flow,
            anchor,
            holds,
        });
    }

    fn close(&mut self, end: Place) -> Flow {
        let Some(frame) = self.open.pop() else {
            return Flow::Continue(());
        };
        let (value, first) = match frame.holds {
            Holds::List(items) => {
                let first = items.first().map(|item| item.place);
                (Value::List(items), first)
            }
            Holds::Mapping {
                entries,
                known,
                merges,
                ..
            } => {
                let first = entries.first().map(|entry| entry.key_place);
                (Value::Mapping(self.merge(entries, known, &merges)), first)
            }
        };
        let place = match (frame.is_flow, first) {
            (true, _) => Place::new(self.file, frame.start.range().start..end.range().end),
            // A list in lines starts with its first `-`, a mapping with its first key.
            (false, Some(first)) => Place::new(
                self.file,
                frame.start.range().start.min(first.range().start)..first.range().end,
            ),
            (false, None) => frame.start,
        };
        self.done(place, value, frame.anchor)
    }

    /// Takes a node that is complete into what is around it.
    fn done(&mut self, place: Place, value: Value, anchor: usize) -> Flow {
        let node = Arc::new(Node::new(place, value));
        if anchor != 0 {
            self.anchors.insert(anchor, Arc::clone(&node));
        }
        self.nodes += 1;
        let height = node.height;
        self.attach(node, place);
        self.within_budget(place, height)
    }

    fn alias(&mut self, anchor: usize, place: Place) -> Flow {
        let node = if let Some(node) = self.anchors.get(&anchor) {
            Arc::clone(node)
        } else {
            self.problems.push(
                Problem::error(
                    code::ALIAS_LOOP,
                    place,
                    "an alias stands inside of what it stands for",
                )
                .label("would never end"),
            );
            Arc::new(Node::new(place, Value::Nothing))
        };
        self.nodes = self.nodes.saturating_add(node.weight);
        let height = node.height;
        self.attach(node, place);
        self.within_budget(place, height)
    }

    /// Aliases make much out of little, in number and in depth; walking a tree takes time for the one and stack for
    /// the other.
    fn within_budget(&mut self, place: Place, height: usize) -> Flow {
        let too_much = match () {
            () if self.nodes > MAX_NODES => format!("{MAX_NODES} values"),
            () if height > MAX_DEPTH => format!("{MAX_DEPTH} levels"),
            () => return Flow::Continue(()),
        };
        self.problems.push(
            Problem::error(
                code::TOO_MANY_NODES,
                place,
                format!("the file has more than {too_much} once its aliases are written out"),
            )
            .label("here it is too much")
            .hint("write out what is meant instead of aliases of aliases"),
        );
        Flow::Break(())
    }

    /// `at` is where the value stands: for an alias not the place of what it stands for.
    fn attach(&mut self, node: Arc<Node>, at: Place) {
        let Some(frame) = self.open.last_mut() else {
            if !matches!(node.value, Value::Nothing) {
                self.documents.push(Arc::unwrap_or_clone(node));
            }
            return;
        };
        match &mut frame.holds {
            Holds::List(items) => items.push(node),
            Holds::Mapping {
                entries,
                known,
                key,
                merges,
            } => match std::mem::replace(key, Key::Expected) {
                Key::Expected => *key = as_key(&node, at, self.problems),
                Key::Unusable => {}
                Key::Read(name, _) if name == "<<" => merges.push(node),
                Key::Read(name, place) => match known.get(&name) {
                    Some(first) => self.problems.push(
                        Problem::error(
                            code::KEY_TWICE,
                            place,
                            format!("`{name}` stands twice in one mapping"),
                        )
                        .label("second time")
                        .related(*first, "first time"),
                    ),
                    None => {
                        known.insert(name.clone(), place);
                        entries.push(Entry {
                            key: name,
                            key_place: place,
                            value: placed(node, place),
                        });
                    }
                },
            },
        }
    }

    /// What stands in the mapping itself goes before what is merged, and what is merged first before the rest.
    fn merge(
        &mut self,
        mut entries: Vec<Entry>,
        mut known: BTreeMap<String, Place>,
        merges: &[Arc<Node>],
    ) -> Vec<Entry> {
        for source in merges.iter().flat_map(sources_of) {
            let Value::Mapping(more) = &source.value else {
                let message = format!("`<<` merges mappings, not {}", source.what());
                self.problems
                    .push(Problem::error(code::MERGE, source.place, message));
                continue;
            };
            for entry in more {
                if !known.contains_key(&entry.key) {
                    known.insert(entry.key.clone(), entry.key_place);
                    entries.push(entry.clone());
                }
            }
        }
        entries
    }

    fn scalar(&mut self, text: &str, style: ScalarStyle, tag: Option<&Tag>, place: Place) -> Value {
        let tagged_text = tag.is_some_and(|tag| tag.is_yaml_core_schema_tag("str"));
        if !tagged_text {
            self.refuse_tag(tag, place);
        }
        let quoted = style != ScalarStyle::Plain || tagged_text;
        if !quoted && matches!(text, "" | "~" | "null" | "Null" | "NULL") {
            return Value::Nothing;
        }
        Value::Scalar(Scalar {
            text: text.to_owned(),
            quoted,
        })
    }

    fn refuse_tag(&mut self, tag: Option<&Tag>, place: Place) {
        let Some(tag) = tag else { return };
        let fine = ["map", "seq"]
            .iter()
            .any(|known| tag.is_yaml_core_schema_tag(known));
        if !fine {
            self.problems.push(
                Problem::error(
                    code::TAG,
                    place,
                    format!("the tag `{}` is not used in specs", tag.original()),
                )
                .hint("leave the tag out; put a text in quotes to keep it a text"),
            );
        }
    }
}

/// A merge key takes a mapping, or a list of mappings.
fn sources_of(merged: &Arc<Node>) -> Vec<Arc<Node>> {
    match &merged.value {
        Value::List(items) => items.clone(),
        Value::Nothing | Value::Scalar(_) | Value::Mapping(_) => vec![Arc::clone(merged)],
    }
}

fn as_key(node: &Node, at: Place, problems: &mut Problems) -> Key {
    let message = match &node.value {
        // A long text behind an alias could be copied into a million keys.
        Value::Scalar(scalar) if scalar.text.len() > MAX_KEY_BYTES => {
            "the key is longer than any name".to_owned()
        }
        Value::Scalar(scalar) => return Key::Read(scalar.text.clone(), at),
        Value::Nothing | Value::List(_) | Value::Mapping(_) => {
            format!("a key must be a text, not {}", node.what())
        }
    };
    problems.push(Problem::error(code::KEY_NOT_TEXT, at, message));
    Key::Unusable
}

/// Nothing has no place of its own: the parser gives that of whatever comes next.
fn placed(node: Arc<Node>, key: Place) -> Arc<Node> {
    match node.value {
        Value::Nothing => Arc::new(Node {
            place: key,
            ..Node::clone(&node)
        }),
        _ => node,
    }
}
