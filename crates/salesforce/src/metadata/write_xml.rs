//! Tree to text.

use std::fmt;

use quick_xml::escape::partial_escape;

use super::{Element, Node, Tree};

const INDENT: &str = "    ";

/// Prints as metadata files are: with a declaration, four blanks a level, and a line break at the end.
impl fmt::Display for Tree {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n")?;
        write_element(f, &self.root, Some(0))?;
        f.write_str("\n")
    }
}

/// Prints on one line, without a declaration.
impl fmt::Display for Element {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write_element(f, self, None)
    }
}

/// `level` is the indentation, or nothing where blanks would become part of a text.
fn write_element(f: &mut fmt::Formatter<'_>, element: &Element, level: Option<usize>) -> fmt::Result {
    write!(f, "<{}", element.name)?;
    for (name, value) in &element.attributes {
        write!(f, " {name}=\"{}\"", escaped_attribute(value))?;
    }
    if element.children.is_empty() {
        return f.write_str("/>");
    }
    f.write_str(">")?;
    let has_text = element.children.iter().any(|node| matches!(node, Node::Text(_)));
    let inner = level.filter(|_| !has_text).map(|level| level + 1);
    for node in &element.children {
        break_line(f, inner)?;
        match node {
            Node::Element(element) => write_element(f, element, inner)?,
            Node::Text(text) => f.write_str(&partial_escape(without_controls(text)))?,
            Node::Comment(comment) => write!(f, "<!--{comment}-->")?,
        }
    }
    break_line(f, inner.map(|inner| inner - 1))?;
    write!(f, "</{}>", element.name)
}

fn break_line(f: &mut fmt::Formatter<'_>, level: Option<usize>) -> fmt::Result {
    let Some(level) = level else { return Ok(()) };
    f.write_str("\n")?;
    (0..level).try_for_each(|_| f.write_str(INDENT))
}

fn escaped_attribute(value: &str) -> String {
    partial_escape(without_controls(value))
        .replace('"', "&quot;")
        .replace('\n', "&#10;")
        .replace('\t', "&#9;")
}

/// XML 1.0 has no way to write most control characters, escaped or not.
fn without_controls(text: &str) -> String {
    text.chars()
        .filter(|c| {
            !matches!(c, '\0'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}')
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use crate::metadata::{Element, Node, Tree};
    use proptest::prelude::*;

    #[test]
    fn a_file_comes_back_as_it_was() {
        let text = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n\
            <ExternalClientApplication xmlns=\"http://soap.sforce.com/2006/04/metadata\">\n    \
            <!-- kept -->\n    \
            <contactEmail>a@b.example</contactEmail>\n    \
            <description>a &lt;b&gt; &amp; &quot;c&quot;</description>\n    \
            <unknownToUs>\n        <deep/>\n    </unknownToUs>\n\
            </ExternalClientApplication>\n";
        let tree = Tree::parse(text).unwrap();
        assert_eq!(
            tree.root.child_text("description").as_deref(),
            Some("a <b> & \"c\"")
        );
        assert_eq!(tree.to_string(), text.replace("&quot;", "\""));
    }

    #[test]
    fn what_is_no_xml_is_refused() {
        for text in [
            "",
            "x",
            "<a>",
            "<a></b>",
            "<a/><b/>",
            "<a/>text",
            "<!DOCTYPE a [<!ENTITY x 'y'>]><a>&x;</a>",
            "<a>&x;</a>",
            "<a b='1' b='2'/>",
            &"<a>".repeat(200),
        ] {
            assert!(Tree::parse(text).is_err(), "{text}");
        }
        let deep = format!("{}{}", "<a>".repeat(100_000), "</a>".repeat(100_000));
        assert!(Tree::parse(&deep).unwrap_err().problem.contains("levels deep"));
    }

    #[test]
    fn blanks_in_texts_and_line_ends_in_them_survive() {
        for text in [" x ", "a\nb", "a\r\nb", "\ttab", "   "] {
            let tree = Tree {
                root: Element::with_text("a", text),
            };
            assert_eq!(Tree::parse(&tree.to_string()).unwrap(), tree, "{text:?}");
        }
    }

    fn text() -> impl Strategy<Value = String> {
        "[a-zA-Z0-9 <>&\"'\r\n\té😀]{0,12}[a-z]"
    }

    fn attributes() -> impl Strategy<Value = Vec<(String, String)>> {
        proptest::collection::btree_map("[a-z]{1,5}", text(), 0..3).prop_map(|map| map.into_iter().collect())
    }

    fn element() -> impl Strategy<Value = Element> {
        let name = "[a-z][a-zA-Z0-9]{0,6}";
        let leaf =
            (name, attributes(), proptest::option::of(text())).prop_map(|(name, attributes, text)| Element {
                name,
                attributes,
                children: text.map(Node::Text).into_iter().collect(),
            });
        leaf.prop_recursive(4, 24, 4, move |inner| {
            let node = prop_oneof![
                4 => inner.prop_map(Node::Element),
                1 => "[a-z ]{0,8}".prop_map(Node::Comment),
            ];
            (name, attributes(), proptest::collection::vec(node, 1..4)).prop_map(
                |(name, attributes, children)| Element {
                    name,
                    attributes,
                    children,
                },
            )
        })
    }

    proptest! {
        #[test]
        fn any_tree_comes_back_as_it_was(root in element()) {
            let tree = Tree { root };
            let (as_file, as_line) = (Tree::parse(&tree.to_string()), Tree::parse(&tree.root.to_string()));
            prop_assert_eq!(as_file.as_ref(), Ok(&tree));
            prop_assert_eq!(as_line.as_ref(), Ok(&tree));
        }

        #[test]
        fn any_text_is_read_without_panic(text in "[<>&;/!\\[\\]a-b\"'= #x0-9\u{0}-\u{20}-]{0,60}") {
            let _ = Tree::parse(&text);
        }
    }
}
