//! Whether git would take a file into a commit.

use std::path::Path;
use std::process::{Command, Stdio};

/// What git makes of a file.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub enum Visibility {
    /// It lies in no work tree, or git ignores it.
    Hidden,
    /// It is in the index, so the next commit has it.
    Tracked,
    /// It lies in a work tree, and nothing keeps it out of the next `git add`.
    Addable,
    /// It lies in a work tree, and git could not be asked.
    Unknown,
}

/// Asks git about a file that need not be there yet.
pub(super) fn visibility(path: &Path) -> Visibility {
    let folder = existing_folder(path);
    if !folder.ancestors().any(|folder| folder.join(".git").exists()) {
        return Visibility::Hidden;
    }
    // In the words of git: 0 yes, 1 no, anything else that it could not tell.
    let tracked = ask(&folder, &["ls-files", "--error-unmatch", "--"], path);
    let ignored = ask(&folder, &["check-ignore", "--quiet", "--"], path);
    match (tracked, ignored) {
        (Some(0), _) => Visibility::Tracked,
        (Some(1), Some(0)) => Visibility::Hidden,
        (Some(1), Some(1)) => Visibility::Addable,
        _ => Visibility::Unknown,
    }
}

/// The nearest folder above a file that exists, with all links followed.
fn existing_folder(path: &Path) -> std::path::PathBuf {
    let absolute = std::path::absolute(path).unwrap_or_else(|_| path.to_owned());
    let above = absolute.ancestors().skip(1);
    above
        .filter_map(|folder| folder.canonicalize().ok())
        .next()
        .unwrap_or_default()
}

fn ask(folder: &Path, arguments: &[&str], path: &Path) -> Option<i32> {
    let path = std::path::absolute(path).ok()?;
    let status = Command::new("git")
        .arg("-C")
        .arg(folder)
        .args(arguments)
        .arg(path)
        // Inside of a hook these name another work tree.
        .env_remove("GIT_DIR")
        .env_remove("GIT_WORK_TREE")
        .env_remove("GIT_INDEX_FILE")
        .stdin(Stdio::null())
        .stdout(Stdio::null())
        .stderr(Stdio::null())
        .status()
        .ok()?;
    status.code()
}
