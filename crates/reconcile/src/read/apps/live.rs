//! The apps that a fleet is about, put together.

use std::collections::{BTreeMap, BTreeSet};

use hallpass_model::{ApiName, AppKind, Complete, LiveApp, RecordId, Username};

use super::files::{has_key, tidied, trees};
use super::found::Found;
use super::token_holders::{self, TokenHolders};
use super::{Files, connected, external};
use crate::read::scope::Scope;

/// The apps of an org, as far as a fleet is concerned.
pub(in crate::read) struct Apps {
    /// Those that are declared or ours.
    pub(in crate::read) in_scope: Complete<BTreeMap<ApiName, LiveApp>>,
    /// As whom all apps of the org run, as far as their files are read.
    pub(in crate::read) run_as: BTreeMap<Username, BTreeSet<ApiName>>,
    /// The one through which the running user is signed in, where that is known.
    pub(in crate::read) signed_in: Option<ApiName>,
}

/// Returns the apps in scope. `links` are the sets that each app admits, all sets of the org counted.
pub(in crate::read) fn live(
    scope: &Scope<'_>,
    found: &[Found],
    files: &Files,
    links: &BTreeMap<RecordId, BTreeSet<ApiName>>,
    holders: &TokenHolders,
    client_id: Option<&str>,
) -> Apps {
    let mut trees = files
        .as_ref()
        .map_err(Clone::clone)
        .and_then(|files| trees(files));
    let mut apps = BTreeMap::new();
    let mut run_as: BTreeMap<Username, BTreeSet<ApiName>> = BTreeMap::new();
    let mut signed_in = None;
    for one in found {
        let declared = scope.declared_app(&one.name);
        // Of two apps of one name the one of the declared kind is meant.
        if declared.is_some_and(|app| app.kind != one.kind) {
            continue;
        }
        let of_app = match &mut trees {
            Ok(trees) => {
                let files = trees.remove(&(one.kind, one.name.clone())).unwrap_or_default();
                if client_id.is_some_and(|key| has_key(&files, key)) {
                    signed_in = Some(one.name.clone());
                }
                Ok(tidied(files, links.get(&one.id)))
            }
            Err(why) => Err(why.clone()),
        };
        let mut app = match one.kind {
            AppKind::ExternalClientApp => external::live(one, of_app, links.get(&one.id)),
            AppKind::ConnectedApp => connected::live(one, of_app, links.get(&one.id)),
        };
        app.token_holders = token_holders::of_app(holders, one.label());
        if let Some(user) = app.run_as.known() {
            run_as.entry(user.clone()).or_default().insert(app.name.clone());
        }
        if declared.is_some() || scope.is_ours(app.mark.as_ref()) {
            apps.insert(app.name.clone(), app);
        }
    }
    Apps {
        in_scope: Complete::read_to_the_end(apps),
        run_as,
        signed_in,
    }
}

/// Returns as whom apps run, whoever owns them, as far as their files are read.
pub(in crate::read) fn run_as(found: &[Found], files: &Files) -> BTreeMap<(AppKind, ApiName), Username> {
    let trees = files.as_ref().ok().and_then(|files| trees(files).ok());
    let mut trees = trees.unwrap_or_default();
    let run_as = found.iter().filter_map(|app| {
        let key = (app.kind, app.name.clone());
        let files = Ok(trees.remove(&key)?);
        let live = match app.kind {
            AppKind::ExternalClientApp => external::live(app, files, None),
            AppKind::ConnectedApp => connected::live(app, files, None),
        };
        Some((key, live.run_as.known()?.clone()))
    });
    run_as.collect()
}
