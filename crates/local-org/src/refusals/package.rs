//! A package as an archive.

use std::collections::BTreeMap;

use base64::Engine as _;
use base64::engine::general_purpose::STANDARD;

use super::table::Package;
use crate::services::metadata::write_archive;

const NAMESPACE: &str = "http://soap.sforce.com/2006/04/metadata";

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
    let types: String = members
        .iter()
        .map(|(name, members)| {
            let members: String = members
                .iter()
                .map(|member| format!("<members>{member}</members>"))
                .collect();
            format!("<types>{members}<name>{name}</name></types>")
        })
        .collect();
    with_namespace(&format!("<Package>{types}<version>{version}</version></Package>"))
}

/// Gives the root element its namespace; a file that is not XML stays as it is.
fn with_namespace(content: &str) -> String {
    if content.starts_with('<') && !content.contains("xmlns") {
        let head = "<?xml version=\"1.0\" encoding=\"UTF-8\"?>\n";
        format!(
            "{head}{}",
            content.replacen('>', &format!(" xmlns=\"{NAMESPACE}\">"), 1)
        )
    } else {
        content.to_owned()
    }
}
