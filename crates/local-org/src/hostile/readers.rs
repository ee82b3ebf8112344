//! The readers of formats, by themselves.

use http::Method;

use crate::server::Request;
use crate::services::metadata::wire::{Archive, Envelope, Manifest, boundary_of, split};
use crate::services::metadata::xml::{parse, to_fragment};

/// Reads XML, as an envelope and as a manifest, and what it writes of it once more.
pub fn xml(bytes: &[u8]) {
    let _ = Envelope::parse(bytes);
    if let Ok(root) = parse(bytes) {
        let _ = Manifest::of_types(&root);
        let written = to_fragment(&root);
        assert!(parse(written.as_bytes()).is_ok(), "what is written can be read");
    }
}

/// Reads an archive.
pub fn zip(bytes: &[u8]) {
    if let Ok(archive) = Archive::read(bytes) {
        let escapes = |name: &String| name.starts_with('/') || name.split('/').any(|part| part == "..");
        assert!(
            !archive.files.keys().any(escapes),
            "names stay within the archive"
        );
    }
}

/// Reads a multipart body; its first line is the content type.
pub fn multipart(bytes: &[u8]) {
    let cut = bytes
        .iter()
        .position(|byte| *byte == b'\n')
        .unwrap_or(bytes.len());
    let (head, body) = bytes.split_at(cut);
    let boundary = boundary_of(&String::from_utf8_lossy(head)).unwrap_or_else(|| "B".to_owned());
    let _ = split(body, &boundary);
}

/// Reads an address with its query, and a form.
pub fn form(bytes: &[u8]) {
    let mut request = Request::new(Method::POST, &String::from_utf8_lossy(bytes));
    request.body = bytes.to_vec().into();
    let _ = (request.segments(), request.parameters(), request.form());
}
