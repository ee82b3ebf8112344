//! `multipart/form-data` bodies, as `deployRequest` takes them.

use std::collections::BTreeMap;

/// One part of a body.
#[derive(Debug, PartialEq, Eq)]
pub(crate) struct Part<'b> {
    /// The form name.
    pub(crate) name: String,
    /// Header values by lower-case name.
    pub(crate) headers: BTreeMap<String, String>,
    /// The content.
    pub(crate) content: &'b [u8],
}

/// The boundary that a `Content-Type` names, if it is a form.
pub(crate) fn boundary_of(content_type: &str) -> Option<String> {
    let mut pieces = content_type.split(';');
    if !pieces.next()?.trim().eq_ignore_ascii_case("multipart/form-data") {
        return None;
    }
    pieces
        .filter_map(|piece| piece.trim().split_once('='))
        .find(|(key, _)| key.trim().eq_ignore_ascii_case("boundary"))
        .map(|(_, value)| value.trim().trim_matches('"').to_owned())
        .filter(|value| !value.is_empty() && value.len() <= 200)
}

/// Cuts a body into its parts; `None` when it does not follow the boundary.
pub(crate) fn split<'b>(body: &'b [u8], boundary: &str) -> Option<Vec<Part<'b>>> {
    let delimiter = format!("--{boundary}");
    let mut rest = &body[find(body, delimiter.as_bytes())? + delimiter.len()..];
    let mut parts = Vec::new();
    // Parts end with a line break that belongs to the next delimiter.
    let next = format!("\r\n--{boundary}");
    loop {
        if rest.starts_with(b"--") {
            return Some(parts);
        }
        rest = rest.strip_prefix(b"\r\n")?;
        let end = find(rest, next.as_bytes())?;
        parts.push(part(&rest[..end])?);
        rest = &rest[end + next.len()..];
    }
}

fn part(bytes: &[u8]) -> Option<Part<'_>> {
    let (head, content) = match find(bytes, b"\r\n\r\n") {
        Some(at) => (&bytes[..at], &bytes[at + 4..]),
        None => return None,
    };
    let head = std::str::from_utf8(head).ok()?;
    let headers: BTreeMap<String, String> = head
        .split("\r\n")
        .filter_map(|line| line.split_once(':'))
        .map(|(key, value)| (key.trim().to_ascii_lowercase(), value.trim().to_owned()))
        .collect();
    let name = headers
        .get("content-disposition")?
        .split(';')
        .filter_map(|piece| piece.trim().split_once('='))
        .find(|(key, _)| key.eq_ignore_ascii_case("name"))
        .map(|(_, value)| value.trim_matches('"').to_owned())?;
    Some(Part {
        name,
        headers,
        content,
    })
}

fn find(haystack: &[u8], needle: &[u8]) -> Option<usize> {
    // Jump from candidate to candidate by the first byte: archives are megabytes, boundaries are rare.
    let first = *needle.first()?;
    let mut from = 0;
    while let Some(at) = haystack.get(from..)?.iter().position(|byte| *byte == first) {
        let at = from + at;
        if haystack[at..].starts_with(needle) {
            return Some(at);
        }
        from = at + 1;
    }
    None
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn parts_are_cut_byte_exactly() {
        let body = b"preamble\r\n--B\r\nContent-Disposition: form-data; name=\"json\"\r\nContent-Type: application/json\r\n\r\n{}\r\n--B\r\ncontent-disposition: form-data; name=\"file\"; filename=\"deploy.zip\"\r\n\r\nPK\r\n\r\n--\x00\r\n--B--\r\n";
        let parts = split(body, "B").unwrap();
        assert_eq!(parts.len(), 2);
        assert_eq!(
            (parts[0].name.as_str(), parts[0].content),
            ("json", b"{}".as_slice())
        );
        assert_eq!(parts[0].headers["content-type"], "application/json");
        assert_eq!(parts[1].content, b"PK\r\n\r\n--\x00");
    }

    #[test]
    fn bodies_that_break_off_are_refused() {
        for body in [
            "",
            "--B",
            "--B\r\nx",
            "--B\r\nContent-Disposition: form-data; name=a\r\n\r\nx",
        ] {
            assert!(split(body.as_bytes(), "B").is_none(), "{body}");
        }
        assert_eq!(split(b"--B--", "B"), Some(vec![]));
    }

    #[test]
    fn the_boundary_may_be_quoted() {
        assert_eq!(
            boundary_of("multipart/form-data; boundary=\"a b\"").as_deref(),
            Some("a b")
        );
        assert_eq!(
            boundary_of("Multipart/Form-Data;boundary=x").as_deref(),
            Some("x")
        );
        assert_eq!(boundary_of("application/json"), None);
        assert_eq!(boundary_of("multipart/form-data"), None);
    }
}
