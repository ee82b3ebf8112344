//! Zip archives of metadata files.

use std::collections::BTreeMap;
use std::io::{Cursor, Read, Write};

use zip::write::SimpleFileOptions;
use zip::{CompressionMethod, DateTime, ZipArchive, ZipWriter};

/// The most that an archive may hold when unpacked: the org's own limit is about 600 MB (Metadata API
/// Developer Guide, "Metadata Limits"), and what is read here is far smaller.
const MAX_UNPACKED_BYTES: u64 = 256 << 20;

/// The most files of an archive, which is the org's own limit.
const MAX_FILES: usize = 10_000;

/// Files by path. Packs to the same bytes whenever it holds the same files.
#[derive(Clone, Debug, Default, PartialEq, Eq)]
pub struct Archive {
    /// The files, by path with `/`.
    pub files: BTreeMap<String, Vec<u8>>,
}

/// Why an archive cannot be packed or unpacked.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum BadArchive {
    /// It is no zip file, or a broken one.
    #[error("read or write the zip archive")]
    Zip(#[from] zip::result::ZipError),
    /// Its content does not come out.
    #[error("unpack the zip archive")]
    Content(#[from] std::io::Error),
    /// It holds more than is taken.
    #[error("unpack the zip archive: it holds more than {0}")]
    TooLarge(&'static str),
}

impl Archive {
    /// Adds a text file.
    #[must_use]
    pub fn with(mut self, path: &str, text: String) -> Self {
        self.files.insert(path.to_owned(), text.into_bytes());
        self
    }

    /// The zip file.
    ///
    /// # Errors
    /// When a path is longer than a zip file can hold.
    pub fn pack(&self) -> Result<Vec<u8>, BadArchive> {
        let options = SimpleFileOptions::default()
            .compression_method(CompressionMethod::Deflated)
            .last_modified_time(DateTime::default())
            .unix_permissions(0o644);
        let mut writer = ZipWriter::new(Cursor::new(Vec::new()));
        for (path, content) in &self.files {
            writer.start_file(path.as_str(), options)?;
            writer.write_all(content)?;
        }
        Ok(writer.finish()?.into_inner())
    }

    /// Reads a zip file.
    ///
    /// # Errors
    /// When it is none, is broken, or holds too much.
    pub fn unpack(bytes: &[u8]) -> Result<Self, BadArchive> {
        let mut zip = ZipArchive::new(Cursor::new(bytes))?;
        if zip.len() > MAX_FILES {
            return Err(BadArchive::TooLarge("10,000 files"));
        }
        let mut left = MAX_UNPACKED_BYTES;
        let mut files = BTreeMap::new();
        for at in 0..zip.len() {
            let file = zip.by_index(at)?;
            if file.is_dir() {
                continue;
            }
            let path = file.name()?.into_owned();
            let mut content = Vec::new();
            // What the file says about its size is not relied on.
            file.take(left + 1).read_to_end(&mut content)?;
            left = left
                .checked_sub(content.len() as u64)
                .ok_or(BadArchive::TooLarge("256 MiB unpacked"))?;
            files.insert(path, content);
        }
        Ok(Self { files })
    }
}

#[cfg(test)]
mod tests {
    use super::Archive;
    use proptest::prelude::*;

    #[test]
    fn the_same_files_pack_to_the_same_bytes() {
        let one = Archive::default()
            .with("b", "2".into())
            .with("a/x.xml", "1".into());
        let other = Archive::default()
            .with("a/x.xml", "1".into())
            .with("b", "2".into());
        assert_eq!(one.pack().unwrap(), other.pack().unwrap());
    }

    proptest! {
        #[test]
        fn files_come_back_as_they_were(files in proptest::collection::btree_map(
            "[a-z]{1,8}(/[a-zA-Z_]{1,8}\\.xml)?", proptest::collection::vec(any::<u8>(), 0..200), 0..6)
        ) {
            let archive = Archive { files };
            prop_assert_eq!(Archive::unpack(&archive.pack().unwrap()).unwrap(), archive);
        }

        #[test]
        fn any_bytes_are_read_without_panic(bytes in proptest::collection::vec(any::<u8>(), 0..200)) {
            let _ = Archive::unpack(&bytes);
        }

        #[test]
        fn a_damaged_archive_is_read_without_panic(at in 0usize..400, bit in 0u8..8) {
            let mut bytes = Archive::default().with("package.xml", "<Package/>".repeat(20)).pack().unwrap();
            let at = at % bytes.len();
            bytes[at] ^= 1 << bit;
            let _ = Archive::unpack(&bytes);
        }
    }
}
