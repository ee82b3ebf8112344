//! Text from an org or a spec, made safe for where it is shown.

/// Makes control characters visible, so that no text can move the cursor, colour or hide anything on a terminal.
///
/// Line feeds and tabs stay. Characters that turn the writing direction are shown as escapes too: they can make
/// a line read as something else than it is.
pub(crate) fn for_terminal(text: &str) -> String {
    text.chars().flat_map(shown).collect()
}

fn shown(c: char) -> Vec<char> {
    match c {
        '\n' | '\t' => vec![c],
        _ if c.is_control() || turns_or_hides(c) => c.escape_unicode().collect(),
        _ => vec![c],
    }
}

fn turns_or_hides(c: char) -> bool {
    matches!(c, '\u{200b}'..='\u{200f}' | '\u{202a}'..='\u{202e}' | '\u{2060}'..='\u{2069}' | '\u{feff}')
}

/// Escapes everything that Markdown or HTML would take for markup; mentions, references, links and formulas stay dead text.
///
/// GitHub looks for mentions and references in what was rendered, where an entity is its character again, so something has
/// to stand behind the character: a word joiner, which nobody sees. Within an e-mail address there is no mention.
pub(crate) fn for_markdown(text: &str) -> String {
    let mut safe = String::with_capacity(text.len());
    let mut last = ' ';
    for c in for_terminal(text).chars() {
        match c {
            '\n' | '\t' => safe.push(' '),
            '<' => safe.push_str("&lt;"),
            '>' => safe.push_str("&gt;"),
            '&' => safe.push_str("&amp;"),
            '@' if last.is_alphanumeric() => safe.push_str("&#64;"),
            '@' => safe.push_str("&#64;\u{2060}"),
            '#' => safe.push_str("&#35;\u{2060}"),
            ':' => safe.push_str("&#58;"),
            // In GitHub's formulas text can be made invisible.
            '$' => safe.push_str("<span>$</span>"),
            '.' if safe.ends_with("www") => safe.push_str("&#46;"),
            '\\' | '`' | '*' | '_' | '[' | ']' | '|' | '~' | '!' => {
                safe.push('\\');
                safe.push(c);
            }
            _ => safe.push(c),
        }
        last = c;
    }
    safe
}

#[cfg(test)]
mod tests {
    use super::{for_markdown, for_terminal};

    #[test]
    fn escape_sequences_are_shown_and_not_obeyed() {
        assert_eq!(
            for_terminal("a\u{1b}[31mb\r\u{202e}"),
            "a\\u{1b}[31mb\\u{d}\\u{202e}"
        );
        assert_eq!(for_terminal("ä\n\t"), "ä\n\t");
    }

    #[test]
    fn markup_and_mentions_are_dead_text() {
        assert_eq!(
            for_markdown("<b>@all</b> [x](y) |"),
            "&lt;b&gt;&#64;\u{2060}all&lt;/b&gt; \\[x\\](y) \\|"
        );
        assert_eq!(for_markdown("a\n# b"), "a &#35;\u{2060} b");
        assert_eq!(for_markdown("#12 a@b.example"), "&#35;\u{2060}12 a&#64;b.example");
        assert_eq!(for_markdown("https://www.x"), "https&#58;//www&#46;x");
        assert_eq!(for_markdown("$x$"), "<span>$</span>x<span>$</span>");
    }
}
