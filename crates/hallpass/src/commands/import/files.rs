//! The metadata files of a folder.

use std::io;
use std::path::Path;

use hallpass_lifecycle::import::{File, is_read};

/// Folders below folders; deeper is a mistake or a loop.
const MAX_DEPTH: usize = 16;

/// Reads the files that specs can be made of, by path. Hidden folders and links to folders are left out.
pub(super) fn files_in(folder: &Path) -> io::Result<Vec<File>> {
    let mut files = Vec::new();
    walk(folder, "", 0, &mut files)?;
    files.sort_by(|a: &File, b: &File| a.path.cmp(&b.path));
    Ok(files)
}

fn walk(folder: &Path, prefix: &str, depth: usize, files: &mut Vec<File>) -> io::Result<()> {
    for entry in std::fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if depth < MAX_DEPTH {
                walk(&entry.path(), &format!("{path}/"), depth + 1, files)?;
            }
        } else if is_read(&path) {
            // Old files are in whatever encoding: names in them are plain letters all the same.
            let bytes = std::fs::read(entry.path())?;
            let text = String::from_utf8_lossy(&bytes).into_owned();
            files.push(File { path, text });
        }
    }
    Ok(())
}
