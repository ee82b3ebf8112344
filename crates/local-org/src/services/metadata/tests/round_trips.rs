//! Files of every kind that has no test of its own: what is deployed comes back by retrieve, read and list.
//!
//! The files are in `files/`. What comes back otherwise than it went in has a neighbour with `.back` appended; run with
//! `UPDATE_ROUND_TRIPS=1` to write those, and read them before they stay.

use std::collections::{BTreeMap, BTreeSet};
use std::path::{Path, PathBuf};

use super::world::{World, manifest};
use crate::services::metadata::types::Kind;
use crate::services::metadata::xml::{Element, parse};

const BACK: &str = ".back";

fn folder() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src/services/metadata/tests/files")
}

/// All files by their path in a package.
fn files() -> BTreeMap<String, String> {
    let mut files = BTreeMap::new();
    for directory in std::fs::read_dir(folder()).unwrap() {
        let directory = directory.unwrap().path();
        for file in std::fs::read_dir(&directory).unwrap() {
            let path = file.unwrap().path();
            let name = path
                .strip_prefix(folder())
                .unwrap()
                .to_str()
                .unwrap()
                .replace('\\', "/");
            files.insert(name, std::fs::read_to_string(&path).unwrap());
        }
    }
    files
}

fn sent() -> BTreeMap<String, String> {
    files()
        .into_iter()
        .filter(|(path, _)| !path.ends_with(BACK))
        .collect()
}

fn kind_of(path: &str) -> Kind {
    Kind::of_directory(path.split('/').next().unwrap()).unwrap_or_else(|| panic!("a known folder: {path}"))
}

fn name_of(path: &str) -> String {
    let file = path.rsplit('/').next().unwrap();
    let suffix = format!(".{}", kind_of(path).suffix());
    file.trim_end_matches("-meta.xml")
        .strip_suffix(&suffix)
        .unwrap()
        .to_owned()
}

fn members(files: &BTreeMap<String, String>) -> BTreeMap<&'static str, BTreeSet<String>> {
    let mut members: BTreeMap<&'static str, BTreeSet<String>> = BTreeMap::new();
    for path in files.keys() {
        members
            .entry(kind_of(path).xml_name())
            .or_default()
            .insert(name_of(path));
    }
    members
}

fn package(files: &BTreeMap<String, String>) -> String {
    let members = members(files);
    let named: Vec<(&str, Vec<&str>)> = members
        .iter()
        .map(|(kind, names)| (*kind, names.iter().map(String::as_str).collect()))
        .collect();
    let types: Vec<(&str, &[&str])> = named
        .iter()
        .map(|(kind, names)| (*kind, names.as_slice()))
        .collect();
    manifest(&types, "66.0")
}

fn deploy(world: &World, files: &BTreeMap<String, String>) -> Element {
    let package = package(files);
    let mut all = vec![("package.xml", package.as_str())];
    all.extend(
        files
            .iter()
            .map(|(path, content)| (path.as_str(), content.as_str())),
    );
    world.deployed(&all)
}

fn retrieved(world: &World, files: &BTreeMap<String, String>) -> BTreeMap<String, String> {
    let members = members(files);
    let named: Vec<(&str, Vec<&str>)> = members
        .iter()
        .map(|(kind, names)| (*kind, names.iter().map(String::as_str).collect()))
        .collect();
    let types: Vec<(&str, &[&str])> = named
        .iter()
        .map(|(kind, names)| (*kind, names.as_slice()))
        .collect();
    let (archive, messages) = world.retrieve(&types);
    assert_eq!(messages, [""; 0]);
    archive
        .files
        .into_iter()
        .filter(|(path, _)| !path.ends_with("package.xml"))
        .map(|(path, content)| {
            let path = path.strip_prefix("unpackaged/").unwrap().to_owned();
            (path, String::from_utf8(content).unwrap())
        })
        .collect()
}

#[test]
fn what_is_deployed_comes_back_and_going_in_again_changes_nothing() {
    let (world, sent, known) = (World::new(), sent(), files());
    deploy(&world, &sent);
    let back = retrieved(&world, &sent);
    assert_eq!(
        back.keys().collect::<Vec<_>>(),
        sent.keys().collect::<Vec<_>>(),
        "the same files"
    );
    for (path, content) in &back {
        let expected = known.get(&format!("{path}{BACK}")).unwrap_or(&sent[path]);
        if std::env::var_os("UPDATE_ROUND_TRIPS").is_some() && content.trim() != sent[path].trim() {
            std::fs::write(folder().join(format!("{path}{BACK}")), content).unwrap();
        } else {
            assert_eq!(content.trim(), expected.trim(), "{path}");
        }
    }
    let again = deploy(&world, &back);
    let details = again.child("details").unwrap();
    let changed: Vec<&str> = details
        .all("componentSuccesses")
        .filter(|message| message.flag("changed") && message.value("fullName") != Some("package.xml"))
        .filter_map(|message| message.value("fullName"))
        .collect();
    assert_eq!(changed, [""; 0]);
    assert_eq!(retrieved(&world, &sent), back, "and is the same after it");
}

#[test]
fn read_and_list_agree_with_what_was_deployed() {
    let (world, sent) = (World::new(), sent());
    deploy(&world, &sent);
    let back = retrieved(&world, &sent);
    for (path, content) in back
        .iter()
        .filter(|(path, _)| !path.starts_with("classes/") && !path.starts_with("certs/"))
    {
        let (kind, name) = (kind_of(path), name_of(path));
        let read = world.soap(&format!(
            "<readMetadata><type>{}</type><fullNames>{name}</fullNames></readMetadata>",
            kind.xml_name()
        ));
        let mut record = read.child("result").unwrap().child("records").unwrap().clone();
        assert_eq!(record.value("fullName"), Some(name.as_str()));
        record.children.remove(0);
        let file = parse(content.as_bytes()).unwrap();
        assert_eq!(record.children, file.children, "{path}");
        let listed = world.soap(&format!(
            "<listMetadata><queries><type>{}</type></queries><asOfVersion>66.0</asOfVersion></listMetadata>",
            kind.xml_name()
        ));
        assert!(
            listed
                .all("result")
                .any(|row| row.value("fullName") == Some(&name)),
            "{path} is listed"
        );
    }
}

#[test]
fn what_is_deployed_can_be_deleted_again() {
    let (world, sent) = (World::new(), sent());
    deploy(&world, &sent);
    let members = members(&sent);
    let gone: Vec<(&str, Vec<&str>)> = members
        .iter()
        .map(|(kind, names)| (*kind, names.iter().map(String::as_str).collect()))
        .collect();
    // Details go before their masters, what holds others before what is held.
    for kinds in [
        ["PermissionSetGroup", "Profile"],
        ["MutingPermissionSet", "PermissionSet"],
        ["Queue", "Group"],
        ["ExternalCredential", "Flow"],
    ] {
        for (kind, names) in gone.iter().filter(|(kind, _)| kinds.contains(kind)) {
            delete(&world, kind, names);
        }
    }
    delete(&world, "CustomObject", &["Parcel__c"]);
    for (kind, names) in &gone {
        let rest: Vec<&str> = names
            .iter()
            .copied()
            .filter(|name| *name != "Parcel__c")
            .collect();
        if [
            "CustomObject",
            "ApexClass",
            "Certificate",
            "CustomPermission",
            "RemoteSiteSetting",
            "Role",
        ]
        .contains(kind)
        {
            delete(&world, kind, &rest);
        }
    }
    for (kind, names) in &gone {
        let (_, messages) = world.retrieve(&[(kind, names)]);
        assert_eq!(messages.len(), names.len(), "{kind}: {messages:?}");
    }
}

fn delete(world: &World, kind: &str, names: &[&str]) {
    let result = world.deployed(&[
        ("package.xml", &manifest(&[], "66.0")),
        ("destructiveChanges.xml", &manifest(&[(kind, names)], "66.0")),
    ]);
    for name in names {
        assert!(super::world::done(&result, name).2, "{name}");
    }
}
