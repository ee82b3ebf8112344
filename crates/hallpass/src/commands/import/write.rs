//! Files that are new, or none at all.

use std::fs::OpenOptions;
use std::io::Write as _;
use std::path::Path;

use crate::error::Failure;
use crate::exit::Exit;

/// A file to write.
#[derive(Debug)]
pub(super) struct File {
    /// Its name in the folder.
    pub(super) name: String,
    /// What it holds.
    pub(super) text: String,
}

/// Writes the files. Where one of them is there already, none is written.
pub(super) fn write(folder: &Path, files: &[File]) -> Result<(), Failure> {
    let there: Vec<_> = files
        .iter()
        .map(|file| folder.join(&file.name))
        .filter(|path| path.symlink_metadata().is_ok())
        .map(|path| path.display().to_string())
        .collect();
    if !there.is_empty() {
        let message = format!("{} is there already; nothing was written", there.join(", "));
        return Err(Failure::new(Exit::Error, message)
            .hint("move it away, or write to another folder with --out DIR"));
    }
    let failed =
        |path: &Path, error: &std::io::Error| Failure::because(format!("write {}", path.display()), error);
    std::fs::create_dir_all(folder).map_err(|error| failed(folder, &error))?;
    for file in files {
        let path = folder.join(&file.name);
        // Whoever made the file meanwhile keeps it.
        let mut new = OpenOptions::new()
            .write(true)
            .create_new(true)
            .open(&path)
            .map_err(|error| failed(&path, &error))?;
        new.write_all(file.text.as_bytes())
            .map_err(|error| failed(&path, &error))?;
    }
    Ok(())
}
