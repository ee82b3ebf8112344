//! The ids of new apps and profiles, which a deployment does not tell.

use std::collections::BTreeMap;

use hallpass_model::AppKind;
use hallpass_salesforce::metadata::Tree;
use hallpass_salesforce::soql::{Soql, is_in};
use hallpass_salesforce::{Reader, RecordId, Result};

use crate::lower::{AppDeploy, Thing};
use crate::metadata::text_at;

/// Each kind of app with its object and the column that tells one from another.
const KINDS: [(AppKind, &str, &str); 2] = [
    (
        AppKind::ExternalClientApp,
        "ExternalClientApplication",
        "DeveloperName",
    ),
    (AppKind::ConnectedApp, "ConnectedApplication", "Name"),
];

/// Reads the ids of apps that were just made.
pub(super) async fn read(reader: &Reader, created: &[&AppDeploy]) -> Result<Vec<(Thing, RecordId)>> {
    let mut asked: Vec<(&str, BTreeMap<String, Thing>, Soql)> = KINDS
        .into_iter()
        .filter_map(|(kind, object, column)| {
            let names = names(kind, created);
            let soql = Soql::select(["Id", column])
                .from(object)
                .filter(is_in(column, names.keys()));
            (!names.is_empty()).then_some((column, names, soql))
        })
        .collect();
    asked.extend(profiles(created));
    let queries: Vec<Soql> = asked.iter().map(|(_, _, soql)| soql.clone()).collect();
    let answers = reader.query_many(&queries).await?;
    let mut ids = Vec::new();
    for ((column, names, _), answer) in asked.iter().zip(answers) {
        for row in answer.rows {
            let thing = row.text(column).and_then(|name| names.get(name));
            ids.extend(thing.cloned().zip(row.id("Id")));
        }
    }
    Ok(ids)
}

fn profiles(created: &[&AppDeploy]) -> Option<(&'static str, BTreeMap<String, Thing>, Soql)> {
    let name = |one: &&AppDeploy| match &one.app {
        Thing::Profile(name) => Some((name.clone(), one.app.clone())),
        _ => None,
    };
    let names: BTreeMap<String, Thing> = created.iter().filter_map(name).collect();
    let soql = Soql::select(["Id", "Name"])
        .from("Profile")
        .filter(is_in("Name", names.keys()));
    (!names.is_empty()).then_some(("Name", names, soql))
}

/// The apps of a kind by what their row is called: its label, where it is a connected app.
fn names(kind: AppKind, created: &[&AppDeploy]) -> BTreeMap<String, Thing> {
    let name = |app: &&AppDeploy| match &app.app {
        Thing::App(AppKind::ConnectedApp, name) if kind == AppKind::ConnectedApp => {
            let root = app.files.first().and_then(|file| Tree::parse(&file.xml).ok());
            let label = root.and_then(|tree| text_at(&tree.root, "label"));
            Some((label.unwrap_or_else(|| name.to_string()), app.app.clone()))
        }
        Thing::App(own, name) if *own == kind => Some((name.to_string(), app.app.clone())),
        Thing::App(..) | Thing::Profile(_) | Thing::User(_) | Thing::PermissionSet(_) => None,
    };
    created.iter().filter_map(name).collect()
}
