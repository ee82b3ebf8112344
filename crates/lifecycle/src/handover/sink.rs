//! Where credentials go: files and commands.

use std::ffi::OsString;
use std::fs;
use std::io::{self, Write as _};
use std::path::{Path, PathBuf};
use std::process::{Command, Stdio};

use secrecy::{ExposeSecret as _, SecretString};

use super::document::document;
use super::env_text::env_text;
use super::git::{Visibility, visibility};
use super::{Exercise, Parcel, Stamp, Way, postman, private_file};

/// Where a credential goes.
#[derive(Clone, Debug, PartialEq, Eq)]
pub enum Sink {
    /// A file of variables.
    Env {
        /// The file.
        file: PathBuf,
    },
    /// A collection and an environment for Postman and Newman.
    Postman {
        /// The folder of both.
        folder: PathBuf,
    },
    /// A command that reads it from its standard input.
    Exec {
        /// The command.
        program: OsString,
        /// Its arguments, which hold nothing of ours.
        arguments: Vec<OsString>,
    },
}

/// Why a sink does not take a credential.
#[derive(Debug, thiserror::Error)]
#[non_exhaustive]
pub enum SinkError {
    /// Git would put the secret into a commit.
    #[error("{} would be in the next commit: git {}", file.display(), match visibility {
        Visibility::Tracked => "tracks it",
        Visibility::Addable => "does not ignore it",
        Visibility::Hidden | Visibility::Unknown => "could not be asked about it",
    })]
    Git {
        /// The file.
        file: PathBuf,
        /// What git makes of it.
        visibility: Visibility,
    },
    /// The file is there and holds something else.
    #[error("{} holds something that hallpass did not write for this integration and org", .0.display())]
    Foreign(PathBuf),
    /// The file is a link: what would be replaced is somewhere else.
    #[error("{} is a link", .0.display())]
    Link(PathBuf),
    /// The file cannot be read or written.
    #[error("write {}", file.display())]
    File {
        /// The file.
        file: PathBuf,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The command does not start, or does not read.
    #[error("give the credential to {}", program.to_string_lossy())]
    Command {
        /// The command.
        program: OsString,
        /// What the operating system says.
        #[source]
        source: io::Error,
    },
    /// The command says that it failed.
    #[error("{} ended with {status}", program.to_string_lossy())]
    Failed {
        /// The command.
        program: OsString,
        /// How it ended: `exit status: 2`.
        status: String,
    },
}

impl Sink {
    /// Looks at everything that can be in the way, before there is a secret in this process.
    ///
    /// # Errors
    /// When a file is not hidden from git, or holds what is not ours.
    pub fn check(&self, stamp: &Stamp, with_new_key: bool) -> Result<(), SinkError> {
        match self {
            Self::Env { file } => {
                check_secret(file, stamp)?;
                match with_new_key {
                    true => check_key(&key_file(file)),
                    false => Ok(()),
                }
            }
            Self::Postman { folder } => {
                check_ours(&postman::collection_file(folder, stamp), stamp)?;
                check_secret(&postman::environment_file(folder, stamp), stamp)
            }
            Self::Exec { .. } => Ok(()),
        }
    }

    /// Hands the parcel over, and returns the files that were written.
    ///
    /// # Errors
    /// When it did not arrive; then what was there before still is.
    pub fn deliver(&self, parcel: &Parcel, exercise: &Exercise) -> Result<Vec<PathBuf>, SinkError> {
        let stamp = &parcel.stamp;
        match self {
            Self::Env { file } => {
                let key = new_key(parcel).map(|key| (key_file(file), key));
                self.check(stamp, key.is_some())?;
                if let Some((file, key)) = &key {
                    write(file, key)?;
                }
                let key_file = key.map(|(file, _)| std::path::absolute(&file).unwrap_or(file));
                write(file, &env_text(parcel, key_file.as_deref()))?;
                Ok([file.clone()].into_iter().chain(key_file).collect())
            }
            Self::Postman { folder } => {
                self.check(stamp, false)?;
                fs::create_dir_all(folder).map_err(failed(folder))?;
                let (collection, environment) = (
                    postman::collection_file(folder, stamp),
                    postman::environment_file(folder, stamp),
                );
                write(&environment, &postman::environment(parcel))?;
                let text = postman::collection(parcel, exercise);
                fs::write(&collection, text).map_err(failed(&collection))?;
                Ok(vec![collection, environment])
            }
            Self::Exec { program, arguments } => {
                run(program, arguments, &document(parcel))?;
                Ok(Vec::new())
            }
        }
    }
}

fn new_key(parcel: &Parcel) -> Option<&SecretString> {
    match &parcel.way {
        Way::JwtBearer { private_key, .. } => private_key.as_ref(),
        Way::ClientCredentials { .. } => None,
    }
}

/// The private key lies beside the variables, since its lines fit into no variable that every reader takes.
fn key_file(file: &Path) -> PathBuf {
    let mut name = file.file_name().unwrap_or_default().to_owned();
    name.push(".key");
    file.with_file_name(name)
}

fn failed(file: &Path) -> impl Fn(io::Error) -> SinkError {
    let file = file.to_owned();
    move |source| SinkError::File {
        file: file.clone(),
        source,
    }
}

fn write(file: &Path, text: &SecretString) -> Result<(), SinkError> {
    private_file::write(file, text).map_err(failed(file))
}

fn check_secret(file: &Path, stamp: &Stamp) -> Result<(), SinkError> {
    check_hidden(file)?;
    check_ours(file, stamp)
}

fn check_hidden(file: &Path) -> Result<(), SinkError> {
    match visibility(file) {
        Visibility::Hidden => Ok(()),
        visibility => Err(SinkError::Git {
            file: file.to_owned(),
            visibility,
        }),
    }
}

fn check_ours(file: &Path, stamp: &Stamp) -> Result<(), SinkError> {
    is_replaceable(file, &|text| text.contains(&stamp.to_string()))
}

/// Keys carry no stamp: what looks like one beside our own file is ours.
fn check_key(file: &Path) -> Result<(), SinkError> {
    check_hidden(file)?;
    is_replaceable(file, &|text| text.starts_with("-----BEGIN PRIVATE KEY-----"))
}

fn is_replaceable(file: &Path, is_ours: &dyn Fn(&str) -> bool) -> Result<(), SinkError> {
    match fs::symlink_metadata(file) {
        Err(error) if error.kind() == io::ErrorKind::NotFound => return Ok(()),
        Err(error) => return Err(failed(file)(error)),
        Ok(found) if found.is_symlink() => return Err(SinkError::Link(file.to_owned())),
        Ok(_) => {}
    }
    let text = SecretString::from(fs::read_to_string(file).unwrap_or_default());
    match is_ours(text.expose_secret()) || text.expose_secret().is_empty() {
        true => Ok(()),
        false => Err(SinkError::Foreign(file.to_owned())),
    }
}

/// The command gets the document and nothing else of ours: neither its arguments nor its environment hold a secret. What
/// it prints goes to stderr, since stdout is for results.
fn run(program: &OsString, arguments: &[OsString], document: &SecretString) -> Result<(), SinkError> {
    let failed = |source| SinkError::Command {
        program: program.clone(),
        source,
    };
    let mut child = Command::new(program)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(io::stderr())
        .spawn()
        .map_err(failed)?;
    let mut stdin = child.stdin.take();
    let written = stdin.as_mut().map_or(Ok(()), |stdin| {
        stdin.write_all(document.expose_secret().as_bytes())
    });
    // The end of the input tells the command that this is all.
    drop(stdin);
    let status = child.wait().map_err(failed)?;
    if !status.success() {
        return Err(SinkError::Failed {
            program: program.clone(),
            status: status.to_string(),
        });
    }
    written.map_err(failed)
}

#[cfg(test)]
#[cfg(unix)]
mod tests {
    use std::fs;
    use std::os::unix::fs::PermissionsExt as _;
    use std::path::{Path, PathBuf};
    use std::process::Command;

    use super::{Sink, SinkError, Visibility};
    use crate::handover::Exercise;
    use crate::handover::parcel::tests::{SECRET, parcel, stamp};

    fn exec(script: &str) -> Sink {
        Sink::Exec {
            program: "sh".into(),
            arguments: vec!["-c".into(), script.into()],
        }
    }

    fn deliver(sink: &Sink) -> Result<Vec<PathBuf>, SinkError> {
        sink.deliver(&parcel(), &Exercise::default())
    }

    fn mode(file: &Path) -> u32 {
        fs::metadata(file).unwrap().permissions().mode() & 0o777
    }

    #[test]
    fn a_file_is_private_and_replaced_only_when_it_is_ours() {
        let dir = tempfile::TempDir::new().unwrap();
        let file = dir.path().join("billing.env");
        let sink = Sink::Env { file: file.clone() };
        assert_eq!(deliver(&sink).unwrap(), *std::slice::from_ref(&file));
        assert_eq!(mode(&file), 0o600);
        assert!(fs::read_to_string(&file).unwrap().contains(SECRET));
        fs::set_permissions(&file, fs::Permissions::from_mode(0o644)).unwrap();
        deliver(&sink).unwrap();
        assert_eq!(mode(&file), 0o600);
        assert_eq!(
            fs::read_dir(dir.path()).unwrap().count(),
            1,
            "nothing is left beside it"
        );
        fs::write(&file, "PATH=/bin\n").unwrap();
        assert!(matches!(deliver(&sink), Err(SinkError::Foreign(_))));
        assert_eq!(fs::read_to_string(&file).unwrap(), "PATH=/bin\n");
        fs::remove_file(&file).unwrap();
        std::os::unix::fs::symlink("/dev/null", &file).unwrap();
        assert!(matches!(deliver(&sink), Err(SinkError::Link(_))));
    }

    #[test]
    fn a_file_of_another_integration_is_not_ours() {
        let dir = tempfile::TempDir::new().unwrap();
        let sink = Sink::Env {
            file: dir.path().join("x.env"),
        };
        deliver(&sink).unwrap();
        let mut other = stamp();
        other.integration = hallpass_model::build::name("bill");
        assert!(matches!(sink.check(&other, false), Err(SinkError::Foreign(_))));
    }

    #[test]
    fn a_file_that_git_would_commit_is_refused() {
        let dir = tempfile::TempDir::new().unwrap();
        let git = |arguments: &[&str]| {
            let status = Command::new("git")
                .arg("-C")
                .arg(dir.path())
                .args(arguments)
                .status();
            assert!(status.unwrap().success());
        };
        git(&["init", "--quiet"]);
        let file = dir.path().join("deep/er/billing.env");
        let sink = Sink::Env { file: file.clone() };
        let seen = |sink: &Sink| match sink.check(&stamp(), false) {
            Err(SinkError::Git { visibility, .. }) => visibility,
            Ok(()) => Visibility::Hidden,
            Err(error) => panic!("{error}"),
        };
        assert_eq!(seen(&sink), Visibility::Addable);
        fs::create_dir_all(file.parent().unwrap()).unwrap();
        assert_eq!(seen(&sink), Visibility::Addable);
        fs::write(dir.path().join(".gitignore"), "*.env\n").unwrap();
        assert_eq!(seen(&sink), Visibility::Hidden);
        deliver(&sink).unwrap();
        git(&["add", "--force", "deep/er/billing.env"]);
        assert_eq!(seen(&sink), Visibility::Tracked);
    }

    #[test]
    fn a_command_reads_it_from_its_input_and_nowhere_else() {
        let dir = tempfile::TempDir::new().unwrap();
        let to = dir.path().display();
        deliver(&exec(&format!(
            "cat > {to}/in; env > {to}/env; tr '\\0' ' ' < /proc/$$/cmdline > {to}/argv"
        )))
        .unwrap();
        let read = |name: &str| fs::read_to_string(dir.path().join(name)).unwrap_or_default();
        assert!(read("in").contains(SECRET));
        assert!(!read("env").contains(SECRET) && !read("argv").contains(SECRET));
    }

    #[test]
    fn a_command_that_fails_has_not_taken_it() {
        let error = deliver(&exec("cat > /dev/null; exit 3")).unwrap_err();
        assert_eq!(error.to_string(), "sh ended with exit status: 3");
        assert!(matches!(deliver(&exec("exit 3")), Err(SinkError::Failed { .. })));
        let missing = Sink::Exec {
            program: "/nowhere/to/be/found".into(),
            arguments: Vec::new(),
        };
        assert!(matches!(deliver(&missing), Err(SinkError::Command { .. })));
    }
}
