//! Zip archives: files by name, within the limits of the Metadata API.
//!
//! Nothing is ever written to disk under an entry's name, so names are only keys.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};
use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, ZipArchive, ZipWriter};

/// Largest archive (Metadata API Developer Guide, deploy()).
const MAX_ZIPPED: usize = 39 * 1024 * 1024;
/// Largest content (Metadata API Developer Guide, deploy(): "approximately 600 MB").
const MAX_CONTENT: u64 = 600 * 1024 * 1024;
/// Most files (Metadata API Developer Guide, deploy()).
const MAX_FILES: usize = 10_000;
/// No file of a type served here comes near; a larger one is a bomb.
const MAX_FILE: u64 = 32 * 1024 * 1024;

/// The files of an archive.
#[derive(Debug, Default)]
pub(crate) struct Archive {
    /// Content by name; directory entries are left out.
    pub(crate) files: BTreeMap<String, Vec<u8>>,
}

/// Why an archive was refused.
#[derive(Debug, thiserror::Error)]
pub(crate) enum ArchiveError {
    /// Beyond a documented limit.
    #[error("{0}")]
    Limit(String),
    /// A name that leaves the archive.
    #[error("invalid file name in zip: {0}")]
    Name(String),
    /// Not readable as zip.
    #[error("cannot read the zip file")]
    Zip(#[source] zip::result::ZipError),
    /// An entry cannot be unpacked.
    #[error("cannot unpack {0}")]
    Unpack(String, #[source] std::io::Error),
}

impl Archive {
    /// Unpacks `bytes` into memory.
    ///
    /// # Errors
    /// Beyond the limits, for odd names, and for what is no zip.
    pub(crate) fn read(bytes: &[u8]) -> Result<Self, ArchiveError> {
        if bytes.len() > MAX_ZIPPED {
            return Err(ArchiveError::Limit(format!(
                "Maximum size of request reached. Maximum size of request is {MAX_ZIPPED} bytes."
            )));
        }
        let mut zip = ZipArchive::new(Cursor::new(bytes)).map_err(ArchiveError::Zip)?;
        if zip.len() > MAX_FILES {
            return Err(ArchiveError::Limit(format!(
                "Maximum number of files exceeded: {} of {MAX_FILES}",
                zip.len()
            )));
        }
        let mut left = MAX_CONTENT;
        let mut files = BTreeMap::new();
        for index in 0..zip.len() {
            let entry = zip.by_index(index).map_err(ArchiveError::Zip)?;
            let name = entry.name().map_err(ArchiveError::Zip)?.replace('\\', "/");
            if entry.is_dir() || name.ends_with('/') {
                continue;
            }
            refuse_name(&name)?;
            if entry.size() > MAX_FILE.min(left) {
                return Err(too_large(&name));
            }
            // The declared size is the sender's word only: what comes out is counted as well.
            let mut content = Vec::new();
            entry
                .take(MAX_FILE.min(left) + 1)
                .read_to_end(&mut content)
                .map_err(|error| ArchiveError::Unpack(name.clone(), error))?;
            let size = content.len() as u64;
            if size > MAX_FILE.min(left) {
                return Err(too_large(&name));
            }
            left -= size;
            files.insert(name, content);
        }
        Ok(Self { files })
    }
}

fn too_large(name: &str) -> ArchiveError {
    ArchiveError::Limit(format!("Maximum size of unzipped content exceeded at {name}"))
}

fn refuse_name(name: &str) -> Result<(), ArchiveError> {
    let escapes = name.starts_with('/') || name.contains('\0') || name.split('/').any(|part| part == "..");
    if escapes {
        return Err(ArchiveError::Name(name.escape_debug().to_string()));
    }
    Ok(())
}

/// Packs files; equal files give equal bytes.
///
/// # Errors
/// When the archive cannot be written, which for memory means a name too long.
pub(crate) fn write_archive<'a>(
    files: impl IntoIterator<Item = (&'a str, &'a [u8])>,
) -> Result<Vec<u8>, ArchiveError> {
    let options = SimpleFileOptions::default()
        .compression_method(CompressionMethod::Deflated)
        .last_modified_time(zip::DateTime::default())
        .unix_permissions(0o644);
    let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
    for (name, content) in files {
        writer.start_file(name, options).map_err(ArchiveError::Zip)?;
        writer
            .write_all(content)
            .map_err(|error| ArchiveError::Unpack(name.to_owned(), error))?;
    }
    writer.finish().map(Cursor::into_inner).map_err(ArchiveError::Zip)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn what_is_packed_unpacks_the_same_every_time() {
        let files: [(&str, &[u8]); 2] = [("a/b.xml", b"<b/>"), ("package.xml", b"<p/>")];
        let bytes = write_archive(files).unwrap();
        assert_eq!(bytes, write_archive(files).unwrap());
        let archive = Archive::read(&bytes).unwrap();
        assert_eq!(archive.files["a/b.xml"], b"<b/>");
        assert_eq!(archive.files.len(), 2);
    }

    #[test]
    fn hostile_archives_are_refused() {
        let bomb = vec![0u8; usize::try_from(MAX_FILE).unwrap() + 1];
        let bomb = write_archive([("bomb.xml", bomb.as_slice())]).unwrap();
        assert!(bomb.len() < 200_000);
        assert!(matches!(Archive::read(&bomb), Err(ArchiveError::Limit(_))));
        for name in ["../a.xml", "a/../../b.xml"] {
            let bytes = write_archive([(name, b"x".as_slice())]).unwrap();
            assert!(
                matches!(Archive::read(&bytes), Err(ArchiveError::Name(_))),
                "{name}"
            );
        }
        assert!(matches!(Archive::read(b"not a zip"), Err(ArchiveError::Zip(_))));
        assert!(matches!(Archive::read(b""), Err(ArchiveError::Zip(_))));
    }
}
