//! Text → tree, refusing what no honest client sends.

use super::element::Element;
use quick_xml::NsReader;
use quick_xml::events::{BytesStart, Event};
use quick_xml::name::{PrefixDeclaration, ResolveResult};

/// Deeper nesting than any metadata type has; a guard against stack exhaustion.
const MAX_DEPTH: usize = 64;
/// More elements than a permission set of the largest org has.
const MAX_ELEMENTS: usize = 1_000_000;

/// Why a text is no acceptable XML.
#[derive(Debug, thiserror::Error, PartialEq, Eq)]
pub(crate) enum XmlError {
    /// Document type declarations are refused whole: they are the door to entity attacks.
    #[error("a document type declaration is not allowed")]
    DocumentType,
    /// Only the five predefined entities and character references are known.
    #[error("the entity \"{0}\" was referenced, but not declared.")]
    Entity(String),
    /// Nested too deeply.
    #[error("elements are nested deeper than {MAX_DEPTH} levels")]
    Depth,
    /// Too many elements.
    #[error("more than {MAX_ELEMENTS} elements")]
    Size,
    /// Not well-formed.
    #[error("{message} at line {line}, column {column}")]
    Malformed {
        /// What the parser says.
        message: String,
        /// Line, from 1.
        line: usize,
        /// Column, from 1.
        column: usize,
    },
    /// Not UTF-8.
    #[error("the document is not valid UTF-8")]
    Encoding,
    /// No root element.
    #[error("premature end of file.")]
    Empty,
}

/// Reads one document.
///
/// # Errors
/// Whatever is not well-formed, and everything hostile: document types, unknown entities, depth.
pub(crate) fn parse(bytes: &[u8]) -> Result<Element, XmlError> {
    let text = std::str::from_utf8(bytes).map_err(|_| XmlError::Encoding)?;
    let text = text.strip_prefix('\u{feff}').unwrap_or(text);
    Parser::new(text).run()
}

struct Parser<'t> {
    text: &'t str,
    reader: NsReader<&'t [u8]>,
    open: Vec<Element>,
    root: Option<Element>,
    count: usize,
    lines: Lines<'t>,
}

impl<'t> Parser<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            reader: NsReader::from_str(text),
            open: Vec::new(),
            root: None,
            count: 0,
            lines: Lines::new(text),
        }
    }

    fn run(mut self) -> Result<Element, XmlError> {
        loop {
            let (namespace, event) = match self.reader.read_resolved_event() {
                Ok((resolved, event)) => (namespace_of(&resolved), event),
                Err(error) => return Err(self.malformed(error.to_string())),
            };
            match event {
                Event::Start(start) => {
                    let element = self.start(&start, namespace)?;
                    self.open.push(element);
                }
                Event::Empty(start) => {
                    let element = self.start(&start, namespace)?;
                    self.close(element)?;
                }
                Event::End(_) => match self.open.pop() {
                    Some(element) => self.close(element)?,
                    None => return Err(self.malformed("unexpected end tag".to_owned())),
                },
                Event::Text(text) => self.append(&text.xml10_content())?,
                Event::CData(data) => self.append(&data.into_inner())?,
                Event::GeneralRef(reference) => {
                    let character = match reference.resolve_char_ref() {
                        Ok(Some(character)) => character,
                        Ok(None) => predefined(&reference.into_inner())?,
                        Err(error) => return Err(self.malformed(error.to_string())),
                    };
                    self.append(character.encode_utf8(&mut [0; 4]))?;
                }
                Event::DocType(_) => return Err(XmlError::DocumentType),
                Event::Decl(_) | Event::PI(_) | Event::Comment(_) => {}
                Event::Eof => break,
            }
        }
        if !self.open.is_empty() {
            return Err(self
                .malformed("XML document structures must start and end within the same entity.".to_owned()));
        }
        self.root.ok_or(XmlError::Empty)
    }

    fn start(&mut self, start: &BytesStart<'_>, namespace: Option<String>) -> Result<Element, XmlError> {
        self.count += 1;
        if self.count > MAX_ELEMENTS {
            return Err(XmlError::Size);
        }
        if self.open.len() >= MAX_DEPTH {
            return Err(XmlError::Depth);
        }
        if !is_name(start.local_name().as_ref()) {
            return Err(self.malformed("an element without a name".to_owned()));
        }
        let mut attributes = Vec::new();
        for attribute in start.attributes() {
            let attribute = attribute.map_err(|error| self.malformed(error.to_string()))?;
            if attribute.key.as_namespace_binding().is_some_and(|binding| {
                matches!(binding, PrefixDeclaration::Default | PrefixDeclaration::Named(_))
            }) {
                continue;
            }
            let value = attribute
                .normalized_value(quick_xml::XmlVersion::Implicit1_0)
                .map_err(|error| self.malformed(error.to_string()))?;
            attributes.push((attribute.key.local_name().as_ref().to_owned(), value.into_owned()));
        }
        Ok(Element {
            name: start.local_name().as_ref().to_owned(),
            namespace,
            attributes,
            place: self.lines.place(self.position()),
            ..Element::default()
        })
    }

    fn close(&mut self, element: Element) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(parent) => parent.children.push(element),
            None if self.root.is_none() => self.root = Some(element),
            None => {
                return Err(self.malformed(
                    "The markup in the document following the root element must be well-formed.".to_owned(),
                ));
            }
        }
        Ok(())
    }

    fn append(&mut self, text: &str) -> Result<(), XmlError> {
        match self.open.last_mut() {
            Some(parent) => parent.text.push_str(text),
            None if text.trim().is_empty() => {}
            None => return Err(self.malformed("Content is not allowed in prolog.".to_owned())),
        }
        Ok(())
    }

    fn position(&self) -> usize {
        usize::try_from(self.reader.buffer_position())
            .unwrap_or(usize::MAX)
            .min(self.text.len())
    }

    fn malformed(&mut self, message: String) -> XmlError {
        let (line, column) = self.lines.place(self.position());
        XmlError::Malformed {
            message,
            line,
            column,
        }
    }
}

/// Whether a text can be a name; the reader takes anything, even a line end.
fn is_name(text: &str) -> bool {
    let begins = |letter: char| letter.is_alphabetic() || letter == '_';
    text.starts_with(begins) && !text.contains(|letter: char| letter.is_whitespace() || letter.is_control())
}

fn namespace_of(resolved: &ResolveResult<'_>) -> Option<String> {
    match resolved {
        ResolveResult::Bound(namespace) => Some(namespace.as_ref().to_owned()),
        ResolveResult::Unbound | ResolveResult::Unknown(_) => None,
    }
}

fn predefined(name: &str) -> Result<char, XmlError> {
    match name {
        "lt" => Ok('<'),
        "gt" => Ok('>'),
        "amp" => Ok('&'),
        "apos" => Ok('\''),
        "quot" => Ok('"'),
        other => Err(XmlError::Entity(other.to_owned())),
    }
}

/// Turns rising byte offsets into lines and columns without counting from the start each time.
struct Lines<'t> {
    text: &'t str,
    at: usize,
    line: usize,
    line_start: usize,
}

impl<'t> Lines<'t> {
    fn new(text: &'t str) -> Self {
        Self {
            text,
            at: 0,
            line: 1,
            line_start: 0,
        }
    }

    fn place(&mut self, offset: usize) -> (usize, usize) {
        let offset = offset.min(self.text.len());
        if offset > self.at {
            for (index, byte) in self.text.as_bytes()[self.at..offset].iter().enumerate() {
                if *byte == b'\n' {
                    self.line += 1;
                    self.line_start = self.at + index + 1;
                }
            }
            self.at = offset;
        }
        let column = self
            .text
            .get(self.line_start..offset)
            .map_or(1, |line| line.chars().count() + 1);
        (self.line, column)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn prefixes_are_resolved_and_places_point_behind_the_start_tag() {
        let text = "<?xml version=\"1.0\"?>\n<a:Root xmlns:a=\"urn:x\" xmlns:i=\"urn:i\">\n    <a:field i:type=\"a:T\">one &amp; &#x41;</a:field>\n  <b/></a:Root>";
        let root = parse(text.as_bytes()).unwrap();
        assert_eq!(root.namespace.as_deref(), Some("urn:x"));
        let field = root.child("field").unwrap();
        assert_eq!(field.text, "one & A");
        assert_eq!(field.attribute("type"), Some("a:T"));
        assert_eq!(field.place, (3, 27));
        assert_eq!(root.child("b").unwrap().namespace, None);
    }

    #[test]
    fn hostile_documents_are_refused() {
        let deep = format!("{}{}", "<a>".repeat(100), "</a>".repeat(100));
        let table: [(&str, XmlError); 4] = [
            (
                "<!DOCTYPE a [<!ENTITY b \"c\">]><a>&b;</a>",
                XmlError::DocumentType,
            ),
            ("<a>&b;</a>", XmlError::Entity("b".to_owned())),
            (&deep, XmlError::Depth),
            ("", XmlError::Empty),
        ];
        for (text, expected) in table {
            assert_eq!(parse(text.as_bytes()).unwrap_err(), expected, "{text}");
        }
        for text in [
            "<a><b></a>",
            "<a>",
            "</a>",
            "<a/><b/>",
            "text",
            "<a b=c/>",
            "<a",
            "<a></a>x",
        ] {
            assert!(
                matches!(parse(text.as_bytes()), Err(XmlError::Malformed { .. })),
                "{text}"
            );
        }
        assert_eq!(parse(b"<a>\xff</a>").unwrap_err(), XmlError::Encoding);
    }
}
