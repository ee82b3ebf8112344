//! A folder of specs, read and looked at.

use std::collections::BTreeMap;
use std::path::{Path, PathBuf};

use hallpass_model::{IntegrationName, OrgName};

use crate::check::{check_each, check_fleet};
use crate::diagnostic::{Diagnostic, Problem, Problems, Severity, code};
use crate::files::{self, FLEET_FILE, Found, MAX_SPEC_BYTES, ReadFault};
use crate::format::OrgKind;
use crate::load::certificate::read_certificates;
use crate::load::digest::Digest;
use crate::load::documents::World;
use crate::load::finds::Finds;
use crate::load::names::{Lists, read_lists};
use crate::load::variants::variants;
use crate::source::{Place, Sources};

/// Everything that one folder holds, and everything that is wrong with it.
pub struct Loaded {
    pub(crate) sources: Sources,
    /// The folders that paths inside of the files are relative to, by file.
    pub(crate) folders: Vec<PathBuf>,
    /// What stands in the files, whatever the org.
    pub(crate) world: World,
    /// What is different, by org.
    pub(crate) variants: BTreeMap<String, World>,
    pub(crate) fleet_file: u32,
    diagnostics: Vec<Diagnostic>,
    digest: String,
}

/// An org as `hallpass.yaml` has it, with placeholders as they stand.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct OrgEntry {
    /// Its name.
    pub name: OrgName,
    /// What it is for.
    pub kind: Option<OrgKind>,
    /// The folder, for a local org.
    pub local: Option<String>,
    /// The URL, for another.
    pub url: Option<String>,
    /// The id that it must have.
    pub org_id: Option<String>,
    /// When it is its turn in a command for several orgs.
    pub wave: u32,
}

/// Reads `hallpass.yaml` and every other `.yaml` file of a folder and below.
///
/// Never fails: what is wrong, an absent folder included, is in [`Loaded::diagnostics`].
#[must_use]
pub fn load(folder: &Path) -> Loaded {
    load_as(folder, &folder.to_string_lossy())
}

/// Does what [`load`] does, and calls the folder something else in all that is told: it may be a copy of what the user
/// knows.
#[must_use]
pub fn load_as(folder: &Path, called: &str) -> Loaded {
    loaded(folder, called, &[])
}

/// Does what [`load`] does, as if these files were in the folder too: what somebody is about to write there.
#[must_use]
pub fn load_with(folder: &Path, more: &[(String, String)]) -> Loaded {
    loaded(folder, &folder.to_string_lossy(), more)
}

fn loaded(folder: &Path, called: &str, more: &[(String, String)]) -> Loaded {
    let mut loading = Loading {
        called: PathBuf::from(called),
        ..Loading::default()
    };
    match files::find(folder) {
        Err(error) => loading.no_folder(folder, error),
        Ok(found) => loading.all(folder, &found, more),
    }
    loading.finish()
}

#[derive(Default)]
struct Loading {
    /// What the folder is called.
    called: PathBuf,
    sources: Sources,
    folders: Vec<PathBuf>,
    world: World,
    variants: BTreeMap<String, World>,
    problems: Problems,
    digest: Digest,
    fleet_file: Option<u32>,
}

impl Loading {
    fn no_folder(&mut self, folder: &Path, error: std::io::Error) {
        let path = shown(&self.called);
        let file = self.add(path.clone(), folder, String::new());
        let why = match error.kind() {
            std::io::ErrorKind::NotFound => "there is no such folder".to_owned(),
            _ => files::reason(&ReadFault::Io(error)),
        };
        self.problems.push(
            Problem::error(
                code::FOLDER,
                Place::top(file),
                format!("`{path}` can't be read: {why}"),
            )
            .hint("name the folder of the specs with `--specs DIR`"),
        );
        self.fleet_file = Some(file);
    }

    fn all(&mut self, folder: &Path, found: &[Found], more: &[(String, String)]) {
        for one in found {
            self.file(folder, one);
        }
        for (name, text) in more {
            let path = folder.join(name);
            self.text(name, path.parent().unwrap_or(folder), text);
        }
        if self.fleet_file.is_none() {
            self.no_fleet_file(folder, found.is_empty());
        }
        let broken = self.problems.has_errors();
        if self.fleet_file.is_some() && self.world.integrations.is_empty() && !broken {
            let place = Place::top(self.fleet_file.unwrap_or_default());
            self.problems.push(
                Problem::warning(code::NO_SPECS, place, "the fleet has no integration")
                    .hint("write one into a file beside this one, such as `billing.yaml`"),
            );
        }
        let mut finds = Finds {
            root: folder,
            called: &self.called,
            folders: &self.folders,
            lists: &mut Lists::default(),
            sources: &mut self.sources,
            digest: &mut self.digest,
            problems: &mut self.problems,
        };
        read_certificates(&mut self.world, &mut finds);
        read_lists(&mut self.world, &mut finds);
        check_fleet(&self.world, finds.problems);
        check_each(&self.world, finds.problems);
        self.variants = variants(&self.world, &mut finds);
    }

    fn no_fleet_file(&mut self, folder: &Path, is_empty: bool) {
        let path = shown(&self.called.join(FLEET_FILE));
        let file = self.add(path, folder, String::new());
        let message = if is_empty {
            format!("`{}` is empty", shown(&self.called))
        } else {
            format!("`{}` holds no {FLEET_FILE}", shown(&self.called))
        };
        self.problems.push(
            Problem::error(code::NO_FLEET_FILE, Place::top(file), message)
                .note(format!("{FLEET_FILE} names the fleet and its orgs")),
        );
        self.fleet_file = Some(file);
    }

    fn file(&mut self, folder: &Path, found: &Found) {
        let path = shown(&self.called.join(&found.name));
        let parent = found.path.parent().unwrap_or(folder);
        if found.name.ends_with(".yml") {
            let file = self.add(path, parent, String::new());
            self.problems.push(
                Problem::warning(
                    code::NOT_READ,
                    Place::top(file),
                    format!("`{}` is not read", found.name),
                )
                .hint("files of specs end in `.yaml`"),
            );
            return;
        }
        let is_fleet = found.name == FLEET_FILE;
        match files::read_text(&found.path, MAX_SPEC_BYTES) {
            Ok(text) => {
                let file = self.text(&found.name, parent, &text);
                if is_fleet {
                    self.fleet_file = Some(file);
                }
            }
            Err(fault) => {
                let file = self.unreadable(path, parent, &fault);
                if is_fleet {
                    self.fleet_file = Some(file);
                }
            }
        }
    }

    fn text(&mut self, name: &str, parent: &Path, text: &str) -> u32 {
        self.digest.file(name, text);
        let file = self.add(shown(&self.called.join(name)), parent, text.to_owned());
        self.world
            .read(name, file, text, &mut self.problems, &mut self.sources);
        file
    }

    fn unreadable(&mut self, path: String, parent: &Path, fault: &ReadFault) -> u32 {
        match fault {
            ReadFault::TooLarge => {
                let file = self.add(path, parent, String::new());
                self.problems.push(
                    Problem::error(
                        code::TOO_LARGE,
                        Place::top(file),
                        format!("the file has more than {MAX_SPEC_BYTES} bytes"),
                    )
                    .hint("split it: every `.yaml` file of the folder is read"),
                );
                file
            }
            ReadFault::NotUtf8 { valid_up_to, lossy } => {
                let file = self.add(path, parent, lossy.clone());
                let place = Place::new(file, *valid_up_to..valid_up_to + 1);
                self.problems.push(
                    Problem::error(code::NOT_UTF8, place, "the file is not UTF-8 text")
                        .label("the first byte that is not")
                        .hint("save it as UTF-8"),
                );
                file
            }
            ReadFault::Io(_) => {
                let file = self.add(path, parent, String::new());
                let why = files::reason(fault);
                self.problems.push(Problem::error(
                    code::UNREADABLE,
                    Place::top(file),
                    format!("the file can't be read: {why}"),
                ));
                file
            }
        }
    }

    fn add(&mut self, path: String, folder: &Path, text: String) -> u32 {
        self.folders.push(folder.to_owned());
        self.sources.add(path, text)
    }

    fn finish(self) -> Loaded {
        Loaded {
            diagnostics: self.problems.into_diagnostics(&self.sources),
            fleet_file: self.fleet_file.unwrap_or_default(),
            sources: self.sources,
            folders: self.folders,
            world: self.world,
            variants: self.variants,
            digest: self.digest.finish(),
        }
    }
}

/// Writes a path as the user would, with `/` whatever the system.
fn shown(path: &Path) -> String {
    path.to_string_lossy().replace(std::path::MAIN_SEPARATOR, "/")
}

impl Loaded {
    /// Returns what is wrong, for all orgs, in the order of places. Needs no environment.
    #[must_use]
    pub fn diagnostics(&self) -> &[Diagnostic] {
        &self.diagnostics
    }

    /// Returns whether something is wrong that keeps the specs from being used.
    #[must_use]
    pub fn has_errors(&self) -> bool {
        self.diagnostics.iter().any(|one| one.severity == Severity::Error)
    }

    /// Returns the texts that were read, with literal secrets blotted out.
    #[must_use]
    pub fn sources(&self) -> &Sources {
        &self.sources
    }

    /// Returns the SHA-256 over names and texts of all files, in hex. Line ends of Windows make no difference.
    #[must_use]
    pub fn digest(&self) -> String {
        self.digest.clone()
    }

    /// Returns the orgs, in the order in which they stand.
    #[must_use]
    pub fn orgs(&self) -> Vec<OrgEntry> {
        let orgs = self.world.orgs().filter_map(|(name, org)| {
            let org = &org.value;
            Some(OrgEntry {
                name: OrgName::new(name.value.as_str()).ok()?,
                kind: org.kind.as_ref().map(|kind| kind.value),
                local: org.local.as_ref().map(|local| local.value.raw.clone()),
                url: org.url.as_ref().map(|url| url.value.raw.clone()),
                org_id: org.org_id.as_ref().map(|id| id.value.raw.clone()),
                wave: org.wave.as_ref().map_or(1, |wave| wave.value.0),
            })
        });
        orgs.collect()
    }

    /// Returns the names of the orgs, in the order in which they stand.
    #[must_use]
    pub fn org_names(&self) -> Vec<OrgName> {
        self.orgs().into_iter().map(|org| org.name).collect()
    }

    /// Returns the names of the integrations, sorted.
    #[must_use]
    pub fn integration_names(&self) -> Vec<IntegrationName> {
        let names = self.world.integrations.iter().filter_map(|one| one.name());
        let mut names: Vec<_> = names.filter_map(|name| IntegrationName::new(name).ok()).collect();
        names.sort();
        names.dedup();
        names
    }
}
