//! The access of a fleet as one page: nothing is loaded from anywhere, and nothing from an org or a spec is markup.
//!
//! All of such text stands in the data island and is written by the page's script as text. The policy of the page lets
//! this script and these styles run and nothing else, by their digests.

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;
use sha2::{Digest as _, Sha256};

use super::access::AccessDocument;
use super::island::island;

const PAGE: &str = include_str!("page.html");
const STYLE: &str = include_str!("page.css");
const SCRIPT: &str = include_str!("page.js");

/// Makes the page.
pub(crate) fn access_as_html(document: &AccessDocument) -> String {
    let policy = format!(
        "default-src 'none'; style-src '{}'; script-src '{}'; base-uri 'none'; form-action 'none'",
        digest(STYLE),
        digest(SCRIPT)
    );
    // In one pass: what is put in is never looked at again.
    let mut page = String::new();
    let mut rest = PAGE;
    while let Some((head, tail)) = rest.split_once("{{") {
        let (slot, tail) = tail.split_once("}}").unwrap_or((tail, ""));
        page.push_str(head);
        page.push_str(&match slot {
            "policy" => policy.clone(),
            "style" => STYLE.to_owned(),
            "script" => SCRIPT.to_owned(),
            "data" => island(document),
            other => format!("{{{{{other}}}}}"),
        });
        rest = tail;
    }
    page + rest
}

/// What a policy calls an inline script or style by (CSP Level 3, hash-source).
fn digest(text: &str) -> String {
    format!("sha256-{}", STANDARD.encode(Sha256::digest(text)))
}
