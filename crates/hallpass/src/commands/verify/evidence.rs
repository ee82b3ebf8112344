//! The bundle for auditors, written.

use std::path::Path;

use hallpass_lifecycle::verify::bundle;
use serde_json::json;

use crate::error::Failure;
use crate::exit::Exit;
use crate::view::VerifyDocument;

/// Refuses a folder with something in it: evidence of two days must not mix.
pub(super) fn refuse_used(folder: &Path) -> Result<(), Failure> {
    let is_used = std::fs::read_dir(folder).is_ok_and(|mut entries| entries.next().is_some());
    match is_used {
        false => Ok(()),
        true => Err(
            Failure::new(Exit::Error, format!("{} is not empty", folder.display()))
                .hint("name a new folder for each proof"),
        ),
    }
}

/// Writes the bundle.
pub(super) fn write(folder: &Path, document: &VerifyDocument) -> Result<(), Failure> {
    let about = json!({
        "format_version": document.format_version,
        "org": document.org,
        "spec_digest": document.spec_digest,
        "verified_at": format!("{:.0}", jiff::Timestamp::now()),
        "hallpass": env!("CARGO_PKG_VERSION"),
    });
    for (path, content) in bundle(&about, &document.integrations) {
        let path = folder.join(path);
        let failed = |error: &std::io::Error| Failure::because(format!("write {}", path.display()), error);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| failed(&error))?;
        }
        std::fs::write(&path, content).map_err(|error| failed(&error))?;
    }
    Ok(())
}
