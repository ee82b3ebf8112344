//! Which apps an org has, whoever owns them.

use std::collections::BTreeMap;

use hallpass_model::{ApiName, AppKind, RecordId};
use hallpass_salesforce::Record;
use hallpass_salesforce::metadata::Tree;
use hallpass_salesforce::soql::Soql;

use super::Files;
use crate::metadata::{Family, text_at};
use crate::read::ReadError;
use crate::read::answers::{Answers, Ask, Topic, ask};
use crate::read::record::{full_name, need_id};

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

/// The metadata types that are retrieved, all components of each.
pub(in crate::read) fn components() -> [&'static str; 5] {
    Family::ALL.map(Family::component)
}

/// An app of the org, whoever owns it.
pub(in crate::read) struct Found {
    pub(in crate::read) kind: AppKind,
    pub(in crate::read) name: ApiName,
    pub(in crate::read) id: RecordId,
    pub(super) row: Record,
}

/// Returns all apps of the org by kind, name and id.
pub(in crate::read) fn found(files: &Files, answers: &mut Answers) -> Result<Vec<Found>, ReadError> {
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
