//! Apps: External Client Apps with their satellites, and connected apps.
//!
//! Rows give ids and names; all the rest stands in metadata files. Satellites are found by the app that they point to,
//! never by a guessed name: there is one of each per app, and a second with another name collides.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{
    ApiName, AppKind, Complete, LiveApp, MetadataFile, RecordId, Scope as OauthScope, Seen, Username,
    split_mark,
};
use hallpass_salesforce::Record;
use hallpass_salesforce::metadata::{Element, Tree};
use hallpass_salesforce::soql::Soql;

use super::ReadError;
use super::answers::{Answers, Ask, Topic, ask};
use super::record::{full_name, need_id, seen_text};
use super::scope::Scope;
use crate::metadata::{
    Family, fingerprint, flag_at, ip_relaxation_from, list, listed, order_of, replace_all,
    scope_from_connected, scope_from_external, set, text_at, texts_of,
};

pub(super) fn asks() -> Vec<Ask> {
    let columns = [
        "Id",
        "DeveloperName",
        "NamespacePrefix",
        "MasterLabel",
        "Description",
        "ContactEmail",
    ];
    vec![
        ask(
            Topic::ExternalClientApps,
            Soql::select(columns).from("ExternalClientApplication"),
        ),
        ask(
            Topic::ConnectedApps,
            Soql::select(["Id", "Name"]).from("ConnectedApplication"),
        ),
    ]
}

/// The metadata types that are retrieved, all components of each.
pub(super) fn components() -> [&'static str; 5] {
    Family::ALL.map(Family::component)
}

/// An app of the org, whoever owns it.
pub(super) struct Found {
    pub(super) kind: AppKind,
    pub(super) name: ApiName,
    pub(super) id: RecordId,
    row: Record,
}

/// A retrieved file with its tree.
struct File {
    family: Family,
    file: MetadataFile,
    root: Element,
}

/// What metadata says about all apps, or why it says nothing.
pub(super) type Files = Result<Vec<MetadataFile>, String>;

/// Returns all apps of the org by kind, name and id.
pub(super) fn found(files: &Files, answers: &mut Answers) -> Result<Vec<Found>, ReadError> {
    let mut found = Vec::new();
    // An org without the feature does not know the object, and so has none of its rows.
    for row in answers
        .rows_or_refusal(Topic::ExternalClientApps)?
        .unwrap_or_default()
    {
        let name = full_name(&row, "NamespacePrefix", "DeveloperName")?;
        found.push(Found {
            kind: AppKind::ExternalClientApp,
            name,
            id: need_id(&row, "Id")?,
            row,
        });
    }
    let names = connected_names(files);
    for row in answers.rows_or_refusal(Topic::ConnectedApps)?.unwrap_or_default() {
        let label = row.need_text("Name")?;
        let name = names.get(label).cloned().unwrap_or_else(|| ApiName::from(label));
        found.push(Found {
            kind: AppKind::ConnectedApp,
            name,
            id: need_id(&row, "Id")?,
            row,
        });
    }
    Ok(found)
}

/// The row of a connected app has its label; its file has the name.
fn connected_names(files: &Files) -> BTreeMap<String, ApiName> {
    let connected = files
        .iter()
        .flatten()
        .filter(|file| file.component == Family::Connected.component());
    let named = connected.filter_map(|file| {
        let root = Tree::parse(&file.xml).ok()?.root;
        Some((text_at(&root, "label")?, ApiName::from(file.full_name.as_str())))
    });
    named.collect()
}

/// Returns the apps in scope. `links` are the sets that each app admits, all sets of the org counted.
pub(super) fn from(
    scope: &Scope<'_>,
    found: &[Found],
    files: &Files,
    links: &BTreeMap<RecordId, BTreeSet<ApiName>>,
) -> Result<Complete<BTreeMap<ApiName, LiveApp>>, ReadError> {
    let mut trees = files
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|files| trees(files));
    let mut apps = BTreeMap::new();
    for one in found {
        let declared = scope.declared_app(&one.name);
        // Of two apps of one name the one of the declared kind is meant.
        if declared.is_some_and(|app| app.kind != one.kind) {
            continue;
        }
        let of_app = match &mut trees {
            Ok(trees) => {
                let files = trees.remove(&(one.kind, one.name.clone())).unwrap_or_default();
                Ok(tidied(files, links.get(&one.id)))
            }
            Err(why) => Err(why.clone()),
        };
        let app = match one.kind {
            AppKind::ExternalClientApp => external(one, of_app),
            AppKind::ConnectedApp => connected(one, of_app),
        };
        if declared.is_some() || scope.is_ours(app.mark.as_ref()) {
            apps.insert(app.name.clone(), app);
        }
    }
    Ok(Complete::read_to_the_end(apps))
}

/// Files by the app that they belong to.
type Trees = BTreeMap<(AppKind, ApiName), Vec<File>>;

/// A file that is no XML is no ground to go on: everything is unknown then.
fn trees(files: &[MetadataFile]) -> Result<Trees, String> {
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
            Family::Global | Family::Settings | Family::Policies => (
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
fn tidied(mut files: Vec<File>, links: Option<&BTreeSet<ApiName>>) -> Vec<File> {
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
        Family::Header | Family::Global | Family::Settings => {}
    }
}

/// Reads a value out of one file of an app: unknown where files could not be read, absent where the file is not there.
fn seen<T>(
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

fn kept(files: Result<Vec<File>, String>) -> Vec<MetadataFile> {
    files
        .unwrap_or_default()
        .into_iter()
        .map(|file| file.file)
        .collect()
}

fn external(app: &Found, files: Result<Vec<File>, String>) -> LiveApp {
    let (description, mark) = split_mark(app.row.text("Description").unwrap_or_default());
    let policy = |path: &'static str| move |root: &Element| Seen::from(text_at(root, path));
    let switched_on = |family: Family| {
        seen(&files, family, |root| {
            Seen::Known(flag_at(root, "isClientCredentialsFlowEnabled") == Some(true))
        })
    };
    LiveApp {
        kind: app.kind,
        id: app.id.clone(),
        name: app.name.clone(),
        label: seen_text(&app.row, "MasterLabel"),
        description: Some(description.to_owned())
            .filter(|text| !text.is_empty())
            .into(),
        mark,
        contact_email: seen_text(&app.row, "ContactEmail"),
        callback_urls: seen(&files, Family::Global, |root| {
            urls(text_at(root, "callbackUrl").as_deref())
        }),
        scopes: seen(&files, Family::Settings, |root| {
            let text = text_at(root, "commaSeparatedOauthScopes").unwrap_or_default();
            scopes(listed(&text).map(scope_from_external).collect())
        }),
        client_credentials: both(switched_on(Family::Global), switched_on(Family::Policies)),
        run_as: seen(&files, Family::Policies, |root| {
            username(policy("clientCredentialsFlowUser")(root))
        }),
        certificate_sha256: seen(&files, Family::Global, |root| {
            certificate(text_at(root, "certificate").as_deref())
        }),
        admin_approved: seen(&files, Family::Policies, |root| {
            let word = text_at(root, "permittedUsersPolicyType");
            Seen::Known(word.is_some_and(|word| word.eq_ignore_ascii_case("AdminApprovedPreAuthorized")))
        }),
        ip_relaxation: seen(&files, Family::Policies, |root| {
            ip_relaxation(text_at(root, "ipRelaxationPolicyType").as_deref())
        }),
        files: kept(files),
    }
}

fn connected(app: &Found, files: Result<Vec<File>, String>) -> LiveApp {
    let at = |path: &'static str| seen(&files, Family::Connected, move |root| text_at(root, path).into());
    let flag = |path: &'static str| {
        seen(&files, Family::Connected, move |root| {
            Seen::Known(flag_at(root, path) == Some(true))
        })
    };
    let description = at("description");
    let (description, mark) = match &description {
        Seen::Known(text) => {
            let (visible, mark) = split_mark(text);
            (
                Some(visible.to_owned()).filter(|text| !text.is_empty()).into(),
                mark,
            )
        }
        other => (other.clone(), None),
    };
    LiveApp {
        kind: app.kind,
        id: app.id.clone(),
        name: app.name.clone(),
        label: at("label"),
        description,
        mark,
        contact_email: at("contactEmail"),
        callback_urls: seen(&files, Family::Connected, |root| {
            urls(text_at(root, "oauthConfig/callbackUrl").as_deref())
        }),
        scopes: seen(&files, Family::Connected, |root| {
            let words = root
                .child("oauthConfig")
                .map(|config| texts_of(config, "scopes"))
                .unwrap_or_default();
            let live = words.iter().map(|word| scope_from_connected(word)).collect();
            scopes(live)
        }),
        client_credentials: flag("oauthConfig/isClientCredentialEnabled"),
        run_as: username(at("oauthConfig/oauthClientCredentialUser")),
        certificate_sha256: seen(&files, Family::Connected, |root| {
            certificate(text_at(root, "oauthConfig/certificate").as_deref())
        }),
        admin_approved: flag("oauthConfig/isAdminApproved"),
        ip_relaxation: seen(&files, Family::Connected, |root| {
            ip_relaxation(text_at(root, "oauthPolicy/ipRelaxation").as_deref())
        }),
        files: kept(files),
    }
}

fn urls(text: Option<&str>) -> Seen<BTreeSet<String>> {
    let urls: BTreeSet<String> = text
        .iter()
        .flat_map(|text| text.lines())
        .map(|line| line.trim().to_owned())
        .filter(|url| !url.is_empty())
        .collect();
    Some(urls).filter(|urls| !urls.is_empty()).into()
}

fn scopes(scopes: BTreeSet<OauthScope>) -> Seen<BTreeSet<OauthScope>> {
    Some(scopes).filter(|scopes| !scopes.is_empty()).into()
}

/// Orgs differ in whether they give the certificate back: what is not returned is unknown, and never drift.
fn certificate(text: Option<&str>) -> Seen<String> {
    match text.map(fingerprint) {
        Some(Some(sha256)) => Seen::Known(sha256),
        Some(None) => Seen::Unknown("the org returns a certificate that cannot be read".to_owned()),
        None => Seen::Unknown("the org does not return the certificate".to_owned()),
    }
}

fn ip_relaxation(word: Option<&str>) -> Seen<hallpass_model::IpRelaxation> {
    match word {
        None => Seen::Absent,
        Some(word) => ip_relaxation_from(word).map_or_else(
            || Seen::Unknown(format!("`{word}` is no IP relaxation that is known")),
            Seen::Known,
        ),
    }
}

fn username(text: Seen<String>) -> Seen<Username> {
    match text {
        Seen::Known(text) => Seen::Known(Username::new(text)),
        Seen::Absent => Seen::Absent,
        Seen::Unknown(why) => Seen::Unknown(why),
    }
}

/// The flow works where both of its switches are on.
fn both(left: Seen<bool>, right: Seen<bool>) -> Seen<bool> {
    match (left, right) {
        (Seen::Unknown(why), _) | (_, Seen::Unknown(why)) => Seen::Unknown(why),
        (Seen::Absent, Seen::Absent) => Seen::Absent,
        (left, right) => Seen::Known(left == Seen::Known(true) && right == Seen::Known(true)),
    }
}
