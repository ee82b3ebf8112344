//! An archive as a package: what it adds, what it deletes, and what is wrong with it before anything is saved.

use std::collections::BTreeSet;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::message::Message;
use crate::services::metadata::types::{Kind, Problem, check};
use crate::services::metadata::wire::{Archive, Manifest};
use crate::services::metadata::xml::{Element, parse};
use crate::services::rest::LATEST;

/// A component to save.
#[derive(Debug)]
pub(super) struct Component {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) file_name: String,
    /// The file, checked against its type.
    pub(super) file: Result<Element, Problem>,
}

/// A component to delete.
#[derive(Debug)]
pub(super) struct Deletion {
    pub(super) kind: Kind,
    pub(super) name: String,
    pub(super) file_name: String,
}

/// A package, read.
#[derive(Debug, Default)]
pub(super) struct Package {
    pub(super) version: u32,
    pub(super) manifest_file: String,
    /// Deleted before anything is saved.
    pub(super) before: Vec<Deletion>,
    pub(super) components: Vec<Component>,
    /// Deleted after everything is saved.
    pub(super) after: Vec<Deletion>,
    /// What is wrong with the package itself.
    pub(super) failures: Vec<Message>,
}

const MANIFEST: &str = "package.xml";
/// Files that delete before and after (Metadata API Developer Guide, Deleting Components from an Organization).
const BEFORE: &[&str] = &["destructiveChanges.xml", "destructiveChangesPre.xml"];
const AFTER: &str = "destructiveChangesPost.xml";

impl Package {
    /// Reads a package; `call_version` holds where the manifest names no version.
    pub(super) fn read(archive: &Archive, call_version: u32) -> Self {
        let Some(root) = root_of(archive) else {
            return Self::broken("No package.xml found");
        };
        let at = |name: &str| format!("{root}{name}");
        let manifest = match manifest(archive, &at(MANIFEST)) {
            Some(Ok(manifest)) => manifest,
            Some(Err(problem)) => return Self::broken(&problem.text),
            None => return Self::broken("No package.xml found"),
        };
        let version = manifest.version.unwrap_or(call_version);
        if version > u32::from(LATEST.number()) {
            return Self::broken(&format!("Invalid version specified:{version}.0"));
        }
        let mut package = Self {
            version,
            manifest_file: at(MANIFEST),
            ..Self::default()
        };
        let mut used = BTreeSet::new();
        for (type_name, members) in &manifest.types {
            match Kind::named(type_name, version) {
                Some(kind) => package.add(archive, &root, kind, members, &mut used),
                None => package.fail(
                    &at(MANIFEST),
                    type_name,
                    "",
                    format!("Unknown type name '{type_name}' specified in package.xml"),
                ),
            }
        }
        for name in BEFORE {
            let deletions = package.deletions(archive, &at(name));
            package.before.extend(deletions);
        }
        package.after = package.deletions(archive, &at(AFTER));
        package.refuse_unnamed(archive, &root, &used);
        // What others refer to is saved first, whatever the order of the manifest.
        package.components.sort_by_key(|component| component.kind);
        package
    }

    fn broken(text: &str) -> Self {
        let mut package = Self {
            manifest_file: MANIFEST.to_owned(),
            ..Self::default()
        };
        package.fail(MANIFEST, MANIFEST, "", text.to_owned());
        package
    }

    fn fail(&mut self, file: &str, name: &str, component_type: &str, text: String) {
        self.failures.push(Message::failure(
            component_type,
            name,
            file,
            &Problem::of_file(text),
        ));
    }

    fn add(
        &mut self,
        archive: &Archive,
        root: &str,
        kind: Kind,
        members: &[String],
        used: &mut BTreeSet<String>,
    ) {
        let names: Vec<String> = if members.iter().any(|member| member == "*") {
            names_in(archive, root, kind)
        } else {
            members.to_vec()
        };
        for name in names {
            let file_name = format!("{root}{}", kind.file_name(&name));
            // Names with `-meta.xml` are taken as well (reported).
            let meta = format!("{file_name}-meta.xml");
            let found = [&file_name, &meta]
                .into_iter()
                .find(|candidate| archive.files.contains_key(*candidate))
                .cloned();
            used.extend([file_name, meta]);
            match found {
                Some(found) if kind.has_meta_file() => {
                    let file = self.parse_pair(kind, &name, archive, &found);
                    self.push(kind, name, found, file);
                }
                Some(found) => match (kind, self.parse(kind, &name, &archive.files[&found])) {
                    (Kind::CustomObject, Ok(object)) => self.push_object(&name, &found, object),
                    (Kind::CustomField, Ok(object)) => self.push_field(&name, &found, &object),
                    (_, file) => self.push(kind, name, found, file),
                },
                None => {
                    let text = not_in_archive(&name, kind);
                    let manifest = self.manifest_file.clone();
                    self.fail(&manifest, &name, kind.xml_name(), text);
                }
            }
        }
    }

    fn push(&mut self, kind: Kind, name: String, file_name: String, file: Result<Element, Problem>) {
        let known = |component: &Component| component.kind == kind && component.name == name;
        // An object brings its fields along, also those that the manifest names.
        if !self.components.iter().any(known) {
            self.components.push(Component {
                kind,
                name,
                file_name,
                file,
            });
        }
    }

    /// An object and each of its fields are components of their own.
    fn push_object(&mut self, name: &str, file_name: &str, mut object: Element) {
        for field in object.all("fields") {
            let short = field.value("fullName").unwrap_or_default();
            self.push(
                Kind::CustomField,
                format!("{name}.{short}"),
                file_name.to_owned(),
                Ok(as_field(field)),
            );
        }
        object.remove("fields");
        self.push(
            Kind::CustomObject,
            name.to_owned(),
            file_name.to_owned(),
            Ok(object),
        );
    }

    fn push_field(&mut self, name: &str, file_name: &str, object: &Element) {
        let short = name.split_once('.').map_or(name, |(_, short)| short);
        let field = object
            .all("fields")
            .find(|field| field.value("fullName") == Some(short));
        match field {
            Some(field) => self.push(
                Kind::CustomField,
                name.to_owned(),
                file_name.to_owned(),
                Ok(as_field(field)),
            ),
            None => {
                let manifest = self.manifest_file.clone();
                self.fail(
                    &manifest,
                    name,
                    Kind::CustomField.xml_name(),
                    not_in_archive(name, Kind::CustomField),
                );
            }
        }
    }

    /// The source of a class and its `-meta.xml`, as one element with the source in `content`.
    fn parse_pair(&self, kind: Kind, name: &str, archive: &Archive, found: &str) -> Result<Element, Problem> {
        let source = found.strip_suffix("-meta.xml").unwrap_or(found);
        let content = archive
            .files
            .get(source)
            .ok_or_else(|| Problem::of_file(not_in_archive(source, kind)))?;
        let meta = archive.files.get(&format!("{source}-meta.xml")).ok_or_else(|| {
            Problem::of_file(format!("Required metadata file ({source}-meta.xml) is missing"))
        })?;
        let mut file = self.parse(kind, name, meta)?;
        file.set("content", STANDARD.encode(content));
        Ok(file)
    }

    fn parse(&self, kind: Kind, name: &str, content: &[u8]) -> Result<Element, Problem> {
        // Fields come in the file of their object.
        let kind = if kind == Kind::CustomField {
            Kind::CustomObject
        } else {
            kind
        };
        let root =
            parse(content).map_err(|error| Problem::of_file(format!("Error parsing file: {error}")))?;
        let expected = kind
            .root_of(name)
            .ok_or_else(|| Problem::of_file(format!("No {} named: {name} found", kind.xml_name())))?;
        if root.name != expected {
            return Err(Problem::of_file(format!(
                "Error parsing file: Document root element \"{}\" does not match expected \"{expected}\"",
                root.name
            )));
        }
        check(&root, expected, self.version)
    }

    /// Wildcards are not allowed in destructive changes (Metadata API Developer Guide).
    fn deletions(&mut self, archive: &Archive, file: &str) -> Vec<Deletion> {
        let manifest = match manifest(archive, file) {
            None => return Vec::new(),
            Some(Ok(manifest)) => manifest,
            Some(Err(problem)) => {
                self.fail(file, file, "", problem.text);
                return Vec::new();
            }
        };
        let mut deletions = Vec::new();
        for (type_name, members) in manifest.types {
            let Some(kind) = Kind::named(&type_name, self.version) else {
                self.fail(
                    file,
                    &type_name,
                    "",
                    format!("Unknown type name '{type_name}' specified in package.xml"),
                );
                continue;
            };
            for name in members {
                if name == "*" {
                    self.fail(
                        file,
                        &name,
                        &type_name,
                        "Wildcards are not supported in destructive changes".to_owned(),
                    );
                } else {
                    deletions.push(Deletion {
                        kind,
                        name,
                        file_name: file.to_owned(),
                    });
                }
            }
        }
        deletions
    }

    /// A file of a known folder that the manifest does not name (platform's text).
    fn refuse_unnamed(&mut self, archive: &Archive, root: &str, used: &BTreeSet<String>) {
        for path in archive.files.keys().filter(|path| !used.contains(*path)) {
            let Some((directory, file)) = path.strip_prefix(root).and_then(|path| path.split_once('/'))
            else {
                continue;
            };
            let Some(kind) = Kind::of_directory(directory) else {
                continue;
            };
            let name = file.split('.').next().unwrap_or(file).to_owned();
            self.fail(path, &name, kind.xml_name(), "Not in package.xml".to_owned());
        }
    }
}

/// Recorded: the message contains "was not found in zipped directory".
fn not_in_archive(name: &str, kind: Kind) -> String {
    format!(
        "An object '{name}' of type {} was named in package.xml, but was not found in zipped directory",
        kind.xml_name()
    )
}

/// A `fields` element as a file of its own.
fn as_field(field: &Element) -> Element {
    let mut file = field.clone();
    Kind::CustomField.root().clone_into(&mut file.name);
    file
}

/// The folder of the package with its slash: the root, or else the one folder that holds a manifest.
///
/// `singlePackage` says which of the two is meant; taking what is there does not refuse any archive that the real
/// service takes.
fn root_of(archive: &Archive) -> Option<String> {
    if archive.files.contains_key(MANIFEST) {
        return Some(String::new());
    }
    archive
        .files
        .keys()
        .filter_map(|path| path.strip_suffix(MANIFEST))
        .filter(|root| root.ends_with('/'))
        .min_by_key(|root| root.len())
        .map(str::to_owned)
}

fn manifest(archive: &Archive, file: &str) -> Option<Result<Manifest, Problem>> {
    let content = archive.files.get(file)?;
    Some(match parse(content) {
        Ok(root) => Manifest::of(&root)
            .ok_or_else(|| Problem::of_file(format!("Error parsing file: {file} is no Package"))),
        Err(error) => Err(Problem::of_file(format!("Error parsing file: {error}"))),
    })
}

/// The components of a folder.
fn names_in(archive: &Archive, root: &str, kind: Kind) -> Vec<String> {
    let folder = format!("{root}{}/", kind.directory());
    let suffix = format!(".{}", kind.suffix());
    let mut names: Vec<String> = archive
        .files
        .keys()
        .filter_map(|path| path.strip_prefix(&folder))
        .filter_map(|file| {
            file.strip_suffix("-meta.xml")
                .unwrap_or(file)
                .strip_suffix(&suffix)
        })
        .map(str::to_owned)
        .collect();
    names.dedup();
    names
}

#[cfg(test)]
mod tests {
    use super::*;

    const SET: &[u8] =
        b"<PermissionSet xmlns=\"http://soap.sforce.com/2006/04/metadata\"><label>x</label></PermissionSet>";

    fn package(files: &[(&str, &[u8])]) -> Package {
        let files = files
            .iter()
            .map(|(name, content)| ((*name).to_owned(), content.to_vec()))
            .collect();
        Package::read(&Archive { files }, 66)
    }

    fn manifest_of(kind: &str, members: &[&str]) -> Vec<u8> {
        let members: String = members
            .iter()
            .map(|member| format!("<members>{member}</members>"))
            .collect();
        format!("<Package xmlns=\"http://soap.sforce.com/2006/04/metadata\"><types>{members}<name>{kind}</name></types><version>66.0</version></Package>").into_bytes()
    }

    #[test]
    fn packages_are_found_with_and_without_a_folder_and_with_meta_names() {
        for (manifest, file) in [
            ("package.xml", "permissionsets/A.permissionset"),
            (
                "unpackaged/package.xml",
                "unpackaged/permissionsets/A.permissionset",
            ),
            ("pkg/package.xml", "pkg/permissionsets/A.permissionset-meta.xml"),
        ] {
            for members in [["A"], ["*"]] {
                let package = package(&[(manifest, &manifest_of("PermissionSet", &members)), (file, SET)]);
                assert_eq!(package.failures, [], "{file}");
                assert_eq!(package.components.len(), 1, "{file}");
                assert_eq!(package.components[0].file_name, file);
                assert!(package.components[0].file.is_ok());
            }
        }
    }

    #[test]
    fn what_is_wrong_with_a_package_is_told_in_the_orgs_words() {
        let named = manifest_of("PermissionSet", &["A"]);
        type Files<'f> = &'f [(&'f str, &'f [u8])];
        let table: [(Files<'_>, &str); 5] = [
            (&[], "No package.xml found"),
            (
                &[("package.xml", b"<Package>")],
                "Error parsing file: XML document structures must start and end within the same entity. at line 1, column 10",
            ),
            (
                &[("package.xml", &named)],
                "An object 'A' of type PermissionSet was named in package.xml, but was not found in zipped directory",
            ),
            (
                &[("package.xml", &manifest_of("Nonsense", &["A"]))],
                "Unknown type name 'Nonsense' specified in package.xml",
            ),
            (
                &[
                    ("package.xml", &named),
                    ("permissionsets/A.permissionset", SET),
                    ("permissionsets/B.permissionset", SET),
                ],
                "Not in package.xml",
            ),
        ];
        for (files, expected) in table {
            let problems: Vec<_> = package(files)
                .failures
                .into_iter()
                .filter_map(|message| message.problem)
                .collect();
            assert_eq!(problems, [expected]);
        }
    }
}
