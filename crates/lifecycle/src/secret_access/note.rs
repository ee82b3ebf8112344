//! The note that hallpass turned the setting on: one file for an org.

use std::fs::{self, File, OpenOptions};
use std::io::{self, Write as _};
use std::path::PathBuf;

/// A note on this machine. It holds no secret.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Note {
    path: PathBuf,
}

impl Note {
    /// The note at this path.
    #[must_use]
    pub const fn at(path: PathBuf) -> Self {
        Self { path }
    }

    /// Whether it is there.
    #[must_use]
    pub fn is_there(&self) -> bool {
        self.path.exists()
    }

    /// Writes it, and returns when it is on disk.
    pub(super) fn write(&self) -> io::Result<()> {
        let mut file = OpenOptions::new()
            .write(true)
            .create(true)
            .truncate(true)
            .open(&self.path)?;
        file.write_all(
            b"hallpass turned on \"Allow access to External Client App consumer secrets via REST API\", and will turn it off.\n",
        )?;
        file.sync_all()?;
        // The name of the file is a part of the folder.
        match self.path.parent() {
            Some(folder) => File::open(folder)?.sync_all(),
            None => Ok(()),
        }
    }

    /// Takes it away; that it is gone already is no error.
    pub(super) fn remove(&self) -> io::Result<()> {
        match fs::remove_file(&self.path) {
            Err(error) if error.kind() != io::ErrorKind::NotFound => Err(error),
            _ => Ok(()),
        }
    }
}
