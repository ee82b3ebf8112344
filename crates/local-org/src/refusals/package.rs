//! A package as an archive.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::table::Package;
use crate::services::metadata::write_archive;
use crate::testing;

/// Returns the call that deploys a package.
pub(super) fn deploy(package: &Package) -> String {
    let mut files: BTreeMap<String, String> = package
        .files
        .iter()
        .map(|(path, content)| (path.clone(), with_namespace(content)))
        .collect();
    let version = package.version.as_deref().unwrap_or("66.0");
    if !files.contains_key("package.xml") {
        files.insert("package.xml".to_owned(), manifest(&package.members, version));
    }
    if !package.destroy.is_empty() {
        files.insert(
            "destructiveChanges.xml".to_owned(),
            manifest(&package.destroy, version),
        );
    }
    let files = files
        .iter()
        .map(|(path, content)| (path.as_str(), content.as_bytes()));
    let zip = STANDARD.encode(write_archive(files).expect("an archive"));
    let options = &package.options;
    format!(
        "<deploy><ZipFile>{zip}</ZipFile><DeployOptions><rollbackOnError>true</rollbackOnError><singlePackage>true</singlePackage>{options}</DeployOptions></deploy>"
    )
}

fn manifest(members: &BTreeMap<String, Vec<String>>, version: &str) -> String {
    let types = members
        .iter()
        .map(|(name, members)| (name.as_str(), members.iter().map(String::as_str)));
    testing::manifest(types, version)
}

/// Gives the root element its namespace; a file that is not XML, or has one, stays as it is.
fn with_namespace(content: &str) -> String {
    let inside = content.strip_prefix('<').and_then(|rest| rest.split_once('>'));
    let end = |root: &str| format!("</{root}>");
    match inside {
        Some((root, rest)) if !root.contains(' ') && rest.ends_with(&end(root)) => {
            testing::metadata_file(root, &rest[..rest.len() - end(root).len()])
        }
        _ => content.to_owned(),
    }
}
