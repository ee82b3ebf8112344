//! The archive of a retrieval.

use std::collections::{BTreeMap, BTreeSet};

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::properties::{Names, of_listing};
use crate::services::metadata::components::{self, Listing};
use crate::services::metadata::types::{Kind, NAMESPACE};
use crate::services::metadata::wire::{ArchiveError, Manifest, write_archive};
use crate::services::metadata::xml::{Element, to_document};
use crate::store::Tx;

/// What is asked for.
#[derive(Debug, Default)]
pub(crate) struct Wanted {
    /// Types and members.
    pub(crate) manifest: Manifest,
    /// API version of the files.
    pub(crate) version: u32,
    /// Without the folder `unpackaged`.
    pub(crate) single_package: bool,
    /// Only these files, where any are named.
    pub(crate) files: BTreeSet<String>,
}

/// What is given.
#[derive(Debug)]
pub(crate) struct Retrieved {
    /// The archive; there is one even when nothing was found, since clients open it.
    pub(crate) zip: Vec<u8>,
    /// `fileProperties` elements.
    pub(crate) properties: Vec<Element>,
    /// `messages` elements.
    pub(crate) messages: Vec<Element>,
}

/// Builds the archive.
///
/// # Errors
/// When it can't be packed.
pub(crate) fn retrieve(tx: &Tx<'_>, wanted: &Wanted) -> Result<Retrieved, ArchiveError> {
    let folder = if wanted.single_package { "" } else { "unpackaged/" };
    let mut names = Names::default();
    let mut files: BTreeMap<String, Vec<u8>> = BTreeMap::new();
    let mut parts: BTreeMap<String, Element> = BTreeMap::new();
    let mut given = Retrieved {
        zip: Vec::new(),
        properties: Vec::new(),
        messages: Vec::new(),
    };
    let mut found = Manifest {
        types: Vec::new(),
        version: Some(wanted.version),
    };
    for (type_name, members) in &wanted.manifest.types {
        let Some(kind) = Kind::named(type_name, wanted.version) else {
            given
                .messages
                .push(message(folder, &format!("Entity type: '{type_name}' is unknown")));
            continue;
        };
        let mut retrieved = Vec::new();
        for listing in select(tx, kind, members, folder, &mut given.messages) {
            let path = format!("{folder}{}", kind.file_name(&listing.full_name));
            let short = kind.file_name(&listing.full_name);
            if !wanted.files.is_empty() && !wanted.files.contains(&path) && !wanted.files.contains(&short) {
                continue;
            }
            let Some((name, body)) = components::read(tx, kind, &listing.full_name, wanted.version) else {
                continue;
            };
            if kind == Kind::CustomField {
                add_field(&mut parts, &path, &name, body.clone());
            } else {
                add_files(&mut files, kind, &path, &body);
            }
            given.properties.push(of_listing(
                tx,
                &mut names,
                "fileProperties",
                kind,
                folder,
                &listing,
            ));
            retrieved.push(name);
        }
        if !retrieved.is_empty() {
            found.types.push((kind.xml_name().to_owned(), retrieved));
        }
    }
    // A whole object holds its fields already.
    for (path, object) in parts {
        files
            .entry(path)
            .or_insert_with(|| to_document(&object, NAMESPACE).into_bytes());
    }
    let manifest = to_document(&found.to_element(), NAMESPACE);
    files.insert(format!("{folder}package.xml"), manifest.into_bytes());
    given.properties.push(manifest_properties(tx, folder));
    given.zip = write_archive(
        files
            .iter()
            .map(|(name, content)| (name.as_str(), content.as_slice())),
    )?;
    Ok(given)
}

/// The components that the members name; what is not there becomes a message (platform's text).
fn select(
    tx: &Tx<'_>,
    kind: Kind,
    members: &[String],
    folder: &str,
    messages: &mut Vec<Element>,
) -> Vec<Listing> {
    let all = components::list(tx, kind);
    if members.iter().any(|member| member == "*") {
        return all;
    }
    let mut selected = Vec::new();
    for member in members {
        // A profile also answers to its label.
        let name = components::read_name(tx, kind, member).unwrap_or_else(|| member.clone());
        match all
            .iter()
            .find(|listing| listing.full_name.eq_ignore_ascii_case(&name))
        {
            Some(listing) => selected.push(listing.clone()),
            None => messages.push(message(
                folder,
                &format!(
                    "Entity of type '{}' named '{member}' cannot be found",
                    kind.xml_name()
                ),
            )),
        }
    }
    selected
}

fn message(folder: &str, problem: &str) -> Element {
    Element::new("messages")
        .with("fileName", format!("{folder}package.xml"))
        .with("problem", problem)
}

/// Fields are asked for one by one and come in a file of their object.
fn add_field(parts: &mut BTreeMap<String, Element>, path: &str, name: &str, body: Element) {
    let mut field = body;
    "fields".clone_into(&mut field.name);
    let short = name.split_once('.').map_or(name, |(_, field)| field);
    field.children.insert(0, Element::leaf("fullName", short));
    parts
        .entry(path.to_owned())
        .or_insert_with(|| Element::new("CustomObject"))
        .children
        .push(field);
}

/// A class is two files: its source, and its `-meta.xml`.
fn add_files(files: &mut BTreeMap<String, Vec<u8>>, kind: Kind, path: &str, body: &Element) {
    if !kind.has_meta_file() {
        files.insert(path.to_owned(), to_document(body, NAMESPACE).into_bytes());
        return;
    }
    let mut meta = body.clone();
    let content = meta
        .value("content")
        .and_then(|text| STANDARD.decode(text).ok())
        .unwrap_or_default();
    meta.remove("content");
    files.insert(path.to_owned(), content);
    files.insert(
        format!("{path}-meta.xml"),
        to_document(&meta, NAMESPACE).into_bytes(),
    );
}

fn manifest_properties(tx: &Tx<'_>, folder: &str) -> Element {
    let (name, now) = (format!("{folder}package.xml"), tx.stamp());
    Element::new("fileProperties")
        .with("createdById", "")
        .with("createdByName", "")
        .with("createdDate", &now)
        .with("fileName", &name)
        .with("fullName", &name)
        .with("id", "")
        .with("lastModifiedById", "")
        .with("lastModifiedByName", "")
        .with("lastModifiedDate", &now)
        .with("manageableState", "unmanaged")
        .with("type", "Package")
}
