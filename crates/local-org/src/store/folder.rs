//! The folder of a local org: its database, its lock, and the note that tells others who runs it.

use std::fs::{File, OpenOptions, TryLockError};
use std::io::Write as _;
use std::path::{Path, PathBuf};

use secrecy::{ExposeSecret as _, SecretString};

const DATABASE: &str = "org.sqlite";
const LOCK: &str = "owner.lock";
const NOTE: &str = "owner.json";
const AUTHORITY: &str = "ca.pem";
const AUTHORITY_KEY: &str = "ca.key";

/// Why a folder could not be opened.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum FolderError {
    /// Another process runs the org in that folder.
    #[error("the local org in {} is already running{}", .dir.display(), .url.as_deref().map(|url| format!(" at {url}")).unwrap_or_default())]
    Owned {
        /// The folder.
        dir: PathBuf,
        /// Where it answers, where that is known.
        url: Option<String>,
    },
    /// The file system refused.
    #[error("could not use {}", .path.display())]
    Io {
        /// The file or folder.
        path: PathBuf,
        /// What the system said.
        #[source]
        source: std::io::Error,
    },
}

/// The process that runs the org of a folder.
#[derive(Clone, Debug)]
pub struct Owner {
    /// Where it answers.
    pub url: String,
    /// The secret that its control endpoints ask for.
    pub secret: SecretString,
    /// The certificate to trust, in PEM, where it answers HTTPS.
    pub certificate: Option<String>,
}

/// Returns the process that runs the org in `dir`, if one does.
///
/// # Errors
/// When the folder or its note can't be read.
pub fn owner(dir: &Path) -> Result<Option<Owner>, FolderError> {
    let lock = dir.join(LOCK);
    if !lock.exists() {
        return Ok(None);
    }
    let file = OpenOptions::new()
        .read(true)
        .open(&lock)
        .map_err(|source| io(&lock, source))?;
    match file.try_lock_shared() {
        Ok(()) => Ok(None),
        Err(TryLockError::WouldBlock) => Ok(read_note(dir)),
        Err(TryLockError::Error(source)) => Err(io(&lock, source)),
    }
}

/// A folder that this process owns until it is dropped.
#[derive(Debug)]
pub(crate) struct Folder {
    dir: PathBuf,
    // Held for its lock alone, which the system gives up when the process ends, however it ends.
    _lock: File,
}

impl Folder {
    /// Takes the folder, making it where it is missing.
    ///
    /// # Errors
    /// When another process has it, or the file system refuses.
    pub(crate) fn take(dir: &Path) -> Result<Folder, FolderError> {
        std::fs::create_dir_all(dir).map_err(|source| io(dir, source))?;
        let path = dir.join(LOCK);
        let lock = private(&path, false)?;
        match lock.try_lock() {
            Ok(()) => Ok(Folder {
                dir: dir.to_owned(),
                _lock: lock,
            }),
            Err(TryLockError::WouldBlock) => Err(FolderError::Owned {
                dir: dir.to_owned(),
                url: read_note(dir).map(|owner| owner.url),
            }),
            Err(TryLockError::Error(source)) => Err(io(&path, source)),
        }
    }

    /// Returns the database file. It holds client secrets, so it is made readable to its owner alone.
    ///
    /// # Errors
    /// When the file can't be made.
    pub(crate) fn database(&self) -> Result<PathBuf, FolderError> {
        let path = self.dir.join(DATABASE);
        private(&path, false)?;
        Ok(path)
    }

    /// Returns the certificate authority that was kept: its certificate and its key, both in PEM.
    ///
    /// # Errors
    /// When a file is there but can't be read.
    pub(crate) fn authority(&self) -> Result<Option<(String, SecretString)>, FolderError> {
        let certificate = read_text(&self.dir.join(AUTHORITY))?;
        let key = read_text(&self.dir.join(AUTHORITY_KEY))?;
        Ok(certificate.zip(key.map(SecretString::from)))
    }

    /// Keeps a certificate authority, so that whoever trusts it still does after a restart. The key is readable to its
    /// owner alone.
    ///
    /// # Errors
    /// When a file can't be written.
    pub(crate) fn keep_authority(&self, certificate: &str, key: &SecretString) -> Result<(), FolderError> {
        let path = self.dir.join(AUTHORITY_KEY);
        private(&path, true)?
            .write_all(key.expose_secret().as_bytes())
            .map_err(|source| io(&path, source))?;
        let path = self.dir.join(AUTHORITY);
        std::fs::write(&path, certificate).map_err(|source| io(&path, source))
    }

    /// Tells other processes where this one answers.
    ///
    /// # Errors
    /// When the note can't be written.
    pub(crate) fn announce(&self, owner: &Owner) -> Result<(), FolderError> {
        let path = self.dir.join(NOTE);
        let note = serde_json::json!({
            "url": owner.url,
            "secret": owner.secret.expose_secret(),
            "certificate": owner.certificate,
        });
        private(&path, true)?
            .write_all(note.to_string().as_bytes())
            .map_err(|source| io(&path, source))
    }
}

impl Drop for Folder {
    fn drop(&mut self) {
        // The lock tells whether the note holds; a note left over is harmless.
        let _ = std::fs::remove_file(self.dir.join(NOTE));
    }
}

fn read_note(dir: &Path) -> Option<Owner> {
    let text = std::fs::read_to_string(dir.join(NOTE)).ok()?;
    let note: serde_json::Value = serde_json::from_str(&text).ok()?;
    Some(Owner {
        url: note["url"].as_str()?.to_owned(),
        secret: note["secret"].as_str()?.into(),
        certificate: note["certificate"].as_str().map(str::to_owned),
    })
}

fn read_text(path: &Path) -> Result<Option<String>, FolderError> {
    match std::fs::read_to_string(path) {
        Ok(text) => Ok(Some(text)),
        Err(error) if error.kind() == std::io::ErrorKind::NotFound => Ok(None),
        Err(source) => Err(io(path, source)),
    }
}

fn private(path: &Path, empty: bool) -> Result<File, FolderError> {
    let mut options = OpenOptions::new();
    options.read(true).write(true).create(true).truncate(empty);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    options.open(path).map_err(|source| io(path, source))
}

fn io(path: &Path, source: std::io::Error) -> FolderError {
    FolderError::Io {
        path: path.to_owned(),
        source,
    }
}

#[cfg(test)]
mod tests {
    use super::{Folder, FolderError, Owner, owner};

    #[test]
    fn a_folder_has_one_owner_at_a_time_and_says_who() {
        let dir = tempfile::tempdir().expect("a folder");
        assert!(owner(dir.path()).expect("readable").is_none());
        let folder = Folder::take(dir.path()).expect("free");
        folder
            .announce(&Owner {
                url: "http://127.0.0.1:1".to_owned(),
                secret: "s".into(),
                certificate: None,
            })
            .expect("written");
        assert_eq!(
            owner(dir.path()).expect("readable").expect("owned").url,
            "http://127.0.0.1:1"
        );
        let refused = Folder::take(dir.path()).expect_err("taken");
        assert!(matches!(refused, FolderError::Owned { url: Some(_), .. }));
        drop(folder);
        assert!(owner(dir.path()).expect("readable").is_none());
        Folder::take(dir.path()).expect("free again");
    }
}
