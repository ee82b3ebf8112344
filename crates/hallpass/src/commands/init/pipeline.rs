//! The files of a pipeline, from the templates that are part of the program.

use std::path::{Component, Path, PathBuf};

use hallpass_model::OrgName;

use super::files::NewFile;
use crate::arguments::CiSystem;
use crate::error::Failure;
use crate::exit::Exit;

/// A file of a pipeline, and the template of its text.
type Template = (&'static str, &'static str);

/// The action is the one that this project offers; the workflows use it from where they are.
const GITHUB: [Template; 5] = [
    (
        ".github/actions/hallpass/action.yml",
        include_str!("../../../../../.github/actions/hallpass/action.yml"),
    ),
    (
        ".github/workflows/hallpass-validate.yml",
        include_str!("../../../templates/github/hallpass-validate.yml"),
    ),
    (
        ".github/workflows/hallpass-plan.yml",
        include_str!("../../../templates/github/hallpass-plan.yml"),
    ),
    (
        ".github/workflows/hallpass-apply.yml",
        include_str!("../../../templates/github/hallpass-apply.yml"),
    ),
    (
        ".github/workflows/hallpass-drift.yml",
        include_str!("../../../templates/github/hallpass-drift.yml"),
    ),
];

const GITLAB: [Template; 2] = [
    (
        ".gitlab/hallpass.yml",
        include_str!("../../../templates/gitlab/hallpass.yml"),
    ),
    (".gitlab-ci.yml", "include: [{ local: .gitlab/hallpass.yml }]\n"),
];

/// Returns the files of a pipeline for an org.
pub(super) fn files(system: CiSystem, specs: &Path, org: &OrgName) -> Result<Vec<NewFile>, Failure> {
    let folder = within_repository(specs)?;
    let glob = match folder.as_str() {
        "." => "**".to_owned(),
        folder => format!("{folder}/**"),
    };
    let filled = |text: &str| {
        text.replace("@org@", org.as_str())
            .replace("@specs@", &folder)
            .replace("@changes@", &glob)
    };
    let templates: &[Template] = match system {
        CiSystem::Github => &GITHUB,
        CiSystem::Gitlab => &GITLAB,
    };
    let files = templates.iter().map(|(path, text)| NewFile {
        path: PathBuf::from(path),
        text: filled(text),
    });
    Ok(files.collect())
}

/// What a person has to do, because no file can.
pub(super) fn notes(system: CiSystem) -> Vec<String> {
    let note = match system {
        CiSystem::Github => {
            "To set in the repository:\n  \
             variables HALLPASS_SOURCE, HALLPASS_REVISION\n      \
             the git address and the commit that hallpass is built from\n  \
             secrets HALLPASS_PLAN_CLIENT_ID, HALLPASS_PLAN_CLIENT_SECRET\n      \
             of a login that only reads\n  \
             secrets HALLPASS_CLIENT_ID, HALLPASS_CLIENT_SECRET\n      \
             of the login that writes, in the environment of apply alone"
        }
        CiSystem::Gitlab => {
            "To set in the project:\n  \
             HALLPASS_IMAGE, an image with hallpass, bash, git, curl and jq\n  \
             HALLPASS_GITLAB_TOKEN, a project access token with scope api\n  \
             HALLPASS_PLAN_CLIENT_ID, HALLPASS_PLAN_CLIENT_SECRET\n      \
             of a login that only reads\n  \
             HALLPASS_CLIENT_ID, HALLPASS_CLIENT_SECRET, protected\n      \
             of the login that writes\n\
             A .gitlab-ci.yml that was there has to include .gitlab/hallpass.yml."
        }
    };
    vec![note.to_owned()]
}

/// The folder as pipelines call it, which run at the root of the repository.
fn within_repository(specs: &Path) -> Result<String, Failure> {
    let parts: Vec<_> = specs
        .components()
        .filter(|part| *part != Component::CurDir)
        .collect();
    let is_plain = |text: &str| {
        text.chars()
            .all(|c| c.is_ascii_alphanumeric() || "_-.".contains(c))
    };
    let names: Option<Vec<&str>> = parts
        .iter()
        .map(|part| match part {
            Component::Normal(name) => name.to_str().filter(|name| is_plain(name)),
            _ => None,
        })
        .collect();
    match names {
        Some(names) if names.is_empty() => Ok(".".to_owned()),
        Some(names) => Ok(names.join("/")),
        None => Err(Failure::new(
            Exit::Usage,
            format!("a pipeline cannot have its specs in {}", specs.display()),
        )
        .hint("run this at the root of the repository, with a plain relative path in --specs")),
    }
}

#[cfg(test)]
mod tests {
    use std::path::Path;

    use hallpass_model::OrgName;

    use super::{files, within_repository};
    use crate::arguments::CiSystem;

    #[test]
    fn the_specs_lie_within_the_repository() {
        let cases = [
            ("specs", Some("specs")),
            ("./a/b", Some("a/b")),
            (".", Some(".")),
            ("../specs", None),
            ("/specs", None),
            ("my specs", None),
            ("a\"b", None),
        ];
        for (path, expected) in cases {
            assert_eq!(
                within_repository(Path::new(path)).ok().as_deref(),
                expected,
                "{path}"
            );
        }
    }

    #[test]
    fn no_placeholder_is_left() {
        let org = OrgName::new("uat").unwrap();
        for system in [CiSystem::Github, CiSystem::Gitlab] {
            for file in files(system, Path::new("specs"), &org).unwrap() {
                for left in ["@org@", "@specs@", "@changes@"] {
                    assert!(!file.text.contains(left), "{}: {left}", file.path.display());
                }
            }
        }
    }
}
