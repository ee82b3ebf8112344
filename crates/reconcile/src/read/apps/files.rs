//! The metadata files of apps, sorted by the app that they belong to.
//!
//! Satellites are found by the app that they point to, never by a guessed name: there is one of each per app, and a second
//! with another name collides.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, AppKind, Attribute, MetadataFile, Seen, Value};
use hallpass_salesforce::metadata::{Element, Tree};

use crate::metadata::{
    Family, list, listed, order_of, read_setting, replace_all, set, setting_family, text_at, texts_of,
};

/// What metadata says about all apps, or why it says nothing.
pub(in crate::read) type Files = Result<Vec<MetadataFile>, String>;

/// A retrieved file with its tree.
pub(super) struct File {
    pub(super) family: Family,
    pub(super) file: MetadataFile,
    pub(super) root: Element,
}

/// Files by the app that they belong to.
pub(super) type Trees = BTreeMap<(AppKind, ApiName), Vec<File>>;

/// A file that is no XML is no ground to go on: everything is unknown then.
pub(super) fn trees(files: &[MetadataFile]) -> Result<Trees, String> {
    let mut trees = Trees::new();
    for file in files {
        let Some(family) = Family::of(&file.component) else {
            continue;
        };
        let tree = Tree::parse(&file.xml)
            .map_err(|error| format!("{} {}: {error}", file.component, file.full_name))?;
        let (kind, owner) = match family {
            Family::Header => (AppKind::ExternalClientApp, Some(file.full_name.clone())),
            Family::Connected => (AppKind::ConnectedApp, Some(file.full_name.clone())),
            Family::Global | Family::Settings | Family::Policies | Family::General => (
                AppKind::ExternalClientApp,
                text_at(&tree.root, "externalClientApplication"),
            ),
        };
        if let Some(owner) = owner {
            let file = File {
                family,
                file: file.clone(),
                root: tree.root,
            };
            trees.entry((kind, owner.as_str().into())).or_default().push(file);
        }
    }
    Ok(trees)
}

/// The files of one app as they are kept, its header first: without credentials, and with every set that the app admits.
/// The list in the policies and the rows are two views of one store, and a file that lists fewer may take the others away.
pub(super) fn tidied(mut files: Vec<File>, links: Option<&BTreeSet<ApiName>>) -> Vec<File> {
    for file in &mut files {
        without_credentials(&mut file.root);
        if let Some(links) = links {
            list_all(file, links);
        }
        file.file.xml = Tree {
            root: file.root.clone(),
        }
        .to_string();
    }
    files.sort_by_key(|file| file.family);
    files
}

/// Returns whether an app has this consumer key; orgs do not always tell.
pub(super) fn has_key(files: &[File], key: &str) -> bool {
    let mut keys = files
        .iter()
        .flat_map(|file| ["consumerKey", "oauthConfig/consumerKey"].map(|path| text_at(&file.root, path)));
    keys.any(|found| found.as_deref() == Some(key))
}

/// Nobody needs a key to compare apps, and a key that is not kept cannot leak.
fn without_credentials(root: &mut Element) {
    for name in ["consumerKey", "consumerSecret"] {
        root.remove(name);
        if let Some(config) = root.child_mut("oauthConfig") {
            config.remove(name);
        }
    }
}

fn list_all(file: &mut File, links: &BTreeSet<ApiName>) {
    let order = order_of(file.family.component());
    match file.family {
        Family::Policies => {
            let present = text_at(&file.root, "commaSeparatedPermissionSet").unwrap_or_default();
            let mut sets: BTreeSet<ApiName> = listed(&present).map(ApiName::from).collect();
            sets.extend(links.iter().cloned());
            let text = list(sets.iter().map(ApiName::as_str));
            set(&mut file.root, "commaSeparatedPermissionSet", &text, order);
        }
        Family::Connected => {
            let mut sets: BTreeSet<ApiName> = texts_of(&file.root, "permissionSetName")
                .iter()
                .map(|name| name.as_str().into())
                .collect();
            sets.extend(links.iter().cloned());
            let names: Vec<String> = sets.iter().map(ToString::to_string).collect();
            replace_all(&mut file.root, "permissionSetName", &names, order);
        }
        Family::Header | Family::Global | Family::Settings | Family::General => {}
    }
}

/// Reads a value out of one file of an app: unknown where files could not be read, absent where the file is not there.
pub(super) fn seen<T>(
    files: &Result<Vec<File>, String>,
    family: Family,
    value: impl Fn(&Element) -> Seen<T>,
) -> Seen<T> {
    match files {
        Err(why) => Seen::Unknown(why.clone()),
        Ok(files) => files
            .iter()
            .find(|file| file.family == family)
            .map_or(Seen::Absent, |file| value(&file.root)),
    }
}

/// Reads texts out of one file of an app; none where there is no such file.
pub(super) fn texts(
    files: &Result<Vec<File>, String>,
    family: Family,
    texts: impl Fn(&Element) -> BTreeSet<String>,
) -> BTreeSet<String> {
    let mut of_family = files.iter().flatten().filter(|file| file.family == family);
    of_family
        .next()
        .map_or_else(BTreeSet::new, |file| texts(&file.root))
}

/// Reads the settings that stand in one place each.
pub(super) fn settings(kind: AppKind, files: &Result<Vec<File>, String>) -> BTreeMap<Attribute, Seen<Value>> {
    Attribute::SETTINGS
        .into_iter()
        .filter_map(|attribute| {
            let family = setting_family(kind, attribute)?;
            let value = seen(files, family, |root| read_setting(kind, attribute, root));
            Some((attribute, value))
        })
        .collect()
}

pub(super) fn kept(files: Result<Vec<File>, String>) -> Vec<MetadataFile> {
    files
        .unwrap_or_default()
        .into_iter()
        .map(|file| file.file)
        .collect()
}
