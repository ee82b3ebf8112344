//! Text to tree.

use quick_xml::Reader;
use quick_xml::XmlVersion;
use quick_xml::events::{BytesStart, Event};

use super::{Element, Node, Tree};

/// The deepest nesting taken. Metadata goes some ten levels deep.
const MAX_DEPTH: usize = 100;

/// Why a text is no XML that is taken.
#[derive(Clone, Debug, PartialEq, Eq, thiserror::Error)]
#[error("read XML at byte {at}: {problem}")]
pub struct BadXml {
    /// Where.
    pub at: u64,
    /// What.
    pub problem: String,
}

impl Tree {
    /// Reads an XML document. Document types are refused, and with them all entities but the five of XML.
    ///
    /// # Errors
    /// When it is not well formed, or nested more than 100 levels deep.
    pub fn parse(text: &str) -> Result<Self, BadXml> {
        let text = text.strip_prefix('\u{feff}').unwrap_or(text);
        let mut reader = Reader::from_str(text);
        reader.config_mut().expand_empty_elements = true;
        let mut building = Building::default();
        loop {
            let event = reader.read_event().map_err(|error| BadXml {
                at: reader.error_position(),
                problem: error.to_string(),
            })?;
            if matches!(event, Event::Eof) {
                break;
            }
            building.take(event).map_err(|problem| BadXml {
                at: reader.buffer_position(),
                problem,
            })?;
        }
        building.finish().map_err(|problem| BadXml {
            at: reader.buffer_position(),
            problem,
        })
    }
}

/// The elements that are open, outermost first, and the root once it is closed.
#[derive(Default)]
struct Building {
    open: Vec<Element>,
    root: Option<Element>,
}

impl Building {
    fn take(&mut self, event: Event<'_>) -> Result<(), String> {
        match event {
            Event::Start(start) => self.start(&start),
            Event::End(_) => self.end(),
            Event::Text(text) => self.text(&text.xml10_content()),
            Event::CData(text) => self.text(&text.xml10_content()),
            Event::GeneralRef(reference) => self.text(&resolved(&reference)?),
            Event::Comment(comment) => {
                self.node(Node::Comment(comment.into_inner().into_owned()));
                Ok(())
            }
            Event::DocType(_) => Err("document types are not taken".into()),
            Event::Decl(_) | Event::PI(_) | Event::Empty(_) | Event::Eof => Ok(()),
        }
    }

    fn start(&mut self, start: &BytesStart<'_>) -> Result<(), String> {
        if self.root.is_some() {
            return Err("a second outermost element".into());
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(format!("nested more than {MAX_DEPTH} levels deep"));
        }
        let mut element = Element::new(start.name().into_inner());
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| error.to_string())?;
            let value = attribute
                .normalized_value(XmlVersion::Explicit1_0)
                .map_err(|error| error.to_string())?;
            element
                .attributes
                .push((attribute.key.into_inner().to_owned(), value.into_owned()));
        }
        self.open.push(element);
        Ok(())
    }

    fn end(&mut self) -> Result<(), String> {
        let mut element = self.open.pop().ok_or("an end without a start")?;
        drop_layout(&mut element);
        if self.open.is_empty() {
            self.root = Some(element);
        } else {
            self.node(Node::Element(element));
        }
        Ok(())
    }

    fn text(&mut self, text: &str) -> Result<(), String> {
        match self.open.last_mut() {
            None if text.trim().is_empty() => Ok(()),
            None => Err("text outside of the outermost element".into()),
            Some(element) => {
                match element.children.last_mut() {
                    Some(Node::Text(before)) => before.push_str(text),
                    _ => element.children.push(Node::Text(text.to_owned())),
                }
                Ok(())
            }
        }
    }

    /// Puts a node into the innermost open element; comments outside of all are let go.
    fn node(&mut self, node: Node) {
        if let Some(element) = self.open.last_mut() {
            element.children.push(node);
        }
    }

    fn finish(self) -> Result<Tree, String> {
        match (self.root, self.open.last()) {
            (_, Some(open)) => Err(format!("<{}> is not closed", open.name)),
            (Some(root), None) => Ok(Tree { root }),
            (None, None) => Err("no element at all".into()),
        }
    }
}

/// Lets go of line breaks and blanks between elements: they are layout, and written anew.
fn drop_layout(element: &mut Element) {
    let has_elements = element.children.iter().any(|node| !matches!(node, Node::Text(_)));
    if has_elements {
        element
            .children
            .retain(|node| !matches!(node, Node::Text(text) if text.trim().is_empty()));
    }
    element
        .children
        .retain(|node| !matches!(node, Node::Text(text) if text.is_empty()));
}

fn resolved(reference: &quick_xml::events::BytesRef<'_>) -> Result<String, String> {
    if let Some(c) = reference.resolve_char_ref().map_err(|error| error.to_string())? {
        return Ok(c.to_string());
    }
    let name = reference.xml10_content();
    quick_xml::escape::resolve_predefined_entity(&name)
        .map(str::to_owned)
        .ok_or_else(|| format!("unknown entity &{name};"))
}
