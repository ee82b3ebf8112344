//! Files: which belong to a fleet, and reading them with a limit.

use std::fs;
use std::io::Read;
use std::path::{Path, PathBuf};

/// The file that makes a folder the folder of a fleet.
pub(crate) const FLEET_FILE: &str = "hallpass.yaml";
/// Far more than a thousand integrations take, and little enough to be read on any machine.
pub(crate) const MAX_SPEC_BYTES: u64 = 8_000_000;
/// Keys, certificates and tokens are a few thousand bytes.
pub(crate) const MAX_VALUE_BYTES: u64 = 100_000;
/// Folders below folders; deeper is a mistake or a loop.
const MAX_DEPTH: usize = 16;

/// A file below the folder of a fleet.
pub(crate) struct Found {
    /// The path to open.
    pub(crate) path: PathBuf,
    /// The path below the folder, with `/` whatever the system.
    pub(crate) name: String,
}

/// Lists the YAML files of a folder and below, by name; hidden ones are left out.
pub(crate) fn find(folder: &Path) -> std::io::Result<Vec<Found>> {
    let mut found = Vec::new();
    walk(folder, "", 0, &mut found)?;
    found.sort_by(|a, b| a.name.cmp(&b.name));
    Ok(found)
}

fn walk(folder: &Path, prefix: &str, depth: usize, found: &mut Vec<Found>) -> std::io::Result<()> {
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        let name = entry.file_name().to_string_lossy().into_owned();
        if name.starts_with('.') {
            continue;
        }
        let path = entry.path();
        let name = format!("{prefix}{name}");
        if entry.file_type()?.is_dir() {
            if depth < MAX_DEPTH {
                walk(&path, &format!("{name}/"), depth + 1, found)?;
            }
        } else if (name.ends_with(".yaml") || name.ends_with(".yml")) && path.is_file() {
            found.push(Found { path, name });
        }
    }
    Ok(())
}

/// Why a file gives no text.
#[derive(Debug)]
pub(crate) enum ReadFault {
    TooLarge,
    NotUtf8 { valid_up_to: usize, lossy: String },
    Io(std::io::Error),
}

/// Reads a text of at most so many bytes; a byte order mark is left out.
pub(crate) fn read_text(path: &Path, limit: u64) -> Result<String, ReadFault> {
    let file = fs::File::open(path).map_err(ReadFault::Io)?;
    let mut bytes = Vec::new();
    file.take(limit + 1)
        .read_to_end(&mut bytes)
        .map_err(ReadFault::Io)?;
    if bytes.len() as u64 > limit {
        return Err(ReadFault::TooLarge);
    }
    if bytes.starts_with(b"\xef\xbb\xbf") {
        bytes.drain(..3);
    }
    String::from_utf8(bytes).map_err(|error| ReadFault::NotUtf8 {
        valid_up_to: error.utf8_error().valid_up_to(),
        lossy: String::from_utf8_lossy(error.as_bytes()).into_owned(),
    })
}

/// Returns what a fault of reading is, as a fragment.
pub(crate) fn reason(fault: &ReadFault) -> String {
    match fault {
        ReadFault::TooLarge => "it is too large".to_owned(),
        ReadFault::NotUtf8 { .. } => "it is not UTF-8 text".to_owned(),
        ReadFault::Io(error) => match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such file".to_owned(),
            std::io::ErrorKind::PermissionDenied => "this user may not read it".to_owned(),
            std::io::ErrorKind::IsADirectory => "it is a folder".to_owned(),
            std::io::ErrorKind::NotADirectory => "it is not a folder".to_owned(),
            _ => error.to_string(),
        },
    }
}
