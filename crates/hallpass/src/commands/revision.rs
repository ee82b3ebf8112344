//! The specs of a git revision, laid out in a folder that is gone at the end.
//!
//! Everything is asked of the `git` that the user has. Nothing in the repository or its work tree is touched.

use std::collections::BTreeMap;
use std::io::Write as _;
use std::path::{Component, Path, PathBuf};
use std::process::{Command, Stdio};

use hallpass_spec::Loaded;
use tempfile::TempDir;

use crate::error::Failure;
use crate::exit::Exit;

/// Certificates may lie outside of the folder of the specs. They are small, and known by their endings.
const CERTIFICATES: [&str; 4] = [".pem", ".crt", ".cer", ".cert"];
/// Links that lead to links are followed so often.
const MAX_LINKS: usize = 8;

/// The specs of a revision.
pub(super) struct Revision {
    /// The revision as it was typed.
    pub(super) name: String,
    /// The commit that it is.
    pub(super) commit: String,
    /// What the specs of the revision say; nothing where it has none.
    pub(super) loaded: Option<Loaded>,
}

/// A file of a tree.
struct Entry {
    /// Whether its content is the path of another.
    is_link: bool,
    object: String,
}

/// Reads the specs that a revision has where the folder of the specs is now.
pub(super) fn read(specs: &Path, name: &str) -> Result<Revision, Failure> {
    let (from, below) = anchor(specs);
    let commit = commit(&from, name)?;
    let prefix = prefix(&from, &below)?;
    let tree = tree(&from, &commit)?;
    let files = wanted(&from, &prefix, &tree)?;
    let has_specs = files.keys().any(|path| path.starts_with(&prefix));
    let loaded = match has_specs {
        true => {
            let folder = lay_out(&files)?;
            let called = format!("{name}:{}", specs.display());
            Some(hallpass_spec::load_as(&folder.path().join(&prefix), &called))
        }
        false => None,
    };
    Ok(Revision {
        name: name.to_owned(),
        commit,
        loaded,
    })
}

/// Returns the nearest folder that is there, and what of the path lies below it: specs that the work tree has no more may
/// still be in a revision.
fn anchor(specs: &Path) -> (PathBuf, PathBuf) {
    let whole = std::path::absolute(specs).unwrap_or_else(|_| specs.to_owned());
    let mut there = whole.as_path();
    while !there.is_dir() {
        match there.parent() {
            Some(parent) => there = parent,
            None => break,
        }
    }
    let below = whole.strip_prefix(there).unwrap_or(Path::new(""));
    (there.to_owned(), below.to_owned())
}

fn commit(from: &Path, name: &str) -> Result<String, Failure> {
    let wanted = format!("{name}^{{commit}}");
    let answer = git(
        from,
        &["rev-parse", "--verify", "--quiet", "--end-of-options", &wanted],
        b"",
    )?;
    match answer {
        Answer::Said(commit) => Ok(String::from_utf8_lossy(&commit).trim().to_owned()),
        Answer::Refused(_) if !is_repository(from)? => Err(Failure::new(
            Exit::Error,
            format!("{} is in no git repository", from.display()),
        )),
        Answer::Refused(_) => Err(
            Failure::new(Exit::Error, format!("the repository has no revision {name:?}")).hint(
                "a shallow clone has only the newest: fetch the other one, in a GitHub workflow with `fetch-depth: 0`",
            ),
        ),
    }
}

fn is_repository(from: &Path) -> Result<bool, Failure> {
    let answer = git(from, &["rev-parse", "--git-dir"], b"")?;
    Ok(matches!(answer, Answer::Said(_)))
}

/// Returns the path of the specs from the top of the repository, with a slash at its end where there is one.
fn prefix(from: &Path, below: &Path) -> Result<String, Failure> {
    let top = said(from, &["rev-parse", "--show-prefix"], b"")?;
    let mut prefix = String::from_utf8_lossy(&top).trim_end_matches('\n').to_owned();
    for part in below.components() {
        if let Component::Normal(name) = part {
            prefix.push_str(&name.to_string_lossy());
            prefix.push('/');
        }
    }
    Ok(prefix)
}

/// Lists all files of a commit by their paths.
fn tree(from: &Path, commit: &str) -> Result<BTreeMap<String, Entry>, Failure> {
    let listed = said(from, &["ls-tree", "-r", "-z", "--full-tree", commit], b"")?;
    let lines = listed.split(|byte| *byte == 0);
    let entries = lines.filter_map(|line| {
        let line = String::from_utf8_lossy(line);
        let (facts, path) = line.split_once('\t')?;
        let mut facts = facts.split(' ');
        let (mode, kind, object) = (facts.next()?, facts.next()?, facts.next()?);
        let entry = Entry {
            is_link: mode == "120000",
            object: object.to_owned(),
        };
        (kind == "blob").then(|| (path.to_owned(), entry))
    });
    Ok(entries.collect())
}

/// Reads the files that specs are made of.
fn wanted(
    from: &Path,
    prefix: &str,
    tree: &BTreeMap<String, Entry>,
) -> Result<BTreeMap<String, Vec<u8>>, Failure> {
    let is_wanted = |path: &str| {
        path.starts_with(prefix)
            || CERTIFICATES
                .iter()
                .any(|end| path.to_ascii_lowercase().ends_with(end))
    };
    let mut files = BTreeMap::new();
    let mut waiting: Vec<(String, String)> = tree
        .keys()
        .filter(|path| is_wanted(path) && is_plain(path))
        .map(|path| (path.clone(), path.clone()))
        .collect();
    for _ in 0..=MAX_LINKS {
        let contents = contents(
            from,
            waiting
                .iter()
                .filter_map(|(_, at)| Some(tree.get(at)?.object.as_str())),
        )?;
        let mut links = Vec::new();
        let there = waiting.into_iter().filter(|(_, at)| tree.contains_key(at));
        for ((path, at), content) in there.zip(contents) {
            if tree.get(&at).is_some_and(|entry| entry.is_link) {
                let target = String::from_utf8_lossy(&content);
                links.extend(followed(&at, &target).map(|at| (path, at)));
            } else {
                files.insert(path, content);
            }
        }
        waiting = links;
        if waiting.is_empty() {
            break;
        }
    }
    // What is left out must not be a spec: its access would go unseen.
    let is_spec = |path: &&String| path.starts_with(prefix) && path.ends_with(".yaml");
    match tree
        .keys()
        .filter(is_spec)
        .find(|path| !files.contains_key(*path))
    {
        None => Ok(files),
        Some(path) => Err(Failure::new(
            Exit::Error,
            format!("{path} is a link to something that the revision does not have"),
        )),
    }
}

/// Whether a path stays below the folder that it is laid out in.
fn is_plain(path: &str) -> bool {
    Path::new(path)
        .components()
        .all(|part| matches!(part, Component::Normal(_)))
}

/// Returns where a link leads within the tree.
fn followed(link: &str, target: &str) -> Option<String> {
    let mut parts: Vec<&str> = link.split('/').collect();
    parts.pop();
    if target.starts_with('/') {
        return None;
    }
    for part in target.split('/') {
        match part {
            "" | "." => {}
            ".." => {
                parts.pop()?;
            }
            name => parts.push(name),
        }
    }
    Some(parts.join("/"))
}

/// Reads objects in one go, in the order in which they are named.
fn contents<'o>(from: &Path, objects: impl Iterator<Item = &'o str>) -> Result<Vec<Vec<u8>>, Failure> {
    let asked: String = objects.map(|object| format!("{object}\n")).collect();
    let answer = said(from, &["cat-file", "--batch"], asked.as_bytes())?;
    let mut rest = answer.as_slice();
    let mut contents = Vec::new();
    while !rest.is_empty() {
        let Some((content, after)) = first(rest) else {
            return Err(
                Failure::new(Exit::Error, "git does not give the files of the revision")
                    .hint("a partial clone may lack them: fetch the revision as a whole"),
            );
        };
        contents.push(content.to_vec());
        rest = after;
    }
    Ok(contents)
}

/// Splits `<object> blob <size>\n<content>\n` from what follows.
fn first(answer: &[u8]) -> Option<(&[u8], &[u8])> {
    let end = answer.iter().position(|byte| *byte == b'\n')?;
    let (head, rest) = answer.split_at_checked(end + 1)?;
    let head = std::str::from_utf8(head).ok()?;
    let size: usize = head.trim_end().rsplit(' ').next()?.parse().ok()?;
    let (content, rest) = rest.split_at_checked(size)?;
    Some((content, rest.strip_prefix(b"\n")?))
}

fn lay_out(files: &BTreeMap<String, Vec<u8>>) -> Result<TempDir, Failure> {
    let failed = |error: &std::io::Error| Failure::because("lay out the files of a revision", error);
    let folder = TempDir::new().map_err(|error| failed(&error))?;
    for (path, content) in files {
        let path = folder.path().join(path);
        if let Some(parent) = path.parent() {
            std::fs::create_dir_all(parent).map_err(|error| failed(&error))?;
        }
        std::fs::write(path, content).map_err(|error| failed(&error))?;
    }
    Ok(folder)
}

enum Answer {
    Said(Vec<u8>),
    Refused(String),
}

fn said(from: &Path, arguments: &[&str], input: &[u8]) -> Result<Vec<u8>, Failure> {
    match git(from, arguments, input)? {
        Answer::Said(output) => Ok(output),
        Answer::Refused(why) => {
            let what = format!("git {} failed", arguments.first().copied().unwrap_or_default());
            let mut failure = Failure::new(Exit::Error, what);
            failure.causes.push(why);
            Err(failure)
        }
    }
}

/// Runs git in a folder. What it is told goes in from a thread of its own: it answers while it is being asked.
fn git(from: &Path, arguments: &[&str], input: &[u8]) -> Result<Answer, Failure> {
    let failed = |error: &std::io::Error| {
        Failure::because("run git", error).hint("`diff` compares git revisions, and needs git on the PATH")
    };
    let mut child = Command::new("git")
        .arg("-C")
        .arg(from)
        .args(arguments)
        .stdin(Stdio::piped())
        .stdout(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|error| failed(&error))?;
    let stdin = child.stdin.take();
    let output = std::thread::scope(|scope| {
        scope.spawn(move || {
            // A git that hears nothing more says why itself.
            let _ = stdin.map(|mut stdin| stdin.write_all(input));
        });
        child.wait_with_output()
    });
    let output = output.map_err(|error| failed(&error))?;
    Ok(match output.status.success() {
        true => Answer::Said(output.stdout),
        false => Answer::Refused(String::from_utf8_lossy(&output.stderr).trim().to_owned()),
    })
}

#[cfg(test)]
mod tests {
    use super::{first, followed, is_plain};

    #[test]
    fn links_are_followed_within_the_tree_and_no_further() {
        for (link, target, leads) in [
            ("specs/a.yaml", "b.yaml", Some("specs/b.yaml")),
            ("specs/a.yaml", "../shared/./b.yaml", Some("shared/b.yaml")),
            ("specs/a.yaml", "../../etc/passwd", None),
            ("specs/a.yaml", "/etc/passwd", None),
        ] {
            assert_eq!(followed(link, target).as_deref(), leads, "{target}");
        }
        assert!(is_plain("specs/a.yaml") && !is_plain("../a.yaml") && !is_plain("/etc/passwd"));
    }

    #[test]
    fn objects_are_read_by_their_size() {
        let answer = b"aa blob 4\nx\ny\n\nbb blob 0\n\n";
        let (content, rest) = first(answer).unwrap();
        assert_eq!(content, b"x\ny\n");
        assert_eq!(first(rest), Some((&b""[..], &b""[..])));
        assert_eq!(first(b"aa missing\n"), None);
        assert_eq!(first(b"aa blob 99\nx\n"), None);
    }
}
