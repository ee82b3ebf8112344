//! Writing metrics where a collector finds them.

use std::io::Write as _;
use std::path::Path;

use tempfile::Builder;

use crate::error::Failure;
use crate::view::{DriftDocument, RunFacts, metrics};

/// Writes the file whole or not at all: a collector reads whenever it likes.
pub(super) fn write(
    file: &Path,
    org: &str,
    run: RunFacts,
    document: Option<&DriftDocument>,
) -> Result<(), Failure> {
    let failed = |error: &dyn std::error::Error| {
        Failure::because(format!("write the metrics to {}", file.display()), error)
    };
    let folder = match file.parent() {
        Some(folder) if !folder.as_os_str().is_empty() => folder,
        _ => Path::new("."),
    };
    std::fs::create_dir_all(folder).map_err(|error| failed(&error))?;
    // Collectors take what ends in `.prom` alone, so that they never see it half written.
    let mut builder = Builder::new();
    builder.prefix(".hallpass-").suffix(".tmp");
    #[cfg(unix)]
    {
        use std::os::unix::fs::PermissionsExt as _;
        // The collector is another user, and nothing in it is secret.
        builder.permissions(std::fs::Permissions::from_mode(0o644));
    }
    let mut temporary = builder.tempfile_in(folder).map_err(|error| failed(&error))?;
    let text = metrics(org, run, document);
    temporary
        .write_all(text.as_bytes())
        .map_err(|error| failed(&error))?;
    temporary.persist(file).map_err(|error| failed(&error.error))?;
    Ok(())
}
