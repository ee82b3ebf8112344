//! Which apps an org has, whoever owns them.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, AppKind, RecordId};
use hallpass_salesforce::Record;
use hallpass_salesforce::metadata::{Package, Tree};
use hallpass_salesforce::soql::Soql;

use super::Files;
use crate::metadata::{Family, text_at};
use crate::read::ReadError;
use crate::read::answers::{Answers, Ask, Topic, ask};
use crate::read::record::{full_name, need_id};
use crate::read::scope::Scope;

pub(in crate::read) fn asks() -> Vec<Ask> {
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

/// Adds the files of all apps to what is retrieved. Those of packages are named too: nobody promises that the wildcard brings
/// what a managed package has installed (Metadata API Developer Guide, "Managed Component Access").
pub(in crate::read) fn components(scope: &Scope<'_>, package: Package) -> Package {
    let all = Family::ALL
        .into_iter()
        .fold(package, |package, family| package.with_all(family.component()));
    scope.packaged_apps().fold(all, |package, app| {
        let is_of = |family: &Family| (*family == Family::Connected) == (app.kind == AppKind::ConnectedApp);
        let families = Family::ALL.into_iter().filter(is_of);
        families.fold(package, |package, family| {
            package.with(family.component(), &family.name_for(app.name.as_str()))
        })
    })
}

/// An app of the org, whoever owns it.
pub(in crate::read) struct Found {
    pub(in crate::read) kind: AppKind,
    pub(in crate::read) name: ApiName,
    pub(in crate::read) id: RecordId,
    pub(super) row: Record,
}

impl Found {
    /// The label, by which an org lists the holders of tokens.
    pub(super) fn label(&self) -> &str {
        let column = match self.kind {
            AppKind::ExternalClientApp => "MasterLabel",
            AppKind::ConnectedApp => "Name",
        };
        self.row.text(column).unwrap_or_default()
    }
}

/// Returns all apps of the org by kind, name and id.
pub(in crate::read) fn found(
    scope: &Scope<'_>,
    files: &Files,
    answers: &mut Answers,
) -> Result<Vec<Found>, ReadError> {
    let mut found = Vec::new();
    for row in rows(scope, AppKind::ExternalClientApp, answers)? {
        let name = full_name(&row, "NamespacePrefix", "DeveloperName")?;
        found.push(Found {
            kind: AppKind::ExternalClientApp,
            name,
            id: need_id(&row, "Id")?,
            row,
        });
    }
    let names = connected_names(files);
    for row in rows(scope, AppKind::ConnectedApp, answers)? {
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

/// An org without the object has none of its rows. But so it looks to a user who may not see them, and an app that is there
/// unseen would be taken for a new one and overwritten: whoever declares such apps has to see them.
fn rows(scope: &Scope<'_>, kind: AppKind, answers: &mut Answers) -> Result<Vec<Record>, ReadError> {
    let (topic, object) = match kind {
        AppKind::ExternalClientApp => (Topic::ExternalClientApps, "ExternalClientApplication"),
        AppKind::ConnectedApp => (Topic::ConnectedApps, "ConnectedApplication"),
    };
    match answers.rows_if_there(topic)? {
        Some(rows) => Ok(rows),
        None if scope.declares_apps_of(kind) => Err(ReadError::unusable(
            object,
            "the org has no such object, or the running user may not see it",
        )),
        None => Ok(Vec::new()),
    }
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
