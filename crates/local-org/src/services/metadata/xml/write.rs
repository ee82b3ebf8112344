//! Tree → text, laid out like the files that Salesforce returns.

use super::element::Element;

/// Escapes character data and attribute values.
pub(crate) fn escape(text: &str) -> String {
    let mut out = String::with_capacity(text.len());
    for character in text.chars() {
        match character {
            '<' => out.push_str("&lt;"),
            '>' => out.push_str("&gt;"),
            '&' => out.push_str("&amp;"),
            '"' => out.push_str("&quot;"),
            '\'' => out.push_str("&apos;"),
            // Not characters of XML 1.0: nothing could read them back.
            '\u{0}'..='\u{8}' | '\u{b}' | '\u{c}' | '\u{e}'..='\u{1f}' | '\u{fffe}' | '\u{ffff}' => {}
            '\r' => out.push_str("&#xD;"),
            other => out.push(other),
        }
    }
    out
}

/// A whole file: declaration, default namespace on the root, four spaces a level.
pub(crate) fn to_document(root: &Element, namespace: &str) -> String {
    let mut out = String::from("<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n");
    write(&mut out, root, Some(namespace), Some(0));
    out
}

/// One element without declaration, namespace or white space, as inside an envelope.
pub(crate) fn to_fragment(element: &Element) -> String {
    let mut out = String::new();
    write(&mut out, element, None, None);
    out
}

fn write(out: &mut String, element: &Element, namespace: Option<&str>, depth: Option<usize>) {
    let indent = |out: &mut String| {
        if let Some(depth) = depth {
            out.push_str(&"    ".repeat(depth));
        }
    };
    let end_line = |out: &mut String| {
        if depth.is_some() {
            out.push('\n');
        }
    };
    indent(out);
    out.push('<');
    out.push_str(&element.name);
    if let Some(namespace) = namespace {
        out.push_str(&format!(" xmlns=\"{}\"", escape(namespace)));
    }
    for (name, value) in &element.attributes {
        out.push_str(&format!(" {name}=\"{}\"", escape(value)));
    }
    if element.children.is_empty() && element.text.is_empty() && namespace.is_none() {
        out.push_str("/>");
        end_line(out);
        return;
    }
    out.push('>');
    if element.children.is_empty() && !element.text.is_empty() {
        out.push_str(&escape(&element.text));
    } else {
        end_line(out);
        for child in &element.children {
            write(out, child, None, depth.map(|depth| depth + 1));
        }
        indent(out);
    }
    out.push_str(&format!("</{}>", element.name));
    end_line(out);
}

#[cfg(test)]
mod tests {
    use super::super::parse;
    use super::*;

    #[test]
    fn what_is_written_reads_back_the_same() {
        let root = Element::new("Root")
            .with("text", "a <b> & \"c\" 'd'\r\n")
            .with_child(Element::new("nested").with("x", "1").with("x", "2"))
            .with_child(Element::new("empty"));
        for text in [to_document(&root, "urn:x"), to_fragment(&root)] {
            assert_eq!(parse(text.as_bytes()).unwrap(), root, "{text}");
        }
        assert!(to_document(&root, "urn:x").contains("<Root xmlns=\"urn:x\">\n    <text>"));
    }
}
