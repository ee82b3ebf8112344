//! What hallpass keeps beside the specs on this machine: the lock and the journals, in `.hallpass`.

use std::fs::{self, File, OpenOptions, TryLockError};
use std::io::{self, Read as _, Seek as _, Write as _};
use std::path::{Path, PathBuf};

use hallpass_lifecycle::secret_access::Note;
use hallpass_model::OrgName;
use jiff::Timestamp;

use crate::error::Failure;
use crate::exit::Exit;

/// The folder, below the specs. Git ignores it.
const FOLDER: &str = ".hallpass";

/// Holds off every other apply of this fleet on this machine for as long as it lives. The operating system lets go of it
/// however the process ends, so a crash leaves nothing behind that somebody would have to clear.
#[derive(Debug)]
pub(super) struct Lock {
    _file: Option<File>,
}

impl Lock {
    /// Takes the lock; another one's holder is named.
    pub(super) fn take(specs: &Path) -> Result<Self, Failure> {
        // Without specs there is nothing to apply; whoever loads them says so.
        if !specs.is_dir() {
            return Ok(Self { _file: None });
        }
        let path = folder(specs)?.join("apply.lock");
        let failed = |error: &io::Error| Failure::because(format!("lock {}", path.display()), error);
        let mut file = private()
            .read(true)
            .write(true)
            .create(true)
            .truncate(false)
            .open(&path)
            .map_err(|error| failed(&error))?;
        match file.try_lock() {
            Ok(()) => {}
            Err(TryLockError::WouldBlock) => return Err(held(&mut file)),
            Err(TryLockError::Error(error)) => return Err(failed(&error)),
        }
        sign(&mut file).map_err(|error| failed(&error))?;
        Ok(Self { _file: Some(file) })
    }
}

/// Says who holds the lock, for whoever comes second.
fn sign(file: &mut File) -> io::Result<()> {
    file.set_len(0)?;
    file.rewind()?;
    writeln!(
        file,
        "process {} since {:.0}",
        std::process::id(),
        Timestamp::now()
    )
}

fn held(file: &mut File) -> Failure {
    let mut holder = String::new();
    let _ = file.read_to_string(&mut holder);
    let holder = match holder.trim() {
        "" => "another process",
        holder => holder,
    };
    Failure::new(
        Exit::Error,
        format!("another apply of this fleet is running here: {holder}"),
    )
    .hint("wait until it has ended, then plan again: it may have changed what you are about to change")
}

/// Makes the file of a journal, which nobody else may read.
pub(super) fn journal(specs: &Path, org: &OrgName) -> Result<File, Failure> {
    let folder = folder(specs)?.join("journal");
    let failed =
        |error: &io::Error| Failure::because(format!("make a journal in {}", folder.display()), error);
    make(&folder).map_err(|error| failed(&error))?;
    let time = Timestamp::now().strftime("%Y-%m-%dT%H-%M-%S%.3fZ");
    let path = folder.join(format!("{time}-{org}.jsonl"));
    private()
        .write(true)
        .create_new(true)
        .open(path)
        .map_err(|error| failed(&error))
}

/// Returns whether an apply to this org left a journal on this machine.
pub(super) fn has_journal(specs: &Path, org: &OrgName) -> bool {
    let ending = format!("Z-{org}.jsonl");
    let entries = fs::read_dir(specs.join(FOLDER).join("journal"));
    entries.is_ok_and(|entries| {
        let mut names = entries.filter_map(|entry| entry.ok()?.file_name().into_string().ok());
        names.any(|name| name.ends_with(&ending))
    })
}

/// The note that an org was told to show secrets.
pub(super) fn secret_access(specs: &Path, org: &OrgName) -> Note {
    Note::at(specs.join(FOLDER).join(format!("secret-access-{org}")))
}

fn folder(specs: &Path) -> Result<PathBuf, Failure> {
    let folder = specs.join(FOLDER);
    make(&folder)
        .map_err(|error| Failure::because(format!("make the folder {}", folder.display()), &error))?;
    Ok(folder)
}

/// The specs themselves are never made.
fn make(folder: &Path) -> io::Result<()> {
    match fs::create_dir(folder) {
        Err(error) if error.kind() != io::ErrorKind::AlreadyExists => Err(error),
        _ => Ok(()),
    }
}

#[cfg(unix)]
fn private() -> OpenOptions {
    use std::os::unix::fs::OpenOptionsExt as _;
    let mut options = File::options();
    options.mode(0o600);
    options
}

#[cfg(not(unix))]
fn private() -> OpenOptions {
    File::options()
}
